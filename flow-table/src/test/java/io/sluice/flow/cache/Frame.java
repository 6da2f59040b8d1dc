package io.sluice.flow.cache;

/** A packet with room in front. */
final class Frame {
  static final int HEADROOM = 64;

  byte[] b;
  int offset = HEADROOM;
  int length;

  Frame(byte[] packet) {
    b = new byte[HEADROOM + packet.length + HEADROOM];
    length = packet.length;
    System.arraycopy(packet, 0, b, offset, length);
  }

  private Frame(Frame f) {
    b = f.b.clone();
    offset = f.offset;
    length = f.length;
  }

  Frame copy() {
    return new Frame(this);
  }

  /** It begins elsewhere and ends where it did. */
  void moved(int to) {
    length -= to - offset;
    offset = to;
  }

  Sent sent(int port) {
    return Sent.of(port, b, offset, length);
  }
}
