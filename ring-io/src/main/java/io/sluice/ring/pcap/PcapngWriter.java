package io.sluice.ring.pcap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes packets of several interfaces, with what a plain pcap file has no room for: names,
 * directions and remarks. For one thread, which may block; never a lane.
 *
 * <pre>
 *   section | interface 0 | interface 1 ... | packet | packet ... | statistics of interface 0 ...
 * </pre>
 *
 * A packet is whole in the stream or not there: each block is one write.
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">the draft</a>
 */
public final class PcapngWriter {
  private static final int STATISTICS = 5;

  private static final int OPT_COMMENT = 1;
  private static final int SHB_USERAPPL = 4;
  private static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int EPB_FLAGS = 2;
  private static final int ISB_IFRECV = 4;
  private static final int ISB_IFDROP = 5;

  /** Ten to the minus nine. */
  private static final byte NANOSECONDS = 9;

  /** Bytes of an option's text, at most: its length has 16 bits. */
  private static final int MAX_TEXT = 0xffff;

  private final OutputStream out;
  private ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private int interfaces;

  /** Which way a packet went through its interface, in the draft's numbers. */
  public enum Direction {
    UNKNOWN,
    IN,
    OUT
  }

  /**
   * Writes the section's header.
   *
   * @param application what made the capture, for its reader
   */
  public PcapngWriter(OutputStream out, String application) throws IOException {
    this.out = out;
    begin(PcapngFormat.SECTION, 64 + 4 * application.length());
    block.putInt(PcapngFormat.BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
    option(SHB_USERAPPL, application);
    end();
  }

  /**
   * Describes an interface whose packets follow.
   *
   * @param snapLength most bytes of a packet that are kept; 0: all
   * @return its number
   */
  public int describe(String name, String description, int snapLength) throws IOException {
    begin(PcapngFormat.INTERFACE, 64 + 4 * (name.length() + description.length()));
    block.putShort((short) CaptureReader.ETHERNET).putShort((short) 0).putInt(snapLength);
    option(IF_NAME, name);
    if (!description.isEmpty()) {
      option(IF_DESCRIPTION, description);
    }
    block.putShort((short) PcapngFormat.OPTION_TSRESOL).putShort((short) 1).put(NANOSECONDS);
    pad();
    end();
    return interfaces++;
  }

  /**
   * Writes one packet.
   *
   * @param of its interface's number
   * @param timeNs since 1970
   * @param captured bytes that follow from {@code at} on
   * @param length bytes that it had
   * @param comment a remark for its reader, such as why it was dropped; may be empty
   * @throws IllegalArgumentException when the interface was not described
   */
  public void packet(
      int of,
      long timeNs,
      Direction direction,
      byte[] bytes,
      int at,
      int captured,
      int length,
      String comment)
      throws IOException {
    requireDescribed(of);
    begin(PcapngFormat.ENHANCED_PACKET, 64 + captured + 4 * comment.length());
    block.putInt(of);
    time(timeNs);
    block.putInt(captured).putInt(length).put(bytes, at, captured);
    pad();
    if (direction != Direction.UNKNOWN) {
      block.putShort((short) EPB_FLAGS).putShort((short) 4).putInt(direction.ordinal());
    }
    if (!comment.isEmpty()) {
      option(OPT_COMMENT, comment);
    }
    end();
  }

  /**
   * Says, at the end, what an interface's capture missed.
   *
   * @param received packets that the filter let through
   * @param lost those of them that are not in the stream
   */
  public void statistics(int of, long timeNs, long received, long lost) throws IOException {
    requireDescribed(of);
    begin(STATISTICS, 64);
    block.putInt(of);
    time(timeNs);
    block.putShort((short) ISB_IFRECV).putShort((short) 8).putLong(received);
    block.putShort((short) ISB_IFDROP).putShort((short) 8).putLong(lost);
    end();
  }

  /** Hands to the operating system what was written. */
  public void flush() throws IOException {
    out.flush();
  }

  private void requireDescribed(int of) {
    if (of < 0 || of >= interfaces) {
      throw new IllegalArgumentException(
          "interface " + of + " of a capture that described " + interfaces);
    }
  }

  private void begin(int type, int roomNeeded) {
    if (block.capacity() < roomNeeded) {
      block = ByteBuffer.allocate(2 * roomNeeded).order(ByteOrder.LITTLE_ENDIAN);
    }
    block.clear();
    block.putInt(type).putInt(0);
  }

  private void time(long ns) {
    block.putInt((int) (ns >>> 32)).putInt((int) ns);
  }

  private void option(int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int n = Math.min(bytes.length, MAX_TEXT);
    block.putShort((short) code).putShort((short) n).put(bytes, 0, n);
    pad();
  }

  private void pad() {
    while (block.position() % 4 != 0) {
      block.put((byte) 0);
    }
  }

  /** Ends the options, then the block with its length in both places. */
  private void end() throws IOException {
    block.putShort((short) PcapngFormat.OPTION_END).putShort((short) 0);
    int length = block.position() + 4;
    block.putInt(length).putInt(4, length);
    out.write(block.array(), 0, length);
  }
}
