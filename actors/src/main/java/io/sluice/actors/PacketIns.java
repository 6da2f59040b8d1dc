package io.sluice.actors;

import io.sluice.datapath.PuntRing;
import io.sluice.flow.cache.Punt;
import io.sluice.ring.offload.SoftwareOffload;
import io.sluice.ring.os.Epoll;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Threads;
import io.sluice.ring.os.Unistd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads all lanes' packets for controllers on a thread of its own and hands each to the news of its
 * bridge. It reads so many a millisecond and no more: who makes packets without end fills a lane's
 * ring, which costs the lane a look and nobody a CPU.
 *
 * <p>Made before the lanes run, closed after they have ended.
 */
final class PacketIns implements AutoCloseable {
  /** Packets of all lanes that are read in a row; 64,000 a second at most. */
  private static final int AT_ONCE = 64;

  private static final long PAUSE_NS = 1_000_000;

  private final List<PuntRing> rings;
  private final Map<Integer, BridgeNews> bridges = new ConcurrentHashMap<>();
  private final Epoll epoll = new Epoll(1);
  private final int wakeFd = EventFd.create();
  private final Thread thread;
  private volatile boolean closed;

  PacketIns(List<PuntRing> rings) {
    this.rings = List.copyOf(rings);
    epoll.add(wakeFd, Epoll.EPOLLIN, 0);
    rings.forEach(ring -> ring.wake(wakeFd));
    thread = Thread.ofPlatform().name("packet-ins").daemon().start(this::run);
  }

  /** Hands the packets of a bridge over from now on. */
  void add(int bridge, BridgeNews news) {
    bridges.put(bridge, news);
  }

  void remove(int bridge) {
    bridges.remove(bridge);
  }

  private void run() {
    int first = 0;
    while (!closed) {
      int left = AT_ONCE;
      // The lanes take turns at being first.
      for (int i = 0; i < rings.size() && left > 0; i++) {
        left -= rings.get((first + i) % rings.size()).drain(this::received, left);
      }
      first++;
      if (left == 0) {
        LockSupport.parkNanos(PAUSE_NS);
      } else if (left == AT_ONCE && maySleep()) {
        epoll.await(-1);
        EventFd.drain(wakeFd);
      }
    }
  }

  private boolean maySleep() {
    boolean nothing = true;
    for (PuntRing ring : rings) {
      nothing &= ring.sleep();
    }
    return nothing;
  }

  private void received(
      int bridge, int inPort, Punt punt, byte[] bytes, int offset, int length, long offload) {
    BridgeNews news = bridges.get(bridge);
    if (news != null && news.heard()) {
      byte[] frame = Arrays.copyOfRange(bytes, offset, offset + length);
      // What a guest left to its device is nobody's on the way through a controller.
      SoftwareOffload.completeChecksum(frame, offload);
      news.packetIn(new PacketIn(inPort, punt, frame));
    }
  }

  @Override
  public void close() {
    closed = true;
    EventFd.signal(wakeFd);
    Threads.awaitEnd(thread);
    epoll.close();
    Unistd.close(wakeFd);
  }
}
