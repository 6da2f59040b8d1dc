package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.cache.Punt;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PuntRingTest {
  private static final Punt PUNT = new Punt(0xffff, Punt.ACTION, 0, "", 3, 7, new long[0], 0);

  private final PuntRing ring = new PuntRing();
  private final PacketBurst burst = new PacketBurst();
  private int fd;

  @BeforeEach
  void open() {
    fd = EventFd.create();
    ring.wake(fd);
  }

  @AfterEach
  void close() {
    Unistd.close(fd);
  }

  /** One packet that is all head, of bytes that tell which it is. */
  private boolean offer(int number, int length) {
    burst.clear();
    burst.count = 1;
    burst.headLength[0] = length;
    burst.length[0] = length;
    burst.headOffset[0] = 0;
    burst.segmentCount[0] = 0;
    for (int i = 0; i < length; i++) {
      burst.heads[i] = (byte) (number + i);
    }
    return ring.offer(burst, 0, number, number + 1, PUNT);
  }

  private static void check(int number, int length, byte[] bytes, int offset) {
    byte[] expected = new byte[length];
    for (int i = 0; i < length; i++) {
      expected[i] = (byte) (number + i);
    }
    assertArrayEquals(expected, Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Test
  void shouldHandOverWhatWasOfferedWhateverTheTurnsAre() {
    Random random = new Random(1);
    Deque<int[]> expected = new ArrayDeque<>();
    int refused = 0;
    int received = 0;
    for (int n = 0; n < 200_000; n++) {
      int length = 14 + random.nextInt(4000);
      if (offer(n, length)) {
        expected.add(new int[] {n, length});
      } else {
        refused++;
        assertTrue(expected.size() * 4014 > PuntRing.BYTES / 2, "refused with much room left");
      }
      if (random.nextInt(100) == 0) {
        received +=
            ring.drain(
                (bridge, inPort, punt, bytes, offset, length2, offload) -> {
                  int[] next = expected.remove();
                  assertEquals(next[0], bridge);
                  assertEquals(next[0] + 1, inPort);
                  assertEquals(next[1], length2);
                  check(next[0], next[1], bytes, offset);
                },
                random.nextInt(200));
      }
    }
    assertTrue(refused > 1000 && received > 10_000, refused + " refused, " + received);
  }

  @Test
  void shouldRefuseWhenAllRecordsAreTaken() {
    for (int i = 0; i < PuntRing.RECORDS; i++) {
      assertTrue(offer(i, 60));
    }
    assertFalse(offer(0, 60));
    assertEquals(1, ring.drain((b, p, punt, bytes, o, l, f) -> {}, 1));
    assertTrue(offer(0, 60));
    assertFalse(offer(0, 60));
  }

  @Test
  void shouldWakeAReaderThatSleepsOnce() {
    assertTrue(offer(1, 60));
    assertEquals(0, EventFd.drain(fd));
    assertFalse(ring.sleep()); // there is something to read
    ring.drain((b, p, punt, bytes, o, l, f) -> {}, 8);
    assertTrue(ring.sleep());
    assertTrue(offer(2, 60));
    assertTrue(offer(3, 60));
    assertEquals(1, EventFd.drain(fd));
  }

  @Test
  void shouldTakeNothingWhereNobodyReads() {
    PuntRing unread = new PuntRing();
    assertFalse(unread.offer(burst, 0, 1, 1, PUNT));
  }

  @Test
  void shouldLoseNothingBetweenTwoThreads() throws Exception {
    int many = 300_000;
    AtomicLong next = new AtomicLong();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (next.get() < many) {
                    ring.drain(
                        (bridge, p, punt, bytes, offset, length, f) -> {
                          if (bridge == next.get() && bytes[offset + 59] == (byte) (bridge + 59)) {
                            next.incrementAndGet();
                          }
                        },
                        64);
                    Thread.onSpinWait();
                  }
                });
    for (int n = 0; n < many && reader.isAlive(); ) {
      if (offer(n, 60)) {
        n++;
      } else {
        Thread.onSpinWait();
      }
    }
    reader.join(20_000);
    assertEquals(many, next.get());
  }
}
