package io.sluice.ring.filter;

import java.util.List;

/**
 * A classic BPF program that was checked: each code is known, each jump goes forward and stays
 * inside, each path ends at a return, no word outside of scratch memory is touched and no constant
 * divisor is zero. So it ends, after at most as many steps as it has instructions.
 */
public final class FilterProgram {
  /** As many instructions as the kernel takes. */
  private static final int MAX = 4096;

  private final List<Instruction> instructions;

  /**
   * @throws FilterException naming the first instruction that is wrong
   */
  public FilterProgram(List<Instruction> instructions) {
    this.instructions = List.copyOf(instructions);
    int n = this.instructions.size();
    if (n == 0 || n > MAX) {
      throw new FilterException("a program of " + n + " instructions; it has 1 to " + MAX);
    }
    for (int i = 0; i < n; i++) {
      String wrong = wrong(this.instructions.get(i), n - i - 1);
      if (wrong != null) {
        throw new FilterException(
            "instruction " + i + " " + this.instructions.get(i) + ": " + wrong);
      }
    }
  }

  public List<Instruction> instructions() {
    return instructions;
  }

  /** How many bytes from a packet's beginning on it may look at, at most: what is behind is not. */
  public int reach() {
    return Reach.of(instructions);
  }

  /** What is wrong with an instruction that {@code left} others follow; null: nothing. */
  private static String wrong(Instruction i, int left) {
    int code = i.code();
    if (left == 0 && Bpf.classOf(code) != Bpf.RET) {
      return "the last one must return";
    }
    boolean known =
        switch (Bpf.classOf(code)) {
          case Bpf.LD -> isLoad(code);
          case Bpf.LDX ->
              code == (Bpf.LDX | Bpf.IMM)
                  || code == (Bpf.LDX | Bpf.MEM)
                  || code == (Bpf.LDX | Bpf.LEN)
                  || code == (Bpf.LDX | Bpf.B | Bpf.MSH);
          case Bpf.ST, Bpf.STX -> code == Bpf.classOf(code);
          case Bpf.ALU -> Bpf.op(code) <= Bpf.XOR && code < 0x100;
          case Bpf.JMP -> Bpf.op(code) <= Bpf.JSET && code < 0x100;
          case Bpf.RET -> code == Bpf.RET || code == (Bpf.RET | Bpf.A);
          default -> code == (Bpf.MISC | Bpf.TAX) || code == (Bpf.MISC | Bpf.TXA);
        };
    if (!known) {
      return "unknown code";
    }
    if (isMemory(code) && Integer.compareUnsigned(i.k(), Bpf.MEMORY) >= 0) {
      return "scratch memory has words 0 to " + (Bpf.MEMORY - 1);
    }
    if (dividesByConstant(code) && i.k() == 0) {
      return "divides by zero";
    }
    if (code == Bpf.JMP && i.k() < 0) {
      return "jumps back, as \"protochain\" does: a filter here has no loops, as in the kernel";
    }
    return jumpsOut(i, left) ? "jumps behind the end" : null;
  }

  private static boolean isLoad(int code) {
    return switch (Bpf.mode(code)) {
      case Bpf.ABS, Bpf.IND -> code < 0x100 && Bpf.loaded(code) != 0;
      case Bpf.IMM, Bpf.MEM, Bpf.LEN -> code == Bpf.mode(code);
      default -> false;
    };
  }

  private static boolean isMemory(int code) {
    return switch (Bpf.classOf(code)) {
      case Bpf.ST, Bpf.STX -> true;
      case Bpf.LD, Bpf.LDX -> Bpf.mode(code) == Bpf.MEM;
      default -> false;
    };
  }

  private static boolean dividesByConstant(int code) {
    return Bpf.classOf(code) == Bpf.ALU
        && !Bpf.isFromX(code)
        && (Bpf.op(code) == Bpf.DIV || Bpf.op(code) == Bpf.MOD);
  }

  private static boolean jumpsOut(Instruction i, int left) {
    if (Bpf.classOf(i.code()) != Bpf.JMP) {
      return false;
    }
    if (Bpf.op(i.code()) == Bpf.JA) {
      return Integer.compareUnsigned(i.k(), left) >= 0;
    }
    return Math.max(i.ifTrue(), i.ifFalse()) >= left;
  }
}
