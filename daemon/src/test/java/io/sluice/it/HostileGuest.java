package io.sluice.it;

import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.ProtocolFeature;
import io.sluice.ring.vhost.VirtioFeature;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A guest and front end that mean harm: sets a connection up as it should be, with fresh memory,
 * and hands it to an attack. One thread, which waits at most some milliseconds for the switch.
 */
final class HostileGuest implements AutoCloseable {
  static final int RING = 256;
  static final int BUFFER = 4096;
  static final long RAM = 4 << 20;
  private static final long BUFFERS = 1 << 17;
  private static final long PATIENCE_NS = 20_000_000;

  /** One way to do harm, from a connection in working order. */
  interface Attack {
    void on(HostileGuest guest, SplittableRandom random);
  }

  private final Path socket;
  private final int listening;
  private FrontEnd frontEnd;
  private GuestRam ram;
  private GuestRing rx;
  private GuestRing tx;
  private long descriptors;
  private long connections;

  /** Listens at a path where nothing is. */
  HostileGuest(Path socket) {
    this.socket = socket;
    listening = FrontEnd.listen(socket);
  }

  /** Takes the switch's connection, if there is one, and brings the rings up. */
  boolean connect() {
    int fd = Sockets.accept(listening);
    if (fd < 0) {
      return false;
    }
    ram = new GuestRam(RAM);
    rx = new GuestRing(ram, 0, RING, 0);
    tx = new GuestRing(ram, 1, RING, 1 << 16);
    frontEnd = new FrontEnd(fd, () -> {});
    if (frontEnd.isClosed()) {
      hangUp(); // its port was taken away before we looked
      return false;
    }
    connections++;
    bringUp(frontEnd, ram, rx, tx);
    return true;
  }

  /** What a front end in order says until both rings run. */
  static void bringUp(FrontEnd frontEnd, GuestRam ram, GuestRing rx, GuestRing tx) {
    frontEnd.negotiate(
        VirtioFeature.VERSION_1
            | VirtioFeature.NET_MRG_RXBUF
            | VirtioFeature.NET_CSUM
            | VirtioFeature.NET_HOST_TSO4
            | VirtioFeature.RING_INDIRECT_DESC
            | VirtioFeature.PROTOCOL_FEATURES,
        ProtocolFeature.REPLY_ACK | ProtocolFeature.CONFIGURE_MEM_SLOTS);
    frontEnd.setMemTable(ram);
    for (GuestRing ring : new GuestRing[] {rx, tx}) {
      frontEnd.startRing(ring, 0);
      frontEnd.enableRingAndWait(ring.index());
    }
  }

  /** Attacks, waits a moment for the switch to hang up, and hangs up. */
  void attack(Attack attack, SplittableRandom random) {
    attack.on(this, random);
    linger();
    hangUp();
  }

  /** Gives the switch time to look at what there is, until it hangs up. */
  void linger() {
    long end = System.nanoTime() + PATIENCE_NS;
    while (System.nanoTime() < end && !frontEnd.isClosed()) {
      pause();
    }
  }

  /** Long enough for a lane to look. */
  static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void hangUp() {
    frontEnd.close();
    rx.close();
    tx.close();
    ram.close();
    frontEnd = null;
  }

  FrontEnd frontEnd() {
    return frontEnd;
  }

  GuestRam ram() {
    return ram;
  }

  /** The ring that the switch fills. */
  GuestRing rx() {
    return rx;
  }

  /** The ring that the switch reads. */
  GuestRing tx() {
    return tx;
  }

  GuestRing either(SplittableRandom random) {
    return random.nextBoolean() ? rx : tx;
  }

  /** Offset in the memory of a buffer of {@link #BUFFER} bytes. */
  long buffer(GuestRing ring, int i) {
    return BUFFERS + (long) (ring.index() * RING + i) * BUFFER;
  }

  /** Guest address of a buffer. */
  long at(GuestRing ring, int i) {
    return ram.guest(buffer(ring, i));
  }

  static int direction(GuestRing ring) {
    return ring.index() == 0 ? GuestRing.WRITE : 0;
  }

  /** Writes a descriptor, right or wrong. */
  void descriptor(GuestRing ring, int i, long guest, int length, int flags, int next) {
    ring.descriptor(i, guest, length, flags, next);
    descriptors++;
  }

  /** Writes a descriptor of an indirect table, right or wrong. */
  void indirect(long offset, int i, long guest, int length, int flags, int next) {
    GuestRing.writeDescriptor(ram.address(offset + 16L * i), guest, length, flags, next);
    descriptors++;
  }

  /** Offers what a driver in order would: everything that the switch does not hold. */
  void offerAll() {
    for (GuestRing ring : new GuestRing[] {rx, tx}) {
      int free = RING - (ring.availIndex() - ring.usedIndex() & 0xffff);
      for (int k = 0; k < free; k++) {
        int i = ring.availIndex() & RING - 1;
        int length = ring == rx ? 2048 : 12 + 60 + i;
        descriptor(ring, i, at(ring, i), length, direction(ring), 0);
        ring.offer(i);
      }
    }
  }

  /** Descriptors written so far. */
  long descriptors() {
    return descriptors;
  }

  long connections() {
    return connections;
  }

  @Override
  public void close() {
    if (frontEnd != null) {
      hangUp();
    }
    Unistd.close(listening);
    Unistd.unlink(socket.toString());
  }
}
