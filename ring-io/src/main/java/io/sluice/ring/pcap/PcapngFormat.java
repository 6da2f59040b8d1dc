package io.sluice.ring.pcap;

import java.util.ArrayList;
import java.util.List;

/**
 * The block format: sections (each with its own byte order) of interface descriptions and packets;
 * other blocks are skipped.
 *
 * <pre>
 *   block: type 4 | total length 4 | body, padded to 4 | total length 4
 * </pre>
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">the draft</a>
 */
final class PcapngFormat {
  static final int SECTION = 0x0a0d0d0a;
  static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  static final int ENHANCED_PACKET = 6;
  static final int BYTE_ORDER = 0x1a2b3c4d;
  static final int OPTION_END = 0;
  static final int OPTION_TSRESOL = 9;

  private final CaptureReader in;
  private final List<Interface> interfaces = new ArrayList<>();

  /** What a packet needs to know of the interface it was captured on. */
  private record Interface(long at, int linkType, long snapLength, int resolution) {}

  private PcapngFormat(CaptureReader in) {
    this.in = in;
  }

  static void read(CaptureReader in) {
    PcapngFormat format = new PcapngFormat(in);
    long at = 0;
    while (at < in.size) {
      at = format.block(at);
    }
  }

  private long block(long at) {
    int type = in.int32(at); // SECTION reads the same in both orders
    if (type == SECTION) {
      section(at);
    }
    long length = in.unsigned32(at + 4);
    if (length < 12 || length % 4 != 0 || length > in.size - at) {
      throw in.malformed(
          at, "a block of " + length + " bytes where the file has " + (in.size - at) + " left");
    }
    if (in.unsigned32(at + length - 4) != length) {
      throw in.malformed(at + length - 4, "the block's second length differs from its first");
    }
    long end = at + length - 4;
    switch (type) {
      case INTERFACE -> interfaces.add(description(at, end));
      case ENHANCED_PACKET -> enhanced(at, end);
      case SIMPLE_PACKET -> simple(at, end);
      default -> {
        // Names, statistics, secrets, and what is invented after us.
      }
    }
    return at + length;
  }

  private void section(long at) {
    in.bigEndian = false;
    int order = in.int32(at + 8);
    if (order != BYTE_ORDER && Integer.reverseBytes(order) != BYTE_ORDER) {
      throw in.malformed(at + 8, "no byte-order magic in the section header");
    }
    in.bigEndian = order != BYTE_ORDER;
    int major = in.int16(at + 12);
    if (major != 1) {
      throw in.malformed(at + 12, "pcapng version " + major + " where 1 is expected");
    }
    interfaces.clear();
  }

  private Interface description(long at, long end) {
    need(at, at + 16, end);
    int resolution = 6;
    for (long option = at + 16; option + 4 <= end; ) {
      int code = in.int16(option);
      int length = in.int16(option + 2);
      need(option, option + 4 + length, end);
      if (code == OPTION_END) {
        break;
      }
      if (code == OPTION_TSRESOL && length == 1) {
        resolution = in.int8(option + 4);
      }
      option += 4 + (length + 3) / 4 * 4;
    }
    return new Interface(at, in.int16(at + 8), in.unsigned32(at + 12), resolution);
  }

  private void enhanced(long at, long end) {
    need(at, at + 28, end);
    Interface from = captured(at, in.unsigned32(at + 8));
    long ticks = in.unsigned32(at + 12) << 32 | in.unsigned32(at + 16);
    long length = in.unsigned32(at + 20);
    need(at + 20, at + 28 + length, end);
    in.frame(at + 28, length, nanoseconds(ticks, from.resolution));
  }

  private void simple(long at, long end) {
    need(at, at + 12, end);
    Interface from = captured(at, 0);
    long length = in.unsigned32(at + 8);
    if (from.snapLength != 0) {
      length = Math.min(length, from.snapLength);
    }
    need(at + 8, at + 12 + length, end);
    in.frame(at + 12, length, 0);
  }

  private Interface captured(long at, long number) {
    if (number >= interfaces.size()) {
      throw in.malformed(
          at, "a packet of interface " + number + ", of which there are " + interfaces.size());
    }
    Interface from = interfaces.get((int) number);
    in.checkLinkType(from.at + 8, from.linkType);
    return from;
  }

  private void need(long at, long until, long end) {
    if (until > end) {
      throw in.malformed(at, "a block that ends before its contents");
    }
  }

  /** Ticks of {@code 10^-r} s, or {@code 2^-(r & 127)} s when the high bit is set. */
  private static long nanoseconds(long ticks, int resolution) {
    int exponent = resolution & 0x7f;
    if ((resolution & 0x80) == 0) {
      for (; exponent < 9; exponent++) {
        ticks *= 10;
      }
      for (; exponent > 9; exponent--) {
        ticks /= 10;
      }
      return ticks;
    }
    if (exponent > 62) {
      return 0; // the whole count is less than a few seconds in units nobody uses
    }
    long seconds = ticks >>> exponent;
    long fraction = ticks & (1L << exponent) - 1;
    return seconds * 1_000_000_000L
        + (exponent <= 33
            ? fraction * 1_000_000_000L >>> exponent
            : (fraction >>> exponent - 33) * 1_000_000_000L >>> 33);
  }
}
