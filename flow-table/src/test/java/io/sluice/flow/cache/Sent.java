package io.sluice.flow.cache;

import java.util.HexFormat;

/**
 * A packet at a port.
 *
 * @param bytes in hex, so that two are equal when they are
 */
record Sent(int port, String bytes) {
  static Sent of(int port, byte[] b, int offset, int length) {
    return new Sent(port, HexFormat.of().formatHex(b, offset, offset + length));
  }
}
