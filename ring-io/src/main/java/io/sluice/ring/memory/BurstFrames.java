package io.sluice.ring.memory;

import io.sluice.ring.packet.PacketBurst;

/**
 * Moves frames between memory and a burst. Called by the lane that owns the burst; addresses are
 * valid for the whole length.
 */
public final class BurstFrames {
  private BurstFrames() {}

  /**
   * Appends a frame that lies at {@code address}: its first bytes are copied into the head, the
   * rest is borrowed. The burst has room (a device that appends one segment a packet always has).
   */
  public static void append(
      PacketBurst burst, long address, int length, int headBytes, long offload) {
    int i = burst.count;
    int head = Math.min(Math.min(headBytes, PacketBurst.HEAD_MAX), length);
    int at = PacketBurst.slotOffset(i);
    Memory.copy(address, burst.heads, at, head);
    burst.headOffset[i] = at;
    burst.headLength[i] = head;
    burst.length[i] = length;
    burst.offload[i] = offload;
    burst.segmentFirst[i] = burst.segments;
    burst.segmentCount[i] = 0;
    if (head < length) {
      burst.segmentAddress[burst.segments] = address + head;
      burst.segmentLength[burst.segments] = length - head;
      burst.segments++;
      burst.segmentCount[i] = 1;
    }
    burst.count = i + 1;
  }

  /** Copies a whole frame to memory, which has room for its {@code length[i]} bytes. */
  public static void copyTo(PacketBurst burst, int i, long to) {
    int head = burst.headLength[i];
    Memory.copy(burst.heads, burst.headOffset[i], to, head);
    copyTail(burst, i, to + head);
  }

  /** Copies the borrowed bytes of a frame to memory. */
  public static void copyTail(PacketBurst burst, int i, long to) {
    int segment = burst.segmentFirst[i];
    int end = segment + burst.segmentCount[i];
    for (; segment < end; segment++) {
      int length = burst.segmentLength[segment];
      Memory.copy(burst.segmentAddress[segment], to, length);
      to += length;
    }
  }

  /** Copies a frame's first {@code length} bytes, which it has, to memory. */
  public static void copyFirst(PacketBurst burst, int i, long to, int length) {
    int done = Math.min(burst.headLength[i], length);
    Memory.copy(burst.heads, burst.headOffset[i], to, done);
    int segment = burst.segmentFirst[i];
    int end = segment + burst.segmentCount[i];
    for (; done < length && segment < end; segment++) {
      int n = Math.min(burst.segmentLength[segment], length - done);
      Memory.copy(burst.segmentAddress[segment], to + done, n);
      done += n;
    }
  }

  /**
   * Copies bytes {@code [from, from + length)} of a frame into an array.
   *
   * @return whether the frame has them all
   */
  public static boolean copyOut(
      PacketBurst burst, int i, int from, byte[] to, int toOffset, int length) {
    int head = burst.headLength[i];
    if (from < 0 || length < 0 || from > burst.length[i] - length) {
      return false;
    }
    int inHead = Math.clamp(head - (long) from, 0, length);
    if (inHead > 0) {
      System.arraycopy(burst.heads, burst.headOffset[i] + from, to, toOffset, inHead);
    }
    int done = inHead;
    int skip = Math.max(0, from - head);
    int segment = burst.segmentFirst[i];
    int end = segment + burst.segmentCount[i];
    for (; done < length && segment < end; segment++) {
      int size = burst.segmentLength[segment];
      if (skip >= size) {
        skip -= size;
        continue;
      }
      int n = Math.min(size - skip, length - done);
      Memory.copy(burst.segmentAddress[segment] + skip, to, toOffset + done, n);
      done += n;
      skip = 0;
    }
    return done == length;
  }

  /**
   * Lengthens the head to {@code bytes} (or the whole frame, if that is shorter) with bytes copied
   * from the borrowed tail.
   *
   * @return false when its slot has no room
   */
  public static boolean pullUp(PacketBurst burst, int i, int bytes) {
    int wanted = Math.min(bytes, burst.length[i]);
    int end = burst.headOffset[i] + burst.headLength[i];
    int missing = wanted - burst.headLength[i];
    if (missing <= 0) {
      return true;
    }
    if (end + missing > (i + 1) * PacketBurst.HEAD_STRIDE) {
      return false;
    }
    burst.headLength[i] = wanted;
    int segment = burst.segmentFirst[i];
    while (missing > 0) {
      int n = Math.min(missing, burst.segmentLength[segment]);
      Memory.copy(burst.segmentAddress[segment], burst.heads, end, n);
      end += n;
      missing -= n;
      burst.segmentAddress[segment] += n;
      burst.segmentLength[segment] -= n;
      if (burst.segmentLength[segment] == 0) {
        segment++;
      }
    }
    burst.segmentCount[i] -= segment - burst.segmentFirst[i];
    burst.segmentFirst[i] = segment;
    // What is done by what was read is counted; no fault may come up in the middle of that.
    Memory.surfaceFault();
    return true;
  }
}
