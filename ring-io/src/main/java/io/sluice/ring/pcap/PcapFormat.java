package io.sluice.ring.pcap;

/**
 * The classic capture format.
 *
 * <pre>
 *   file:   magic 4 | major 2 | minor 2 | zone 4 | sigfigs 4 | snaplen 4 | link type 4 | records
 *   record: seconds 4 | fraction 4 | captured length 4 | original length 4 | bytes
 * </pre>
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-06.html">the draft</a>
 */
final class PcapFormat {
  static final int MICROSECONDS = 0xa1b2c3d4;
  static final int NANOSECONDS = 0xa1b23c4d;
  static final int FILE_HEADER = 24;
  static final int RECORD_HEADER = 16;

  private PcapFormat() {}

  /** Whether the first word, read little-endian, begins such a file. */
  static boolean matches(int magic) {
    int swapped = Integer.reverseBytes(magic);
    return magic == MICROSECONDS
        || magic == NANOSECONDS
        || swapped == MICROSECONDS
        || swapped == NANOSECONDS;
  }

  static void read(CaptureReader in, int magic) {
    in.bigEndian = magic != MICROSECONDS && magic != NANOSECONDS;
    long fractionNs = in.int32(0) == NANOSECONDS ? 1 : 1000;
    // The upper bits tell about FCS and reserved things.
    in.checkLinkType(20, in.int32(20) & 0xffff);
    long at = FILE_HEADER;
    while (at < in.size) {
      long timeNs = in.unsigned32(at) * 1_000_000_000L + in.unsigned32(at + 4) * fractionNs;
      long length = in.unsigned32(at + 8);
      in.int32(at + 12);
      in.frame(at + RECORD_HEADER, length, timeNs);
      at += RECORD_HEADER + length;
    }
  }
}
