package io.sluice.openflow.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads structures from one message's bytes, which are copied where they are kept. */
public final class WireReader extends Wire {
  private final byte[] bytes;
  private int position;
  private int limit;

  public WireReader(OfVersion version, byte[] bytes, int offset, int limit) {
    super(version);
    this.bytes = bytes;
    this.position = offset;
    this.limit = limit;
  }

  @Override
  public boolean reading() {
    return true;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public boolean atEnd() {
    return position == limit;
  }

  @Override
  public int left() {
    return limit - position;
  }

  /** The next number, which stays unread; 0 when there are not so many bytes. */
  public int peek16() {
    return limit - position < 2 ? 0 : (bytes[position] & 0xff) << 8 | bytes[position + 1] & 0xff;
  }

  @Override
  long number(int size, long value) {
    need(size);
    long read = 0;
    for (int i = 0; i < size; i++) {
      read = read << 8 | bytes[position + i] & 0xff;
    }
    position += size;
    return read;
  }

  @Override
  void skip(int length) {
    need(length);
    position += length;
  }

  @Override
  Bytes raw(int length, Bytes value) {
    int size = length < 0 ? limit - position : length;
    need(size);
    Bytes read = Bytes.of(bytes, position, size);
    position += size;
    return read;
  }

  @Override
  <P> List<P> items(int count, List<P> value, Struct<P> struct) {
    List<P> items = new ArrayList<>();
    while (count < 0 ? position < limit : items.size() < count) {
      int before = position;
      items.add(struct.wire(this, null));
      if (position == before) {
        // Else a list of nothings would never end.
        throw badLength("an element without bytes");
      }
    }
    return List.copyOf(items);
  }

  @Override
  public int length() {
    return (int) number(2, 0);
  }

  @Override
  <R> R window(int mark, int counted, Supplier<R> part) {
    int size = mark - counted;
    if (size < 0 || size > limit - position) {
      throw badLength(
          "length " + mark + ", where " + counted + " to " + (counted + limit - position) + " fit");
    }
    int outer = limit;
    limit = position + size;
    R result = part.get();
    if (position != limit) {
      throw badLength((limit - position) + " bytes too many");
    }
    limit = outer;
    return result;
  }

  private void need(int size) {
    if (size > limit - position) {
      throw badLength(size + " bytes expected, " + (limit - position) + " there");
    }
  }
}
