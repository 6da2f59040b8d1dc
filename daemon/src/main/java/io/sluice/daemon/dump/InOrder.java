package io.sluice.daemon.dump;

import io.sluice.capture.CapturedPacket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lanes write side by side, and each is read in its turn: keeps packets until what was before them
 * on another lane must have come. Sorted by time; equal ones as they came.
 */
final class InOrder {
  private static final Comparator<CapturedPacket> BY_TIME =
      Comparator.comparingLong(CapturedPacket::timeNs);

  private final Taker taker;
  private final long most;
  private List<CapturedPacket> waiting = new ArrayList<>();
  private long taken;

  /**
   * @param most packets that are taken; the rest is left
   */
  InOrder(Taker taker, long most) {
    this.taker = taker;
    this.most = most;
  }

  void add(CapturedPacket packet) {
    waiting.add(packet);
  }

  /** Hands over those of before {@code timeNs}. */
  void before(long timeNs) throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    waiting.sort(BY_TIME);
    int n = 0;
    while (n < waiting.size() && waiting.get(n).timeNs() < timeNs && taken < most) {
      taker.take(waiting.get(n++));
      taken++;
    }
    if (n > 0) {
      waiting = new ArrayList<>(waiting.subList(n, waiting.size()));
    }
  }

  long taken() {
    return taken;
  }

  boolean enough() {
    return taken >= most;
  }
}
