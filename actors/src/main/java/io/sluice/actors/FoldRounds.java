package io.sluice.actors;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Asking all lanes what they counted, one round at a time. Who wants to know waits for a round that
 * began after he asked. Owned by the Bridge actor.
 */
final class FoldRounds {
  private final int lanes;
  private final Runnable askAll;
  private final BitSet missing = new BitSet();
  private List<Runnable> waiting = new ArrayList<>();
  private List<Runnable> waitingForNext = new ArrayList<>();

  /**
   * @param askAll asks every lane; each answer comes back through {@link #answered}
   */
  FoldRounds(int lanes, Runnable askAll) {
    this.lanes = lanes;
    this.askAll = askAll;
  }

  /** Begins a round unless one is under way. */
  void begin() {
    if (missing.isEmpty()) {
      missing.set(0, lanes);
      askAll.run();
    }
  }

  /** Runs {@code then} after a round that begins now or later. */
  void after(Runnable then) {
    if (missing.isEmpty()) {
      waiting.add(then);
      begin();
    } else {
      waitingForNext.add(then);
    }
  }

  /** A lane's answer was taken in; true when it was the round's last. */
  boolean answered(int lane) {
    missing.clear(lane);
    if (!missing.isEmpty()) {
      return false;
    }
    List<Runnable> now = waiting;
    waiting = waitingForNext;
    waitingForNext = new ArrayList<>();
    now.forEach(Runnable::run);
    if (!waiting.isEmpty()) {
      begin();
    }
    return true;
  }
}
