package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered frames both ways between two drivers. So few are under way that each ring has room for
 * all: nothing may be lost, however long the switch or this test has to wait for a CPU. One thread.
 */
final class NumberedTraffic {
  /** Frames under way in one direction; a frame takes up to four of a ring's buffers. */
  private static final int MOST_UNDER_WAY = VirtioNic.RING / 4;

  private static final int BURST = 32;

  private final class Direction {
    final VirtioNic from;
    final VirtioNic to;
    final List<NumberedStream> streams = new ArrayList<>();
    final int firstIdentity;
    private final byte[] frame = new byte[1 << 16];
    long sent;
    long received;
    long strangers;
    long lastNs;
    long longestGapNs;

    Direction(VirtioNic from, VirtioNic to, int side, int flows, int... lengths) {
      this.from = from;
      this.to = to;
      firstIdentity = side << 12;
      for (int i = 0; i < flows * from.pairs(); i++) {
        streams.add(new NumberedStream(firstIdentity + i, side, lengths));
      }
    }

    /** Sends up to {@code due} frames in all; a stream stays with one queue pair. */
    int send(long due) {
      int n = 0;
      while (n < BURST && sent < due && sent - received < underWay) {
        int which = (int) (sent % streams.size());
        NumberedStream stream = streams.get(which);
        int length = stream.make(frame);
        if (!from.send(which % from.pairs(), frame, length)) {
          break;
        }
        stream.sent();
        sent++;
        n++;
      }
      return n;
    }

    int receive(long nowNs) {
      int n = to.receive((queue, bytes, length) -> take(bytes, length));
      if (n > 0) {
        if (lastNs != 0) {
          longestGapNs = Math.max(longestGapNs, nowNs - lastNs);
        }
        lastNs = nowNs;
      }
      return n;
    }

    private void take(byte[] bytes, int length) {
      int i = NumberedStream.identityOf(bytes, length) - firstIdentity;
      if (i < 0 || i >= streams.size()) {
        strangers++;
      } else {
        streams.get(i).received(bytes, length);
        received++;
      }
    }
  }

  private final Direction there;
  private final Direction back;
  private final double perNs;
  private int underWay = MOST_UNDER_WAY;
  private final long startNs = System.nanoTime();

  /**
   * @param flows for each queue pair and direction
   * @param perSecond frames in each direction
   * @param lengths of frames, without FCS, in turn
   */
  NumberedTraffic(VirtioNic a, VirtioNic b, int flows, double perSecond, int... lengths) {
    there = new Direction(a, b, 0, flows, lengths);
    back = new Direction(b, a, 1, flows, lengths);
    perNs = perSecond / 1e9;
  }

  /**
   * With at most so many frames under way in each direction: where less room is promised than the
   * drivers' rings have.
   */
  NumberedTraffic withUnderWay(int frames) {
    underWay = Math.min(frames, MOST_UNDER_WAY);
    return this;
  }

  /** Sends what is due, takes what came; rests a moment when there was neither. */
  void step(long limit) {
    long now = System.nanoTime();
    long due = Math.min(limit, (long) ((now - startNs) * perNs));
    int work = there.send(due) + back.send(due);
    work += there.receive(now) + back.receive(now);
    if (work == 0) {
      LockSupport.parkNanos(20_000);
    }
  }

  /** Runs until so many frames went each way and came, or nothing came for half a minute. */
  void run(long frames) {
    while (received() < 2 * frames && !stuck()) {
      step(frames);
    }
  }

  /** Sends no more and waits for what is under way. */
  void finish() {
    while (received() < sent() && !stuck()) {
      step(0);
    }
    // A duplicate comes later than the last frame.
    long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
    while (System.nanoTime() < end) {
      step(0);
    }
  }

  private boolean stuck() {
    long last = Math.max(startNs, Math.min(nonZero(there.lastNs), nonZero(back.lastNs)));
    return System.nanoTime() - last > Duration.ofSeconds(30).toNanos();
  }

  private long nonZero(long ns) {
    return ns == 0 ? startNs : ns;
  }

  long sent() {
    return there.sent + back.sent;
  }

  long received() {
    return there.received + back.received;
  }

  /** The longest time in which nothing came, of both directions. */
  double longestGapMs() {
    return Math.max(there.longestGapNs, back.longestGapNs) / 1e6;
  }

  /** Nothing lost, reordered, duplicated, changed, and nothing that nobody sent. */
  void assertFlawless(String context) {
    StringBuilder s = new StringBuilder();
    for (Direction d : List.of(there, back)) {
      d.streams.forEach(stream -> s.append(stream.complaint()));
      if (d.strangers > 0) {
        s.append(d.strangers).append(" frames that nobody sent\n");
      }
    }
    assertEquals("", s.toString(), context);
  }
}
