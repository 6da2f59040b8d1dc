package io.sluice.openflow.wire;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Writes structures to bytes that grow, at most 65535 of them: what a message's length can say. */
public final class WireWriter extends Wire {
  private static final int MAX_SIZE = 0xffff;

  private byte[] bytes = new byte[128];
  private int position;

  public WireWriter(OfVersion version) {
    super(version);
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, position);
  }

  @Override
  public boolean reading() {
    return false;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public boolean atEnd() {
    return true;
  }

  @Override
  public int left() {
    return 0;
  }

  @Override
  long number(int size, long value) {
    if (size < 8 && value >>> 8 * size != 0) {
      throw new IllegalArgumentException(
          Long.toUnsignedString(value) + " does not fit into " + size + " bytes");
    }
    grow(size);
    put(position, size, value);
    position += size;
    return value;
  }

  @Override
  void skip(int length) {
    grow(length);
    position += length;
  }

  @Override
  Bytes raw(int length, Bytes value) {
    if (length >= 0 && value.length() != length) {
      throw new IllegalArgumentException(value.length() + " bytes for a field of " + length);
    }
    grow(value.length());
    value.copyTo(bytes, position);
    position += value.length();
    return value;
  }

  @Override
  <P> List<P> items(int count, List<P> value, Struct<P> struct) {
    if (count >= 0 && value.size() != count) {
      throw new IllegalArgumentException(value.size() + " elements where there must be " + count);
    }
    for (P item : value) {
      struct.wire(this, item);
    }
    return value;
  }

  @Override
  public int length() {
    skip(2);
    return position - 2;
  }

  @Override
  <R> R window(int mark, int counted, Supplier<R> part) {
    int start = position;
    R result = part.get();
    put(mark, 2, position - start + counted);
    return result;
  }

  private void put(int at, int size, long value) {
    for (int i = size - 1; i >= 0; i--) {
      bytes[at + i] = (byte) value;
      value >>>= 8;
    }
  }

  private void grow(int size) {
    if (size > MAX_SIZE - position) {
      throw new IllegalArgumentException("a message longer than " + MAX_SIZE + " bytes");
    }
    if (size > bytes.length - position) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + size));
    }
  }
}
