package io.sluice.ring.filter;

/**
 * One instruction of a classic BPF program.
 *
 * @param code what to do, see {@link Bpf}
 * @param ifTrue instructions to skip when a comparison holds, 0 to 255
 * @param ifFalse instructions to skip when it does not
 * @param k the operand; unsigned
 */
public record Instruction(int code, int ifTrue, int ifFalse, int k) {
  @Override
  public String toString() {
    return "{0x%x, %d, %d, %s}".formatted(code, ifTrue, ifFalse, Integer.toUnsignedString(k));
  }
}
