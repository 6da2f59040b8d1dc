package io.sluice.it;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.ProtocolFeature;
import io.sluice.ring.vhost.VirtioFeature;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A virtio-net driver and its vhost-user front end, in this process: sends and receives frames
 * through a port of the switch. Checks what a driver can check: that each buffer comes back once.
 * It keeps its memory and rings when the switch goes, and gives them to the next one as QEMU does.
 *
 * <p>One thread. Waits only while it sets up a connection.
 */
final class VirtioNic implements AutoCloseable {
  static final int RING = 1024;
  private static final int BUFFER = 2048;

  /** What the driver negotiates, which decides the header's size and how frames may be cut. */
  enum Kind {
    /** Buffers so small that a frame takes up to four. */
    MERGEABLE(VirtioFeature.VERSION_1 | VirtioFeature.NET_MRG_RXBUF, 12, 512),
    PLAIN(VirtioFeature.VERSION_1, 12, BUFFER),
    /** A header of 10 bytes. */
    LEGACY(0, 10, BUFFER);

    final long features;
    final int header;
    final int receiveBuffer;

    Kind(long features, int header, int receiveBuffer) {
      this.features = features;
      this.header = header;
      this.receiveBuffer = receiveBuffer;
    }
  }

  /** Takes a received frame; the array is used again. */
  interface Receiver {
    void frame(int queue, byte[] bytes, int length);
  }

  /** A ring and which of its buffers the device holds. */
  private static final class Queue {
    final GuestRing ring;
    final long buffers;
    final boolean[] offered = new boolean[RING];
    final int[] free = new int[RING];
    int freeCount;

    Queue(GuestRing ring, long buffers) {
      this.ring = ring;
      this.buffers = buffers;
    }

    long buffer(int i) {
      return buffers + (long) i * BUFFER;
    }

    void offer(int i) {
      offered[i] = true;
      ring.offer(i);
    }

    /** Takes a used element, length in the high half. */
    long take() {
      long used = ring.takeUsed();
      int id = (int) used;
      if (id < 0 || id >= RING || !offered[id]) {
        throw new AssertionError(
            "ring %d: used buffer %d is not the device's".formatted(index(), id));
      }
      offered[id] = false;
      return used;
    }

    int index() {
      return ring.index();
    }
  }

  private final Kind kind;
  private final int pairs;
  private final GuestRam ram;
  private final Queue[] queues;
  private final byte[] frame = new byte[1 << 16];
  private int listening = -1;
  private FrontEnd frontEnd;
  private int connections;

  VirtioNic(Kind kind, int pairs) {
    this.kind = kind;
    this.pairs = pairs;
    long perRing = (1 << 16) + (long) RING * BUFFER;
    ram = new GuestRam(2 * pairs * perRing);
    queues = new Queue[2 * pairs];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new Queue(new GuestRing(ram, i, RING, i * perRing), i * perRing + (1 << 16));
      if (i % 2 == 0) {
        fill(queues[i]);
      } else {
        free(queues[i]);
      }
    }
  }

  private void fill(Queue q) {
    for (int i = 0; i < RING; i++) {
      q.ring.descriptor(i, ram.guest(q.buffer(i)), kind.receiveBuffer, GuestRing.WRITE, 0);
      q.offer(i);
    }
  }

  private static void free(Queue q) {
    Arrays.setAll(q.free, i -> i);
    q.freeCount = RING;
  }

  int pairs() {
    return pairs;
  }

  // ---- the socket -------------------------------------------------------------------------------

  /** Listens for a switch in client mode, at a path where nothing is. */
  void listen(Path socket) {
    listening = FrontEnd.listen(socket);
  }

  /** Closes the listening socket and its file; a connection stays. */
  void stopListening(Path socket) {
    Unistd.close(listening);
    listening = -1;
    Unistd.unlink(socket.toString());
  }

  /** Connects to a switch in server mode. */
  void connect(Path socket) {
    setUp(FrontEnd.connect(socket, () -> {}));
  }

  /** Takes a switch that connected, or notices that it went; whether there is one now. */
  boolean tend() {
    if (frontEnd != null && frontEnd.isClosed()) {
      hangUp();
    }
    if (frontEnd == null && listening >= 0) {
      int fd = Sockets.accept(listening);
      if (fd >= 0) {
        setUp(new FrontEnd(fd, () -> {}));
      }
    }
    return frontEnd != null;
  }

  private void setUp(FrontEnd to) {
    frontEnd = to;
    connections++;
    long multi = pairs > 1 ? VirtioFeature.NET_MQ : 0;
    to.negotiate(
        kind.features | VirtioFeature.PROTOCOL_FEATURES | multi,
        ProtocolFeature.REPLY_ACK | (pairs > 1 ? ProtocolFeature.MQ : 0));
    to.setMemTable(ram);
    for (Queue q : queues) {
      Memory.putShort(flags(q), 0);
      // What the last device took and did not give back is the next one's to do.
      to.startRing(q.ring, q.ring.usedIndex());
      to.enableRing(q.index(), true);
    }
  }

  private long flags(Queue q) {
    return ram.address(q.ring.usedOffset());
  }

  /** Whether the switch polls every ring: it has said that it wants no kicks. */
  boolean isPolled() {
    for (Queue q : queues) {
      if ((Memory.getShort(flags(q)) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Closes the connection, if there is one. */
  void hangUp() {
    if (frontEnd != null) {
      frontEnd.close();
      frontEnd = null;
    }
  }

  int connections() {
    return connections;
  }

  // ---- frames -----------------------------------------------------------------------------------

  /** Hands a frame to the switch; false when the ring is full. */
  boolean send(int pair, byte[] bytes, int length) {
    Queue q = queues[2 * pair + 1];
    while (q.ring.hasUsed()) {
      q.free[q.freeCount++] = (int) q.take();
    }
    if (q.freeCount == 0) {
      return false;
    }
    int i = q.free[--q.freeCount];
    long at = ram.address(q.buffer(i));
    Memory.zero(at, kind.header);
    Memory.copy(bytes, 0, at + kind.header, length);
    q.ring.descriptor(i, ram.guest(q.buffer(i)), kind.header + length, 0, 0);
    q.offer(i);
    return true;
  }

  /** Takes all frames that came; how many. */
  int receive(Receiver receiver) {
    int n = 0;
    for (int pair = 0; pair < pairs; pair++) {
      Queue q = queues[2 * pair];
      while (q.ring.hasUsed()) {
        int length = gather(q);
        n++;
        receiver.frame(pair, frame, length);
      }
    }
    return n;
  }

  /** Puts a frame together and offers its buffers again; its length. */
  private int gather(Queue q) {
    long used = q.take();
    int id = (int) used;
    int bytes = (int) (used >>> 32);
    long at = ram.address(q.buffer(id));
    int pieces = kind.header == 12 ? Memory.getShort(at + 10) : 1;
    if (pieces < 1 || (pieces > 1 && kind != Kind.MERGEABLE)) {
      throw new AssertionError("a frame of " + pieces + " buffers for a driver of kind " + kind);
    }
    int length = append(at, kind.header, bytes, 0);
    q.offer(id);
    for (int k = 1; k < pieces; k++) {
      if (!q.ring.hasUsed()) {
        throw new AssertionError("%d of a frame's %d buffers are there".formatted(k, pieces));
      }
      used = q.take();
      id = (int) used;
      length = append(ram.address(q.buffer(id)), 0, (int) (used >>> 32), length);
      q.offer(id);
    }
    return length;
  }

  private int append(long at, int skip, int bytes, int length) {
    if (bytes < skip || bytes > kind.receiveBuffer) {
      throw new AssertionError("%d bytes written to a buffer".formatted(bytes));
    }
    Memory.copy(at + skip, frame, length, bytes - skip);
    return length + bytes - skip;
  }

  @Override
  public void close() {
    hangUp();
    if (listening >= 0) {
      Unistd.close(listening);
    }
    for (Queue q : queues) {
      q.ring.close();
    }
    ram.close();
  }
}
