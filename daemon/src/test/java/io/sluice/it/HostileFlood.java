package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.HostileChains.Outcome;
import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A guest that means harm in quantity, over one port: rings of up to 32768 entries full of {@link
 * HostileChains}, direct and in indirect tables whose other entries are rubbish, to be read and to
 * be written to. Counted is what the switch must have read: the descriptors of chains that it gave
 * back, each of which it has to follow to its end to know what it is. One thread.
 */
final class HostileFlood implements AutoCloseable {
  private static final int[] RINGS = {256, 32768, 1024, 4096, 32768, 2};

  /** Each chain of the ring that the switch fills has so many places in the table. */
  private static final int ROOM = 8;

  private static final long SECOND_RING = 1 << 20;
  private static final long IMAGES = 2 << 20;
  private static final long TABLES = 4 << 20;
  private static final long RAM = 12 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path socket;
  private final int listening;
  private final SplittableRandom random;
  private final Supplier<String> explanation;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long read;
  private long written;
  private long chains;
  private int connections;

  private FrontEnd frontEnd;
  private GuestRing rx;
  private GuestRing tx;
  private HostileChains maker;
  private int[] room; // bytes of each chain of the ring that the switch fills, -1: not offered

  /** Listens at a path where nothing is. */
  HostileFlood(Path socket, SplittableRandom random, Supplier<String> explanation) {
    this.socket = socket;
    this.random = random;
    this.explanation = explanation;
    listening = FrontEnd.listen(socket);
  }

  /** Offers descriptors until the switch has read so many, over several connections. */
  void run(long descriptors, BooleanSupplier stop) {
    while (read + written < descriptors && !stop.getAsBoolean()) {
      int size = RINGS[connections % RINGS.length];
      try (GuestRam ram = new GuestRam(RAM)) {
        connect(ram, size);
        try {
          long end = read + written + (size > 256 ? descriptors / RINGS.length : 20_000);
          while (read + written < end && !stop.getAsBoolean()) {
            offer(ram, size);
          }
          if (connections % 3 == 0) {
            breakTheRules();
          }
        } finally {
          frontEnd.close();
          rx.close();
          tx.close();
        }
      }
    }
  }

  private void connect(GuestRam ram, int size) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int fd;
    while ((fd = Sockets.accept(listening)) < 0) {
      await(deadline, "the switch connects to the flood's port");
    }
    connections++;
    rx = new GuestRing(ram, 0, Math.max(size, ROOM), SECOND_RING);
    tx = new GuestRing(ram, 1, size, 0);
    maker = new HostileChains(ram, IMAGES, random);
    frontEnd = new FrontEnd(fd, () -> {});
    HostileGuest.bringUp(frontEnd, ram, rx, tx);
    room = new int[rx.size() / ROOM];
    Arrays.fill(room, -1);
    offerRoom();
  }

  /** Fills the ring that the switch reads, and waits until it has. */
  private void offer(GuestRam ram, int size) {
    int slot = 0;
    long table = TABLES;
    int step = 2 * random.nextInt(size) + 1; // odd: each entry of the table once
    long here = 0;
    Map<Outcome, Long> expected = new EnumMap<>(Outcome.class);
    while (slot < size && table + 16L * 2 * HostileChains.MOST <= RAM) {
      boolean indirect = random.nextBoolean() || size - slot < 4;
      Outcome outcome = maker.next(indirect ? Math.max(4, size) : size - slot);
      int head = slot * step & size - 1;
      if (indirect && maker.count <= size) {
        int entries = maker.count + random.nextInt(Math.min(size - maker.count + 1, 20));
        putIndirect(ram, table, entries);
        tx.descriptor(head, ram.guest(table), 16 * entries, GuestRing.INDIRECT, 0xffff);
        table += 16L * entries;
        slot++;
        here++;
      } else if (indirect) {
        tx.descriptor(head, maker.address[0], 0, 0, 0xffff); // a ring too small for a table
        outcome = Outcome.TOO_SHORT;
        maker.count = 1;
        slot++;
      } else {
        for (int k = 0; k < maker.count; k++, slot++) {
          tx.descriptor(
              slot * step & size - 1,
              maker.address[k],
              maker.length[k],
              k < maker.count - 1 ? GuestRing.NEXT : 0,
              (slot + 1) * step & size - 1);
        }
      }
      tx.offer(head);
      here += maker.count;
      expected.merge(outcome, 1L, Long::sum);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (tx.usedIndex() != tx.availIndex()) {
      assertFalse(frontEnd.isClosed(), () -> "the flood's port hung up\n" + explanation.get());
      offerRoom();
      await(deadline, "the switch reads what the flood offers");
    }
    offerRoom();
    read += here;
    expected.forEach((o, n) -> outcomes.merge(o, n, Long::sum));
    chains += expected.values().stream().mapToLong(n -> n).sum();
  }

  /** The chain's entries from the table's first on, in order or backwards, then rubbish. */
  private void putIndirect(GuestRam ram, long table, int entries) {
    boolean backwards = random.nextBoolean();
    int n = maker.count;
    for (int k = 0; k < n; k++) {
      int at = k == 0 || !backwards ? k : n - k;
      int next = backwards ? n - k - 1 : k + 1;
      GuestRing.writeDescriptor(
          ram.address(table + 16L * at),
          maker.address[k],
          maker.length[k],
          k < n - 1 ? GuestRing.NEXT : 0,
          k < n - 1 ? next : 0xffff);
    }
    for (int k = n; k < entries; k++) {
      GuestRing.writeDescriptor(
          ram.address(table + 16L * k), random.nextLong(), -1, random.nextInt(), -1);
    }
  }

  /** Takes what the switch filled, and offers its places again. */
  private void offerRoom() {
    for (int n = 0; n < room.length && rx.hasUsed(); n++) {
      long element = rx.takeUsed();
      int chain = (int) element / ROOM;
      assertEquals(0, element % ROOM, "a used element of no chain");
      assertTrue(chain < room.length && room[chain] >= 0, "a used element of no chain");
      assertTrue(element >>> 32 <= room[chain], "more was written than there was room for");
      room[chain] = -1;
      written += ROOM;
    }
    for (int chain = 0; chain < room.length; chain++) {
      if (room[chain] < 0) {
        room[chain] = maker.nextRoom(ROOM);
        for (int k = 0; k < ROOM; k++) {
          int at = chain * ROOM + k;
          int flags = GuestRing.WRITE | (k < ROOM - 1 ? GuestRing.NEXT : 0);
          rx.descriptor(at, maker.address[k], maker.length[k], flags, at + 1);
        }
        rx.offer(chain * ROOM);
      }
    }
  }

  /** An indirect table full of bad entries: the first is enough. */
  private void breakTheRules() {
    for (int k = 0; k < 256; k++) {
      GuestRing.writeDescriptor(
          tx.ram().address(TABLES + 16L * k), random.nextLong(), 1 + random.nextInt(3000), 1, k);
    }
    tx.descriptor(0, tx.ram().guest(TABLES), 16 * Math.min(256, tx.size()), GuestRing.INDIRECT, 0);
    tx.offer(0);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!frontEnd.isClosed()) {
      await(deadline, "the switch refuses a table full of bad entries");
    }
  }

  private void await(long deadline, String what) {
    if (System.nanoTime() - deadline > 0) {
      throw new AssertionError("waited " + PATIENCE + " until " + what + "\n" + explanation.get());
    }
    LockSupport.parkNanos(100_000);
  }

  /** Descriptors that the switch followed, to read and to write. */
  long descriptors() {
    return read + written;
  }

  /** Of those, the ones that it was to write to. */
  long writtenTo() {
    return written;
  }

  long chains() {
    return chains;
  }

  int connections() {
    return connections;
  }

  /** How many chains the switch read, by what it has to count each as. */
  Map<Outcome, Long> outcomes() {
    return outcomes;
  }

  @Override
  public void close() {
    Unistd.close(listening);
    Unistd.unlink(socket.toString());
  }
}
