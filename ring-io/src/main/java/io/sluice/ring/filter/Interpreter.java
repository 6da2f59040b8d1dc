package io.sluice.ring.filter;

import io.sluice.ring.memory.Memory;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a program step by step: for one too long to be compiled, and the oracle of those that are.
 */
final class Interpreter implements PacketFilter {
  private final Instruction[] program;
  private final int[] memory;
  private final byte[] copy;

  Interpreter(FilterProgram program) {
    List<Instruction> list = program.instructions();
    this.program = list.toArray(Instruction[]::new);
    this.memory = new int[Loads.words(list)];
    this.copy = new byte[program.reach()];
  }

  @Override
  public int matches(long address, int captured, int length) {
    int n = Math.min(captured, copy.length);
    Memory.copy(address, copy, 0, n);
    return matches(copy, 0, n, length);
  }

  @Override
  public int matches(byte[] bytes, int at, int captured, int length) {
    Arrays.fill(memory, 0);
    int a = 0;
    int x = 0;
    for (int pc = 0; ; pc++) {
      Instruction i = program[pc];
      int code = i.code();
      int k = i.k();
      switch (Bpf.classOf(code)) {
        case Bpf.LD -> {
          switch (Bpf.mode(code)) {
            case Bpf.IMM -> a = k;
            case Bpf.MEM -> a = memory[k];
            case Bpf.LEN -> a = length;
            default -> {
              int offset = Bpf.mode(code) == Bpf.IND ? x + k : k;
              int size = Bpf.loaded(code);
              if (!Loads.fits(offset, size, captured)) {
                return MISSING;
              }
              a = Loads.load(bytes, at + offset, size);
            }
          }
        }
        case Bpf.LDX -> {
          switch (Bpf.mode(code)) {
            case Bpf.IMM -> x = k;
            case Bpf.MEM -> x = memory[k];
            case Bpf.LEN -> x = length;
            default -> {
              if (!Loads.fits(k, 1, captured)) {
                return MISSING;
              }
              x = 4 * (bytes[at + k] & 0xf);
            }
          }
        }
        case Bpf.ST -> memory[k] = a;
        case Bpf.STX -> memory[k] = x;
        case Bpf.ALU -> {
          int operand = Bpf.isFromX(code) ? x : k;
          int op = Bpf.op(code);
          if (operand == 0 && (op == Bpf.DIV || op == Bpf.MOD)) {
            return NO_MATCH;
          }
          a = compute(op, a, operand);
        }
        case Bpf.JMP -> {
          int operand = Bpf.isFromX(code) ? x : k;
          pc +=
              Bpf.op(code) == Bpf.JA
                  ? k
                  : holds(Bpf.op(code), a, operand) ? i.ifTrue() : i.ifFalse();
        }
        case Bpf.RET -> {
          return (code == Bpf.RET ? k : a) != 0 ? MATCH : NO_MATCH;
        }
        default -> {
          if (Bpf.op(code) == Bpf.TAX) {
            x = a;
          } else {
            a = x;
          }
        }
      }
    }
  }

  private static int compute(int op, int a, int b) {
    return switch (op) {
      case Bpf.ADD -> a + b;
      case Bpf.SUB -> a - b;
      case Bpf.MUL -> a * b;
      case Bpf.DIV -> Integer.divideUnsigned(a, b);
      case Bpf.MOD -> Integer.remainderUnsigned(a, b);
      case Bpf.OR -> a | b;
      case Bpf.AND -> a & b;
      case Bpf.XOR -> a ^ b;
      case Bpf.LSH -> Loads.shiftLeft(a, b);
      case Bpf.RSH -> Loads.shiftRight(a, b);
      default -> -a;
    };
  }

  private static boolean holds(int op, int a, int b) {
    return switch (op) {
      case Bpf.JEQ -> a == b;
      case Bpf.JGT -> Integer.compareUnsigned(a, b) > 0;
      case Bpf.JGE -> Integer.compareUnsigned(a, b) >= 0;
      default -> (a & b) != 0;
    };
  }
}
