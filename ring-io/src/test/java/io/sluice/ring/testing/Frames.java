package io.sluice.ring.testing;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;
import java.util.Random;

/**
 * Frames for tests: makes them, puts them in a burst as a device would (head in the burst, tail in
 * borrowed segments of any lengths), and reads them back. Used by one thread.
 */
public final class Frames implements AutoCloseable {
  private final Region region;
  private long next;

  public Frames(long size) {
    region = Region.plain("test-frames", size);
  }

  /** An Ethernet frame of an unassigned type, its bytes from a fixed seed. */
  public static byte[] random(int length, long seed) {
    byte[] frame = new byte[length];
    new Random(seed).nextBytes(frame);
    if (length >= 14) {
      frame[0] = 2;
      frame[6] = 2;
      frame[12] = (byte) 0x88;
      frame[13] = (byte) 0xb5;
    }
    return frame;
  }

  /**
   * Appends a frame: {@code headBytes} of it in the head, the rest cut into segments of {@code
   * pieces} bytes, in turn; what is left over is the last segment.
   */
  public void append(PacketBurst burst, byte[] frame, int headBytes, long offload, int... pieces) {
    int i = burst.count;
    int head = Math.min(headBytes, frame.length);
    int at = PacketBurst.slotOffset(i);
    System.arraycopy(frame, 0, burst.heads, at, head);
    burst.headOffset[i] = at;
    burst.headLength[i] = head;
    burst.length[i] = frame.length;
    burst.offload[i] = offload;
    burst.segmentFirst[i] = burst.segments;
    int done = head;
    for (int piece = 0; done < frame.length; piece++) {
      int left = frame.length - done;
      int length = piece < pieces.length ? Math.min(pieces[piece], left) : left;
      if (next + length > region.size()) {
        next = 0;
      }
      Memory.copy(frame, done, region.address() + next, length);
      burst.segmentAddress[burst.segments] = region.address() + next;
      burst.segmentLength[burst.segments++] = length;
      next += length;
      done += length;
    }
    burst.segmentCount[i] = burst.segments - burst.segmentFirst[i];
    burst.count++;
  }

  /** The whole frame of a packet. */
  public static byte[] bytes(PacketBurst burst, int i) {
    byte[] frame = new byte[burst.length[i]];
    if (!BurstFrames.copyOut(burst, i, 0, frame, 0, frame.length)) {
      throw new AssertionError("packet " + i + " has fewer bytes than its length says");
    }
    return frame;
  }

  @Override
  public void close() {
    region.close();
  }
}
