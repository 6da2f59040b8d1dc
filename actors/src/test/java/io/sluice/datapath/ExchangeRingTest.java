package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One lane's packets on their way to another: every length, every place in the ring. */
class ExchangeRingTest {
  private static final int CAPACITY = 1 << 18;

  /** The longest frame that a queue hands over: an IP packet of 64 KB behind two tags. */
  private static final int LONGEST = 65_535 + 14 + 8;

  private static final int SEGMENTS = 3;
  private static final int SEED = 7;

  private final ExchangeRing ring = new ExchangeRing(CAPACITY);
  private final Region tail = Region.plain("sluice-test", LONGEST);
  private final PacketBurst out = new PacketBurst();
  private final PacketBurst in = new PacketBurst();
  private final ExchangeRing.Destinations to = new ExchangeRing.Destinations();
  private final byte[] frame = new byte[LONGEST];
  private final byte[] seen = new byte[LONGEST];

  /** Where the next record starts. */
  private int at;

  @AfterEach
  void close() {
    tail.close();
    ring.close();
  }

  /** Ethernet's shortest and longest, jumbo frames, TSO, and each end of a head or a word. */
  private static int[] lengths() {
    return Stream.of(
            IntStream.rangeClosed(14, 14 + 64).toArray(),
            around(PacketBurst.HEAD_MAX),
            around(1514),
            around(2048),
            around(4096),
            around(9000),
            around(9018),
            around(1 << 14),
            around(1 << 15),
            around(65_535),
            new int[] {LONGEST - 1, LONGEST})
        .flatMapToInt(IntStream::of)
        .toArray();
  }

  private static int[] around(int length) {
    return IntStream.rangeClosed(length - 9, length + 9).toArray();
  }

  /** Number and length decide every byte; up to a head of it is owned, the rest in segments. */
  private boolean offer(int number, int length) {
    return offer(number, length, 0);
  }

  private boolean offer(int number, int length, int source) {
    for (int i = 0; i < length; i++) {
      frame[i] = (byte) (number * 31 + i);
    }
    int head = Math.min(length, PacketBurst.HEAD_MAX);
    out.clear();
    out.headOffset[0] = PacketBurst.slotOffset(0);
    out.headLength[0] = head;
    out.length[0] = length;
    out.offload[0] = Offload.pack(Offload.NEEDS_CSUM, 0, 0, number & 0x7fff, 6);
    System.arraycopy(frame, 0, out.heads, out.headOffset[0], head);
    Memory.copy(frame, 0, tail.address(), length);
    int from = head;
    for (int s = 0; s < SEGMENTS && from < length; s++) {
      int n = s == SEGMENTS - 1 ? length - from : Math.min(length - from, length / SEGMENTS);
      out.segmentAddress[s] = tail.address() + from;
      out.segmentLength[s] = n;
      out.segments++;
      from += n;
    }
    out.segmentCount[0] = out.segments;
    out.count = 1;
    return ring.offer(out, 0, number & 7, number, number & 3, source, (number & 8) != 0, number);
  }

  private void check(int i, int number, int length) {
    assertEquals(number, to.ofport[i]);
    assertEquals(number & 7, to.bridge[i]);
    assertEquals(number & 3, to.pair[i]);
    assertEquals((number & 8) != 0, to.rule[i]);
    assertEquals((number & 8) != 0 ? number : 0, to.cookie[i]);
    assertEquals(length, in.length[i]);
    assertEquals(number & 0x7fff, Offload.csumStart(in.offload[i]));
    assertTrue(BurstFrames.copyOut(in, i, 0, seen, 0, length));
    for (int b = 0; b < length; b++) {
      if (seen[b] != (byte) (number * 31 + b)) {
        throw new AssertionError("packet " + number + " of " + length + " differs at " + b);
      }
    }
  }

  /** Sends one and takes it in. */
  private void pass(int number, int length) {
    assertTrue(offer(number, length));
    ring.publish();
    assertEquals(1, ring.receive(in, to));
    check(0, number, length);
    ring.release();
    int size = sizeOf(length);
    at = at + size <= CAPACITY ? (at + size) % CAPACITY : size;
  }

  @Test
  void shouldCarryEveryLengthAtEveryDistanceFromTheEnd() {
    int number = 0;
    for (int length : lengths()) {
      int size = sizeOf(length);
      // It ends short of the ring's end, on it, or would pass it; less room than a header too.
      for (int room : new int[] {size + 8, size, size - 8, 40, 24, 16, 8}) {
        advance(CAPACITY - room);
        pass(number++, length);
      }
    }
  }

  /** Brings the ring to where its next record starts at {@code to}, by other packets. */
  private void advance(int to) {
    int least = sizeOf(14);
    int most = 1 << 16;
    while (at != to) {
      int left = to - at >= least ? to - at : CAPACITY - at;
      int size = left <= most ? Math.max(left, least) : Math.min(most, left - least);
      pass(7, size - ExchangeRing.HEADER);
    }
  }

  private static int sizeOf(int length) {
    return ExchangeRing.HEADER + (length + 7 & ~7);
  }

  @Test
  void shouldShowNothingBeforePublish() {
    assertTrue(offer(1, 60));
    assertEquals(0, ring.receive(in, to));
    ring.publish();
    assertEquals(1, ring.receive(in, to));
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
    int n = ring.receive(in, to);
    assertEquals(PacketBurst.MAX, n);
    assertFalse(offer(next, 200), "borrowed bytes are not free");
    check(0, 0, 200);
    ring.release();
    assertTrue(offer(next++, 200));
    ring.publish();
    int expected = n;
    while ((n = ring.receive(in, to)) > 0) {
      for (int i = 0; i < n; i++) {
        check(i, expected++, 200);
      }
      ring.release();
    }
    assertEquals(next, expected);
  }

  /** Offers until it is refused; how many were taken. */
  private int flood(int source) {
    int n = 0;
    while (offer(n, 200, source)) {
      n++;
    }
    ring.publish();
    return n;
  }

  @Test
  void shouldLeaveRoomForOthersHoweverMuchOneSends() {
    int all = CAPACITY / (ExchangeRing.HEADER + 200);
    int first = flood(1);
    assertEquals(all / 2, first, 1);
    assertEquals(all / 4, flood(2), 1);
    assertEquals(all / 8, flood(ExchangeRing.SOURCES), 1);
    assertEquals(0, flood(1));
    // What one of them had in is taken: it may send again, the others are where they were.
    int taken = 0;
    while (taken < first) {
      int n = ring.receive(in, to);
      for (int i = 0; i < n; i++) {
        check(i, taken < first ? taken : taken - first, 200);
        taken++;
      }
      ring.release();
    }
    int again = flood(1);
    assertTrue(again > all / 4 && again <= all / 2, again + " of " + all);
    assertTrue(offer(0, 200, 0), "without a source the ring is the limit");
  }

  @Test
  void shouldGiveAShareBackWithoutEnd() {
    // Each record's bytes are given back, those before the ring's end too.
    for (int round = 0; round < 100; round++) {
      int n = flood(1 + round % 3);
      assertTrue(n >= CAPACITY / (ExchangeRing.HEADER + 200) / 2 - 1, n + " in round " + round);
      for (int got = 0; got < n; ) {
        got += ring.receive(in, to);
        ring.release();
      }
    }
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
    Random lengths = new Random(SEED);
    long deadline = System.nanoTime() + 60_000_000_000L;
    int expected = 0;
    try {
      while (expected < packets && failure.get() == null) {
        int n = ring.receive(in, to);
        for (int i = 0; i < n; i++) {
          check(i, expected++, length(lengths));
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

  /** Mostly short ones, so that many lie in the ring; one of 64 up to a jumbo frame. */
  private static int length(Random random) {
    return 14 + random.nextInt(random.nextInt(64) == 0 ? 9018 : 150);
  }

  private void produce(int packets) {
    Random lengths = new Random(SEED);
    for (int number = 0; number < packets; number++) {
      int length = length(lengths);
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
