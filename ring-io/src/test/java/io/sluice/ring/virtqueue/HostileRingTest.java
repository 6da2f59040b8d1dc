package io.sluice.ring.virtqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Ten million descriptors of a guest that means harm, with fixed seeds: wrong addresses, lengths,
 * flags, links and indices in tables full of half-right ones. What it may reach is its own memory;
 * a wild access would end this JVM. What lies around its memory must stay as it was.
 */
class HostileRingTest {
  private static final int DESCRIPTORS = 10_000_000;
  private static final long FEATURES =
      VringLayout.F_VERSION_1 | VringLayout.F_MRG_RXBUF | VringLayout.F_CSUM;

  private long descriptor(SplittableRandom random, TestGuest guest, int i) {
    long address =
        switch (random.nextInt(12)) {
          case 0 -> random.nextLong();
          case 1 -> guest.ram.guest(guest.ram.size()) - random.nextInt(3000);
          case 2 -> guest.ram.guest(0) - random.nextInt(100);
          default -> guest.ram.guest(TestGuest.buffer(random.nextInt(TestGuest.SIZE)));
        };
    int length =
        switch (random.nextInt(10)) {
          case 0 -> random.nextInt();
          case 1 -> random.nextInt(30);
          case 2 -> 16 * random.nextInt(300);
          default -> random.nextInt(2000);
        };
    int flags = random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(4);
    int next = random.nextInt(30) == 0 ? random.nextInt(65536) : random.nextInt(TestGuest.SIZE);
    guest.ring.descriptor(i, address, length, flags, next);
    return 1;
  }

  private void offer(SplittableRandom random, TestGuest guest) {
    int n = random.nextInt(40);
    for (int k = 0; k < n; k++) {
      guest.ring.offer(
          random.nextInt(400) == 0 ? random.nextInt(65536) : random.nextInt(TestGuest.SIZE));
    }
    if (random.nextInt(500) == 0) {
      guest.ring.setAvailIndex(random.nextInt(65536));
    }
  }

  @Test
  void shouldSurviveTenMillionHostileDescriptors() {
    PacketBurst burst = new PacketBurst();
    QueueCounters rxCounters = new QueueCounters();
    QueueCounters txCounters = new QueueCounters();
    long descriptors = 0;
    long faults = 0;
    long delivered = 0;
    SplittableRandom random = new SplittableRandom(20261124);
    try (TestGuest guest = new TestGuest(1, FEATURES);
        Frames frames = new Frames(1 << 20)) {
      VhostRxQueue rx = new VhostRxQueue(rxCounters);
      VhostTxQueue tx = new VhostTxQueue(txCounters);
      PacketBurst out = new PacketBurst();
      for (int i = 0; i < PacketBurst.MAX; i++) {
        frames.append(out, Frames.random(60 + i * 40, i), i, 0);
      }
      int[] all = new int[PacketBurst.MAX];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      while (descriptors < DESCRIPTORS) {
        boolean receiving = random.nextBoolean();
        int avail = guest.ring.availIndex();
        if (receiving) {
          rx.start(guest.config(avail, random.nextInt(65536), true));
        } else {
          tx.start(guest.config(avail, random.nextInt(65536), true));
        }
        for (int i = 0; i < TestGuest.SIZE; i++) {
          descriptors += descriptor(random, guest, i);
        }
        for (int round = 0; round < 8; round++) {
          offer(random, guest);
          if (receiving) {
            int n = rx.receive(burst, 128, 0);
            delivered += n;
            for (int i = 0; i < n; i++) {
              assertWithinGuest(guest, burst, i);
            }
            if (n > 0) {
              rx.release(burst);
            }
          } else {
            tx.transmit(out, all, 1 + random.nextInt(PacketBurst.MAX));
            tx.flush();
          }
        }
        if (receiving) {
          faults += rx.fault() != null ? 1 : 0;
          rx.stop();
        } else {
          faults += tx.fault() != null ? 1 : 0;
          tx.stop();
        }
      }
    }
    assertTrue(faults > 1000, "only " + faults + " faults: the guest was too kind");
    assertTrue(delivered > 1000, "only " + delivered + " packets got through");
    assertTrue(txCounters.packets() > 1000, "only " + txCounters.packets() + " transmitted");
    assertEquals(delivered, rxCounters.packets());
  }

  private static void assertWithinGuest(TestGuest guest, PacketBurst burst, int i) {
    int sum = burst.headLength[i];
    long low = guest.ram.address(0);
    long high = low + guest.ram.size();
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      long at = burst.segmentAddress[s];
      if (at < low || at + burst.segmentLength[s] > high || burst.segmentLength[s] <= 0) {
        throw new AssertionError("a segment outside of the guest");
      }
      Memory.getByte(at + burst.segmentLength[s] - 1);
      sum += burst.segmentLength[s];
    }
    if (sum != burst.length[i]) {
      throw new AssertionError("packet of " + burst.length[i] + " bytes with " + sum);
    }
  }
}
