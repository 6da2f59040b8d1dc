package io.sluice.ring.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Allocations;
import io.sluice.ring.testing.Frames;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every device's receive side must do. */
public abstract class RxQueueContract {
  private static final int FRAMES = 200;

  /** A device under test, and whoever sends to it. */
  public interface Rig extends AutoCloseable {
    RxQueue queue();

    /**
     * Makes about {@code count} frames arrive.
     *
     * @return them, in order
     */
    List<byte[]> send(int count);

    /** Makes a frame of 13 bytes arrive; false when this device's peers cannot. */
    boolean sendTooShort();

    @Override
    void close();
  }

  private final PacketBurst burst = new PacketBurst();
  private Rig rig;
  private long nowNs = 1;

  protected abstract Rig open();

  @BeforeEach
  void openRig() {
    rig = open();
  }

  @AfterEach
  void closeRig() {
    if (rig != null) {
      rig.close();
    }
  }

  /** Time passes between polls, so that a device that looks seldom looks. */
  private int receive(int headBytes) {
    burst.clear();
    nowNs += 1_000_000;
    return rig.queue().receive(burst, headBytes, nowNs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 14, 64, 128, 255, 256})
  void shouldReceiveEveryByteInOrderWhateverTheHead(int headBytes) {
    List<byte[]> sent = rig.send(FRAMES);
    int at = 0;
    long bytes = 0;
    while (at < sent.size()) {
      int count = receive(headBytes);
      assertTrue(count > 0, "nothing is received after " + at + " of " + sent.size());
      assertEquals(count, burst.count);
      assertTrue(count <= PacketBurst.MAX);
      for (int i = 0; i < count && at < sent.size(); i++, at++) {
        byte[] expected = sent.get(at);
        assertEquals(expected.length, burst.length[i], "length of frame " + at);
        assertEquals(Math.min(headBytes, expected.length), burst.headLength[i]);
        assertEquals(PacketBurst.slotOffset(i), burst.headOffset[i]);
        assertArrayEquals(expected, Frames.bytes(burst, i), "frame " + at);
        assertEquals(0, burst.offload[i], "a finished frame");
        assertTailIsWhole(i);
      }
      for (int i = 0; i < count; i++) {
        bytes += burst.length[i];
      }
      rig.queue().release(burst);
    }
    assertTrue(rig.queue().counters().packets() >= sent.size());
    assertEquals(bytes, rig.queue().counters().bytes());
    assertEquals(0, rig.queue().counters().drops());
  }

  private void assertTailIsWhole(int i) {
    int sum = burst.headLength[i];
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    assertTrue(end <= burst.segments, "segments beyond those in use");
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      assertTrue(burst.segmentLength[s] > 0, "an empty segment");
      sum += burst.segmentLength[s];
    }
    assertEquals(burst.length[i], sum);
  }

  @Test
  void shouldDropAndCountWhatIsShorterThanAHeader() {
    assumeTrue(rig.sendTooShort(), "no peer of this device can send a frame shorter than a header");
    List<byte[]> sent = rig.send(1);
    int received = 0;
    for (int poll = 0; poll < 1000 && received == 0; poll++) {
      received = receive(64);
    }
    assertTrue(received > 0);
    assertArrayEquals(sent.get(0), Frames.bytes(burst, 0));
    rig.queue().release(burst);
    assertEquals(1, rig.queue().counters().drops(DropReason.TOO_SHORT));
    assertEquals(1, rig.queue().counters().drops());
    assertEquals(received, rig.queue().counters().packets());
  }

  @Test
  void shouldReceiveWithoutAllocation() {
    rig.send(1);
    Allocations.assertNone(this::poll);
  }

  private void poll() {
    for (int n = 0; n < 1000; n++) {
      if (receive(128) > 0) {
        rig.queue().release(burst);
      }
    }
  }
}
