package io.sluice.it;

import static io.sluice.ring.testing.GuestRing.INDIRECT;
import static io.sluice.ring.testing.GuestRing.NEXT;
import static io.sluice.ring.testing.GuestRing.WRITE;

import io.sluice.it.HostileGuest.Attack;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.testing.GuestRing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Attacks through descriptors and indices. */
final class HostileRings {
  private static final int RING = HostileGuest.RING;

  /** Where an indirect table is put. */
  private static final long TABLE = 3 << 20;

  private HostileRings() {}

  static Map<String, Attack> all() {
    Map<String, Attack> all = new LinkedHashMap<>();
    all.put("random descriptors", HostileRings::randomDescriptors);
    all.put("half-right frames", HostileRings::halfRightFrames);
    all.put("an address out of range", HostileRings::addressOutOfRange);
    all.put("a length past the region", HostileRings::lengthPastRegion);
    all.put("a descriptor loop", HostileRings::loop);
    all.put("a jumping index", HostileRings::jump);
    all.put("a head past the ring", HostileRings::headPastRing);
    all.put("a next past the ring", HostileRings::nextPastRing);
    all.put("indirect in indirect", HostileRings::indirectInIndirect);
    all.put("an indirect table longer than the ring", HostileRings::longIndirect);
    all.put("an indirect table of a wrong size", HostileRings::oddIndirect);
    all.put("a wrong direction", HostileRings::wrongDirection);
    all.put("a used ring written over", HostileRings::usedRing);
    return all;
  }

  /** Tables full of half-right descriptors, and indices that mostly make sense. */
  private static void randomDescriptors(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    for (int round = 0; round < 20 && !g.frontEnd().isClosed(); round++) {
      for (int i = 0; i < RING; i++) {
        randomDescriptor(g, ring, i, random);
      }
      int n = random.nextInt(40);
      for (int k = 0; k < n; k++) {
        ring.offer(random.nextInt(400) == 0 ? random.nextInt(65536) : random.nextInt(RING));
      }
      if (random.nextInt(100) == 0) {
        ring.setAvailIndex(random.nextInt(65536));
      }
      HostileGuest.pause();
    }
  }

  private static void randomDescriptor(
      HostileGuest g, GuestRing ring, int i, SplittableRandom random) {
    long address =
        switch (random.nextInt(60)) {
          case 0 -> random.nextLong();
          case 1 -> g.ram().guest(g.ram().size()) - random.nextInt(3000);
          case 2 -> g.ram().guest(0) - random.nextInt(100);
          default -> g.at(ring, random.nextInt(RING));
        };
    int length =
        switch (random.nextInt(50)) {
          case 0 -> random.nextInt();
          case 1 -> random.nextInt(30);
          default -> random.nextInt(3000);
        };
    int flags =
        random.nextInt(40) == 0
            ? random.nextInt(65536)
            : HostileGuest.direction(ring) | random.nextInt(2);
    int next = random.nextInt(60) == 0 ? random.nextInt(65536) : random.nextInt(RING);
    g.descriptor(ring, i, address, length, flags, next);
  }

  /** The ring's rules are kept; the frames and their offload headers are not what they say. */
  private static void halfRightFrames(HostileGuest g, SplittableRandom random) {
    byte[] noise = new byte[HostileGuest.BUFFER];
    GuestRing tx = g.tx();
    for (int round = 0; round < 20 && !g.frontEnd().isClosed(); round++) {
      int free = RING - (tx.availIndex() - tx.usedIndex() & 0xffff);
      for (int k = 0; k < free; k++) {
        int i = tx.availIndex() & RING - 1;
        random.nextBytes(noise);
        if (random.nextBoolean()) {
          // An IPv4 or IPv6 frame of broken headers, with a header that asks for TSO.
          noise[0] = (byte) random.nextInt(2);
          noise[1] = (byte) random.nextInt(6);
          noise[24] = (byte) (random.nextBoolean() ? 0x08 : 0x86);
          noise[25] = (byte) (noise[24] == 0x08 ? 0x00 : 0xdd);
        }
        Memory.copy(noise, 0, g.ram().address(g.buffer(tx, i)), HostileGuest.BUFFER);
        g.descriptor(tx, i, g.at(tx, i), random.nextInt(HostileGuest.BUFFER), 0, 0);
        tx.offer(i);
      }
      HostileGuest.pause();
    }
  }

  private static void one(HostileGuest g, GuestRing ring, long guest, int length) {
    g.descriptor(ring, 0, guest, length, HostileGuest.direction(ring), 0);
    ring.offer(0);
  }

  private static void addressOutOfRange(HostileGuest g, SplittableRandom random) {
    long[] addresses = {
      0,
      -1,
      -4096,
      Long.MIN_VALUE,
      g.ram().user(0),
      g.ram().address(0),
      g.ram().guest(0) - 1,
      g.ram().guest(g.ram().size())
    };
    one(g, g.either(random), addresses[random.nextInt(addresses.length)], 1000);
  }

  private static void lengthPastRegion(HostileGuest g, SplittableRandom random) {
    int[] lengths = {1001, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE};
    one(
        g,
        g.either(random),
        g.ram().guest(g.ram().size()) - 1000,
        lengths[random.nextInt(lengths.length)]);
  }

  private static void loop(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    int length = 1 + random.nextInt(RING);
    for (int i = 0; i < length; i++) {
      g.descriptor(
          ring,
          i,
          g.at(ring, i),
          random.nextInt(100),
          NEXT | HostileGuest.direction(ring),
          (i + 1) % length);
    }
    ring.offer(random.nextInt(length));
  }

  private static void jump(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    GuestRing ring = g.either(random);
    ring.setAvailIndex(ring.availIndex() + RING + 1 + random.nextInt(65536 - 2 * RING));
  }

  private static void headPastRing(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    HostileGuest.pause();
    g.either(random).offer(RING + random.nextInt(65536 - RING));
  }

  private static void nextPastRing(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    g.descriptor(
        ring,
        0,
        g.at(ring, 0),
        5,
        NEXT | HostileGuest.direction(ring),
        RING + random.nextInt(65536 - RING));
    ring.offer(0);
  }

  private static void table(HostileGuest g, GuestRing ring, int bytes, int flags) {
    g.descriptor(ring, 0, g.ram().guest(TABLE), bytes, INDIRECT | flags, 1);
    g.descriptor(ring, 1, g.at(ring, 1), 100, HostileGuest.direction(ring), 0);
    ring.offer(0);
  }

  private static void indirectInIndirect(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    // Some lead back to themselves.
    g.indirect(TABLE, 0, g.ram().guest(TABLE + 16L * random.nextInt(3)), 32, INDIRECT, 0);
    g.indirect(TABLE, 1, g.at(ring, 3), 500, HostileGuest.direction(ring), 0);
    table(g, ring, 32, 0);
  }

  private static void longIndirect(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    int entries = RING + 1 + random.nextInt(2 * RING);
    for (int i = 0; i < entries; i++) {
      g.indirect(TABLE, i, g.at(ring, i % RING), 3, NEXT | HostileGuest.direction(ring), i + 1);
    }
    table(g, ring, 16 * entries, 0);
  }

  private static void oddIndirect(HostileGuest g, SplittableRandom random) {
    int[] bytes = {0, 1, 15, 17, -1, Integer.MIN_VALUE, 1 << 30};
    table(
        g, g.either(random), bytes[random.nextInt(bytes.length)], random.nextBoolean() ? NEXT : 0);
  }

  private static void wrongDirection(HostileGuest g, SplittableRandom random) {
    GuestRing ring = g.either(random);
    g.descriptor(ring, 0, g.at(ring, 0), 500, HostileGuest.direction(ring) ^ WRITE, 0);
    ring.offer(0);
  }

  /** The used ring is the device's; a guest that writes there harms itself alone. */
  private static void usedRing(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    for (int i = 0; i < 200; i++) {
      GuestRing ring = g.either(random);
      ring.setUsedIndex(random.nextInt(65536));
      ring.setAvailFlags(random.nextInt(65536));
    }
  }
}
