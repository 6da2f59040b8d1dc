package io.sluice.openflow.wire;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that do not change, with value equality. Any thread. */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A copy of {@code bytes}. */
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** A copy of a part of {@code bytes}. */
  public static Bytes of(byte[] bytes, int offset, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** The low {@code length} bytes (at most 8) of a number, the highest first. */
  public static Bytes ofNumber(long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = length - 1; i >= 0; i--) {
      bytes[i] = (byte) value;
      value >>>= 8;
    }
    return new Bytes(bytes);
  }

  /** Bytes from hexadecimal digits; white space is skipped. */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  public int length() {
    return array.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return array[index] & 0xff;
  }

  /** The last 8 bytes, or all when there are fewer, as a number. */
  public long toLong() {
    long value = 0;
    for (byte b : array) {
      value = value << 8 | b & 0xff;
    }
    return value;
  }

  public boolean isZero() {
    for (byte b : array) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether every bit is one. */
  public boolean isOnes() {
    for (byte b : array) {
      if (b != -1) {
        return false;
      }
    }
    return true;
  }

  /** At most the first {@code length} bytes. */
  public Bytes first(int length) {
    return length >= array.length ? this : of(array, 0, length);
  }

  public Bytes from(int offset) {
    return of(array, offset, array.length - offset);
  }

  public Bytes plus(Bytes more) {
    byte[] joined = Arrays.copyOf(array, array.length + more.array.length);
    System.arraycopy(more.array, 0, joined, array.length, more.array.length);
    return new Bytes(joined);
  }

  public byte[] toArray() {
    return array.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(array, 0, target, offset, array.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** Hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(array);
  }
}
