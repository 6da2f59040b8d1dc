package io.sluice.it;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;

/**
 * One UDP flow of numbered frames: makes them, and judges what comes out. Every byte of a frame
 * follows from its stream and number. One thread.
 */
final class NumberedStream {
  /** Where the stream's identity and the frame's number stand. */
  private static final int IDENTITY = 42;

  private static final int NUMBER = 46;
  private static final int PATTERN = 54;
  private static final int KEPT = 1000;

  private static final byte[] NOISE = new byte[1 << 13];

  static {
    new Random(1).nextBytes(NOISE);
  }

  private final int identity;
  private final int[] lengths;
  private final byte[][] headers;
  private final byte[] expected = new byte[1 << 16];
  private final TreeSet<Long> skipped = new TreeSet<>();
  private long sent;
  private long next;
  private long received;
  private long reordered;
  private long duplicated;
  private long damaged;
  private String first = "";

  /**
   * @param side 0 or 1, whose addresses the frames come from
   * @param lengths of frames, without FCS, in turn; 60 or more
   */
  NumberedStream(int identity, int side, int... lengths) {
    this.identity = identity;
    this.lengths = lengths.clone();
    headers = new byte[lengths.length][];
    Arrays.setAll(headers, i -> header(identity, side, lengths[i]));
  }

  private static byte[] header(int identity, int side, int length) {
    byte[] h = new byte[PATTERN];
    ByteBuffer b = ByteBuffer.wrap(h);
    b.put(new byte[] {2, 0, 0, 0, 0, (byte) (11 - side)});
    b.put(new byte[] {2, 0, 0, 0, 0, (byte) (10 + side)}).putShort((short) 0x0800);
    b.put((byte) 0x45).put((byte) 0).putShort((short) (length - 14)).putShort((short) identity);
    b.putShort((short) 0).put((byte) 64).put((byte) 17).putShort((short) 0);
    b.putInt(0x0a010001 + side).putInt(0x0afd0000 + identity);
    b.putShort(24, (short) Pcap.checksum(h, 14, 20));
    b.putShort((short) 1000).putShort((short) 9).putShort((short) (length - 34));
    b.putShort((short) 0).putInt(identity);
    return h;
  }

  /** The stream that a frame says it is of; -1 for a frame of something else. */
  static int identityOf(byte[] frame, int length) {
    return length >= 60 && frame[12] == 8 && frame[23] == 17
        ? ByteBuffer.wrap(frame).getInt(IDENTITY)
        : -1;
  }

  /** Writes the next frame; its length. Nothing counts as sent before {@link #sent}. */
  int make(byte[] into) {
    return make(sent, into);
  }

  void sent() {
    sent++;
  }

  private int make(long number, byte[] into) {
    int which = (int) ((number + identity) % lengths.length);
    int length = lengths[which];
    System.arraycopy(headers[which], 0, into, 0, PATTERN);
    for (int i = 0; i < 8; i++) {
      into[NUMBER + i] = (byte) (number >>> 56 - 8 * i);
    }
    int from = (int) (number * 31 + identity * 17L & 0xfff);
    System.arraycopy(NOISE, from, into, PATTERN, length - PATTERN);
    return length;
  }

  void received(byte[] frame, int length) {
    long number = ByteBuffer.wrap(frame).getLong(NUMBER);
    if (number < 0 || number >= sent) {
      damaged++;
      note("frame %d, but only %d were sent", number, sent);
      return;
    }
    int expectedLength = make(number, expected);
    if (length != expectedLength || !Arrays.equals(frame, 0, length, expected, 0, length)) {
      damaged++;
      note("frame %d came with %d bytes that are not those sent", number, length);
      return;
    }
    if (number == next) {
      received++;
      next++;
    } else if (number > next) {
      note("frame %d where %d was due", number, next);
      for (long n = next; n < number && skipped.size() < KEPT; n++) {
        skipped.add(n);
      }
      received++;
      next = number + 1;
    } else if (skipped.remove(number)) {
      received++;
      reordered++;
      note("frame %d came after %d", number, next - 1);
    } else {
      duplicated++;
      note("frame %d came again, %d is due", number, next);
    }
  }

  private void note(String format, Object... arguments) {
    if (first.isEmpty()) {
      first = "stream %d: ".formatted(identity) + format.formatted(arguments);
    }
  }

  /** Sent and not received; what is under way counts. */
  long missing() {
    return sent - received;
  }

  long received() {
    return received;
  }

  /** The first thing that was wrong, and counts; empty when each frame came once and in order. */
  String complaint() {
    if (missing() == 0 && reordered == 0 && duplicated == 0 && damaged == 0) {
      return "";
    }
    return "stream %d of %d frames: %d lost, %d reordered, %d duplicated, %d damaged; %s%n"
        .formatted(identity, sent, missing(), reordered, duplicated, damaged, first);
  }
}
