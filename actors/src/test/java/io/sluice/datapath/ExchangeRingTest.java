package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeRingTest {
  private static final int CAPACITY = 1 << 18;
  private final ExchangeRing ring = new ExchangeRing(CAPACITY);
  private final PacketBurst out = new PacketBurst();
  private final PacketBurst in = new PacketBurst();
  private final int[] bridges = new int[PacketBurst.MAX];
  private final int[] ofports = new int[PacketBurst.MAX];
  private final byte[] seen = new byte[PacketBurst.HEAD_MAX];

  @AfterEach
  void close() {
    ring.close();
  }

  /** Number and length decide every byte. */
  private boolean offer(int number, int length) {
    out.headOffset[0] = PacketBurst.slotOffset(0);
    out.headLength[0] = length;
    out.length[0] = length;
    out.offload[0] = Offload.pack(Offload.NEEDS_CSUM, 0, 0, number & 0x7fff, 6);
    for (int i = 0; i < length; i++) {
      out.heads[out.headOffset[0] + i] = (byte) (number * 31 + i);
    }
    out.count = 1;
    return ring.offer(out, 0, number & 7, number);
  }

  private void check(int i, int number, int length) {
    assertEquals(number, ofports[i]);
    assertEquals(number & 7, bridges[i]);
    assertEquals(length, in.length[i]);
    assertEquals(number & 0x7fff, Offload.csumStart(in.offload[i]));
    assertTrue(BurstFrames.copyOut(in, i, 0, seen, 0, length));
    for (int b = 0; b < length; b++) {
      if (seen[b] != (byte) (number * 31 + b)) {
        throw new AssertionError("packet " + number + " differs at " + b);
      }
    }
  }

  @Test
  void shouldShowNothingBeforePublish() {
    assertTrue(offer(1, 60));
    assertEquals(0, ring.receive(in, bridges, ofports));
    ring.publish();
    assertEquals(1, ring.receive(in, bridges, ofports));
    check(0, 1, 60);
  }

  @Test
  void shouldRefuseWhenFullAndRecoverOnlyAfterRelease() {
    int next = 0;
    while (offer(next, 200)) {
      next++;
    }
    ring.publish();
    assertEquals(CAPACITY / (ExchangeRing.HEADER + 200), next);
    int n = ring.receive(in, bridges, ofports);
    assertEquals(PacketBurst.MAX, n);
    assertFalse(offer(next, 200), "borrowed bytes are not free");
    check(0, 0, 200);
    ring.release();
    assertTrue(offer(next++, 200));
    ring.publish();
    int expected = n;
    while ((n = ring.receive(in, bridges, ofports)) > 0) {
      for (int i = 0; i < n; i++) {
        check(i, expected++, 200);
      }
      ring.release();
    }
    assertEquals(next, expected);
  }

  @Test
  void shouldKeepOrderAndBytesBetweenThreads() throws Exception {
    int packets = 1_000_000;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread producer =
        new Thread(
            () -> {
              try {
                produce(packets);
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    producer.start();
    Random lengths = new Random(7);
    long deadline = System.nanoTime() + 60_000_000_000L;
    int expected = 0;
    try {
      while (expected < packets && failure.get() == null) {
        int n = ring.receive(in, bridges, ofports);
        for (int i = 0; i < n; i++) {
          check(i, expected++, 14 + lengths.nextInt(150));
        }
        ring.release();
        if (n == 0) {
          assertTrue(System.nanoTime() < deadline, "stuck at " + expected);
          Thread.yield();
        }
      }
    } finally {
      producer.interrupt();
      producer.join();
    }
    assertEquals(null, failure.get());
    assertEquals(packets, expected);
  }

  private void produce(int packets) {
    Random lengths = new Random(7);
    for (int number = 0; number < packets; number++) {
      int length = 14 + lengths.nextInt(150);
      while (!offer(number, length)) {
        ring.publish();
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        Thread.yield();
      }
      if ((number & 15) == 15) {
        ring.publish();
      }
    }
    ring.publish();
  }
}
