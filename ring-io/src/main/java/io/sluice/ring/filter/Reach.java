package io.sluice.ring.filter;

import java.util.Arrays;
import java.util.List;

/**
 * How far into a packet a program can look: an upper bound, found by going through it once with the
 * largest values that its registers can have. As all jumps go forward, each instruction's
 * predecessors come before it.
 */
final class Reach {
  /** More than any packet has. */
  static final int ANYWHERE = 1 << 17;

  private final List<Instruction> program;
  // At each instruction: the most that A and X can be, -1 where no path has come yet.
  private final long[] mostA;
  private final long[] mostX;
  private final long[] memory = new long[Bpf.MEMORY];
  private long reach;

  private Reach(List<Instruction> program) {
    this.program = program;
    mostA = new long[program.size()];
    mostX = new long[program.size()];
    Arrays.fill(mostA, -1);
    Arrays.fill(mostX, -1);
    mostA[0] = 0;
    mostX[0] = 0;
  }

  /** Bytes, at most {@link #ANYWHERE}. */
  static int of(List<Instruction> program) {
    Reach r = new Reach(program);
    for (int pc = 0; pc < program.size(); pc++) {
      if (r.mostA[pc] >= 0) {
        r.step(pc, program.get(pc));
      }
    }
    return (int) Math.min(r.reach, ANYWHERE);
  }

  private void step(int pc, Instruction i) {
    int code = i.code();
    long k = Integer.toUnsignedLong(i.k());
    long a = mostA[pc];
    long x = mostX[pc];
    switch (Bpf.classOf(code)) {
      case Bpf.LD -> flow(pc + 1, loaded(i, x), x);
      case Bpf.LDX -> {
        boolean header = Bpf.mode(code) == Bpf.MSH;
        flow(pc + 1, a, header ? looked(i.k(), 0, 1, 60) : loaded(i, x));
      }
      case Bpf.ST -> {
        memory[i.k()] = Math.max(memory[i.k()], a);
        flow(pc + 1, a, x);
      }
      case Bpf.STX -> {
        memory[i.k()] = Math.max(memory[i.k()], x);
        flow(pc + 1, a, x);
      }
      case Bpf.ALU -> flow(pc + 1, computed(Bpf.op(code), Bpf.isFromX(code), a, x, k), x);
      case Bpf.JMP -> {
        if (Bpf.op(code) == Bpf.JA) {
          flow(pc + 1 + i.k(), a, x);
        } else {
          flow(pc + 1 + i.ifTrue(), a, x);
          flow(pc + 1 + i.ifFalse(), a, x);
        }
      }
      case Bpf.RET -> {
        // Goes nowhere.
      }
      default -> {
        boolean toX = Bpf.op(code) == Bpf.TAX;
        flow(pc + 1, toX ? a : x, toX ? a : x);
      }
    }
  }

  private void flow(int pc, long a, long x) {
    if (pc < program.size()) {
      mostA[pc] = Math.max(mostA[pc], Math.min(a, ANYWHERE));
      mostX[pc] = Math.max(mostX[pc], Math.min(x, ANYWHERE));
    }
  }

  /** The most that a load can give. */
  private long loaded(Instruction i, long x) {
    int size = Bpf.loaded(i.code());
    long most = size == 4 ? ANYWHERE : (1L << 8 * size) - 1;
    return switch (Bpf.mode(i.code())) {
      case Bpf.IMM -> Integer.toUnsignedLong(i.k());
      case Bpf.MEM -> memory[i.k()];
      case Bpf.ABS -> looked(i.k(), 0, size, most);
      case Bpf.IND -> looked(i.k(), x, size, most);
      default -> ANYWHERE;
    };
  }

  /** Looks at {@code size} bytes; a negative offset goes back from X, or is never there. */
  private long looked(int offset, long x, int size, long most) {
    if (offset >= 0 || x > 0) {
      reach = Math.max(reach, Math.max(offset, 0) + x + size);
    }
    return most;
  }

  private static long computed(int op, boolean fromX, long a, long x, long k) {
    long most = fromX ? x : k;
    // Where it is not known, it is any word.
    long full = a < ANYWHERE ? a : 0xffff_ffffL;
    return switch (op) {
      case Bpf.ADD -> a + most;
      case Bpf.AND -> Math.min(a, most);
      case Bpf.DIV -> fromX ? a : full / k;
      case Bpf.RSH -> fromX || k > 31 ? a : full >> k;
      case Bpf.MOD -> Math.min(a, fromX ? a : k - 1);
      case Bpf.MUL -> Math.min(a, ANYWHERE) * Math.min(most, ANYWHERE);
      case Bpf.LSH -> fromX || k > 17 ? ANYWHERE : a << k;
      default -> ANYWHERE;
    };
  }
}
