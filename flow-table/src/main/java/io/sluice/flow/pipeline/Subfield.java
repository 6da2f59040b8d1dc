package io.sluice.flow.pipeline;

/**
 * Some bits of a field.
 *
 * @param offset the lowest one
 * @param bits how many, at least 1
 */
public record Subfield(Field field, int offset, int bits) {
  /** All of a field. */
  public static Subfield all(Field field) {
    return new Subfield(field, 0, field.bits);
  }

  public Subfield {
    if (offset < 0 || bits < 1 || offset + bits > field.bits) {
      throw new FlowException(
          field.label
              + " has bits 0 to "
              + (field.bits - 1)
              + ", not "
              + offset
              + " to "
              + (offset + bits - 1));
    }
  }

  public boolean whole() {
    return bits == field.bits;
  }

  /** The low 64 bits of the mask within the field. */
  public long maskLo() {
    return shiftLeft(lowOnes(Math.min(bits, 64)), offset)
        | (bits > 64 ? shiftLeft(lowOnes(bits - 64), offset + 64) : 0);
  }

  /** The high 64 bits of the mask within a wide field. */
  public long maskHi() {
    return high(onesHi(), lowOnes(Math.min(bits, 64)));
  }

  private long onesHi() {
    return bits > 64 ? lowOnes(bits - 64) : 0;
  }

  /** Where a value's low half comes to lie in the field's low half. */
  public long placeLo(long lo) {
    return shiftLeft(lo, offset);
  }

  /** Where a value comes to lie in the field's high half. */
  public long high(long hi, long lo) {
    if (offset == 0) {
      return hi;
    }
    return offset >= 64 ? lo << offset - 64 : hi << offset | lo >>> 64 - offset;
  }

  /** Reads the low 64 bits of it from a key. */
  public long readLo(long[] key) {
    long lo = field.get(key, 0);
    long hi = field.getHigh(key, 0);
    long v =
        offset == 0 ? lo : offset >= 64 ? hi >>> offset - 64 : lo >>> offset | hi << 64 - offset;
    return v & lowOnes(Math.min(bits, 64));
  }

  /** Reads the bits from 64 on; 0 when there are none. */
  public long readHi(long[] key) {
    return bits <= 64 ? 0 : field.getHigh(key, 0) >>> offset & lowOnes(bits - 64);
  }

  /** Writes a value's low {@code bits} bits. */
  public void write(long[] key, long hi, long lo) {
    field.set(key, high(hi, lo), placeLo(lo), maskHi(), maskLo());
  }

  /** Adds its bits to a mask. */
  public void cover(long[] mask) {
    field.cover(mask, maskHi(), maskLo());
  }

  private static long lowOnes(int n) {
    return n >= 64 ? -1L : (1L << n) - 1;
  }

  private static long shiftLeft(long v, int by) {
    return by >= 64 ? 0 : v << by;
  }
}
