package io.sluice.ring.filter;

import io.sluice.ring.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** What compiled and interpreted programs do alike. */
final class Loads {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private Loads() {}

  /** Whether {@code size} bytes from an unsigned offset on are there. */
  static boolean fits(int offset, int size, int captured) {
    return offset >= 0 && offset <= captured - size;
  }

  static int word(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static int half(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static int octet(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  static int word(long address) {
    return Integer.reverseBytes(Memory.getInt(address));
  }

  static int half(long address) {
    int value = Memory.getShort(address);
    return (value & 0xff) << 8 | value >> 8;
  }

  static int octet(long address) {
    return Memory.getByte(address) & 0xff;
  }

  static int load(byte[] bytes, int at, int size) {
    return switch (size) {
      case 4 -> word(bytes, at);
      case 2 -> half(bytes, at);
      default -> octet(bytes, at);
    };
  }

  /** As libpcap does: nothing is left after 32 bits or more. */
  static int shiftLeft(int value, int bits) {
    return (bits & ~31) == 0 ? value << bits : 0;
  }

  static int shiftRight(int value, int bits) {
    return (bits & ~31) == 0 ? value >>> bits : 0;
  }

  /** Words of scratch memory that a program uses, from 0 on. */
  static int words(List<Instruction> program) {
    int words = 0;
    for (Instruction i : program) {
      int code = i.code();
      boolean memory =
          switch (Bpf.classOf(code)) {
            case Bpf.ST, Bpf.STX -> true;
            case Bpf.LD, Bpf.LDX -> Bpf.mode(code) == Bpf.MEM;
            default -> false;
          };
      words = memory ? Math.max(words, i.k() + 1) : words;
    }
    return words;
  }
}
