package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;

/** Writes a frame over several validated pieces of memory, which have room for all of it. */
final class ChainWriter {
  private Buffers to;
  private int piece;
  private int at;

  void start(Buffers to) {
    this.to = to;
    piece = 0;
    at = 0;
  }

  /** Writes a little-endian number. */
  void number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      room();
      Memory.putByte(to.address[piece] + at, (byte) (value >>> 8 * i));
      at++;
    }
  }

  void bytes(byte[] from, int offset, int length) {
    while (length > 0) {
      int n = Math.min(length, room());
      Memory.copy(from, offset, to.address[piece] + at, n);
      at += n;
      offset += n;
      length -= n;
    }
  }

  void bytes(long from, int length) {
    while (length > 0) {
      int n = Math.min(length, room());
      Memory.copy(from, to.address[piece] + at, n);
      at += n;
      from += n;
      length -= n;
    }
  }

  /** Bytes left in the present piece, at least one. */
  private int room() {
    while (at == to.length[piece]) {
      piece++;
      at = 0;
    }
    return to.length[piece] - at;
  }
}
