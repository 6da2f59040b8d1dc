package io.sluice.ring.offload;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Finishes packets for an output that cannot take them unfinished. One per transmit queue, owned by
 * its lane; allocates nothing after it was made.
 *
 * <p>Every field of the packet and its offload is a guest's: checked against the frame's length
 * first, header lengths are read from the frame, and one packet makes at most {@value
 * #MAX_SEGMENTS} frames.
 */
public final class SoftwareOffload {
  /** Frames one packet may be cut into: 64 KB in pieces of 128 bytes. */
  public static final int MAX_SEGMENTS = 512;

  /** The longest frame that is cut: 64 KB of IP payload behind all headers. */
  public static final int MAX_LENGTH = 65_535 + PacketBurst.HEAD_MAX;

  private static final int FIN_PSH = 0x09;
  private static final int CWR = 0x80;

  private final TcpHeaders headers = new TcpHeaders();
  // Headers, and behind them the payload that lies in the packet's head.
  private final byte[] frame = new byte[PacketBurst.HEAD_MAX + PacketBurst.HEAD_STRIDE];
  private final byte[] original = new byte[PacketBurst.HEAD_MAX];
  private final long[] addresses = new long[PacketBurst.MAX_SEGMENTS];
  private final int[] lengths = new int[PacketBurst.MAX_SEGMENTS];

  // Where the next payload byte is taken from.
  private int position;
  private int segment;
  private int skipped;

  /** Whether the packet must be cut. */
  public static boolean needsSegmentation(long offload) {
    return Offload.gsoType(offload) != Offload.GSO_NONE;
  }

  /**
   * Completes the checksum of packet {@code i} in its head and marks the packet finished, so that
   * it can also go to another port. The checksum's field is pulled into the head if need be.
   *
   * @return false when the offload fields do not fit the frame: the packet is unchanged
   */
  public static boolean completeChecksum(PacketBurst burst, int i) {
    long offload = burst.offload[i];
    if (!Offload.needsChecksum(offload)) {
      return true;
    }
    int start = Offload.csumStart(offload);
    int field = start + Offload.csumOffset(offload);
    if (!Offload.isSane(offload, burst.length[i]) || needsSegmentation(offload)) {
      return false;
    }
    // No room for it in the slot means a field far from where any header has one.
    if (!BurstFrames.pullUp(burst, i, field + 2)) {
      return false;
    }
    int head = burst.headOffset[i];
    int headLength = burst.headLength[i];
    // The field holds the pseudo-header's sum, which thereby becomes part of the sum.
    int sum = InternetChecksum.sum(burst.heads, head + start, headLength - start);
    int at = headLength - start;
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      int length = burst.segmentLength[s];
      sum = InternetChecksum.add(sum, InternetChecksum.sum(burst.segmentAddress[s], length), at);
      at += length;
    }
    // A sum of bytes that went away is none, and what becomes of the packet is about to be counted.
    if (burst.segmentCount[i] > 0) {
      Memory.surfaceFault();
    }
    store(sum, offload, burst.heads, head + field);
    burst.offload[i] = 0;
    return true;
  }

  /** Completes the checksum of a whole frame, if it has one to complete and that fits the frame. */
  public static void completeChecksum(byte[] frame, long offload) {
    if (Offload.needsChecksum(offload) && Offload.isSane(offload, frame.length)) {
      int start = Offload.csumStart(offload);
      int sum = InternetChecksum.sum(frame, start, frame.length - start);
      store(sum, offload, frame, start + Offload.csumOffset(offload));
    }
  }

  private static void store(int sum, long offload, byte[] bytes, int field) {
    if (Offload.csumOffset(offload) == 6) {
      InternetChecksum.storeUdp(sum, bytes, field);
    } else {
      InternetChecksum.store(sum, bytes, field);
    }
  }

  /**
   * Cuts packet {@code i}, which stays as it is, into TCP segments of its gso size.
   *
   * @return frames given to the sink (all it took), or -1 when the packet cannot be cut: not TCP,
   *     headers that do not fit, too many pieces
   */
  public int segment(PacketBurst burst, int i, SegmentSink sink) {
    long offload = burst.offload[i];
    int length = burst.length[i];
    if (length > MAX_LENGTH || !Offload.isSane(offload, length) || !isTcp(offload)) {
      return -1;
    }
    int pulled = Math.min(length, original.length);
    if (!BurstFrames.copyOut(burst, i, 0, original, 0, pulled)
        || !headers.parse(original, pulled)
        || headers.v6 != isV6(offload)) {
      return -1;
    }
    int payload = length - headers.payload;
    int size = Offload.gsoSize(offload);
    int frames = Math.max(1, (payload + size - 1) / size);
    if (frames > MAX_SEGMENTS || Math.min(payload, size) + headers.payload - headers.ip > 65_535) {
      return -1;
    }
    seek(burst, i, headers.payload);
    for (int n = 0; n < frames; n++) {
      int bytes = Math.min(size, payload - n * size);
      if (!emit(burst, i, n, n == frames - 1, n * size, bytes, sink)) {
        return n;
      }
    }
    return frames;
  }

  private static boolean isTcp(long offload) {
    int type = Offload.gsoType(offload) & ~Offload.GSO_ECN;
    return type == Offload.GSO_TCPV4 || type == Offload.GSO_TCPV6;
  }

  private static boolean isV6(long offload) {
    return (Offload.gsoType(offload) & ~Offload.GSO_ECN) == Offload.GSO_TCPV6;
  }

  private boolean emit(
      PacketBurst burst, int i, int n, boolean last, int done, int bytes, SegmentSink sink) {
    System.arraycopy(original, 0, frame, 0, headers.payload);
    int length = headers.payload + bytes;
    int tcp = headers.tcp;
    TcpHeaders.put32(frame, tcp + 4, TcpHeaders.get32(original, tcp + 4) + done);
    if (!last) {
      frame[tcp + 13] = (byte) (frame[tcp + 13] & ~FIN_PSH);
    }
    if (n > 0) {
      frame[tcp + 13] = (byte) (frame[tcp + 13] & ~CWR);
    }
    TcpHeaders.put16(frame, tcp + 16, 0);
    writeIp(n, length - headers.ip);

    int headLength = takeFromHead(burst, i, headers.payload, bytes);
    int segments = takeFromTail(burst, i, length - headLength);
    int sum = InternetChecksum.sum(frame, tcp, headLength - tcp);
    int at = headLength - tcp;
    for (int s = 0; s < segments; s++) {
      sum = InternetChecksum.add(sum, InternetChecksum.sum(addresses[s], lengths[s]), at);
      at += lengths[s];
    }
    sum = InternetChecksum.add(sum, pseudoHeader(length - tcp), 0);
    InternetChecksum.store(sum, frame, tcp + 16);
    return sink.frame(frame, headLength, addresses, lengths, segments, length);
  }

  private void writeIp(int n, int ipLength) {
    int ip = headers.ip;
    if (headers.v6) {
      TcpHeaders.put16(frame, ip + 4, ipLength - 40);
      return;
    }
    TcpHeaders.put16(frame, ip + 2, ipLength);
    TcpHeaders.put16(frame, ip + 4, TcpHeaders.get16(original, ip + 4) + n);
    TcpHeaders.put16(frame, ip + 10, 0);
    InternetChecksum.store(
        InternetChecksum.sum(frame, ip, headers.ipHeaderLength()), frame, ip + 10);
  }

  private int pseudoHeader(int tcpLength) {
    int ip = headers.ip;
    int addresses =
        headers.v6
            ? InternetChecksum.sum(frame, ip + 8, 32)
            : InternetChecksum.sum(frame, ip + 12, 8);
    int sum = InternetChecksum.add(addresses, InternetChecksum.term(6), 0);
    return InternetChecksum.add(sum, InternetChecksum.term(tcpLength), 0);
  }

  /** Stands at byte {@code offset} of the frame. */
  private void seek(PacketBurst burst, int i, int offset) {
    position = Math.min(offset, burst.headLength[i]);
    segment = burst.segmentFirst[i];
    skipped = offset - position;
    // Headers may end beyond the head, some segments on.
    while (segment < burst.segmentFirst[i] + burst.segmentCount[i]
        && skipped >= burst.segmentLength[segment]) {
      skipped -= burst.segmentLength[segment++];
    }
  }

  private int takeFromHead(PacketBurst burst, int i, int at, int bytes) {
    int n = Math.min(bytes, burst.headLength[i] - position);
    System.arraycopy(burst.heads, burst.headOffset[i] + position, frame, at, n);
    position += n;
    return at + n;
  }

  private int takeFromTail(PacketBurst burst, int i, int bytes) {
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    int taken = 0;
    while (bytes > 0 && segment < end) {
      int n = Math.min(bytes, burst.segmentLength[segment] - skipped);
      addresses[taken] = burst.segmentAddress[segment] + skipped;
      lengths[taken++] = n;
      bytes -= n;
      skipped += n;
      if (skipped == burst.segmentLength[segment]) {
        segment++;
        skipped = 0;
      }
    }
    return taken;
  }
}
