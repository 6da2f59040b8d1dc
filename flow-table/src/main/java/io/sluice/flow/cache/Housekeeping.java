package io.sluice.flow.cache;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.pipeline.Learned;

/**
 * Walks the megaflows a few at a time: counters go to the rules, addresses in use are refreshed,
 * unused megaflows go. Owned by the lane.
 */
final class Housekeeping {
  static final long MEGAFLOW_AGE_NS = 10_000_000_000L;
  private static final long STEP_NS = 100_000;
  private static final int STEP = 64;

  private final Megaflows megaflows;

  /** How often a rule that is learned again and again is told of. */
  private static final long LEARN_EVERY_NS = 500_000_000L;

  private final MacTable macs;
  private LearnSink learns = LearnSink.NONE;
  private long nextNs;
  private boolean started;
  private int cursor;

  Housekeeping(Megaflows megaflows, MacTable macs) {
    this.megaflows = megaflows;
    this.macs = macs;
  }

  int step(long nowNs) {
    if (started && nowNs - nextNs < 0) {
      return 0;
    }
    started = true;
    nextNs = nowNs + STEP_NS;
    int work = 0;
    for (int i = Math.min(STEP, megaflows.size()); i > 0 && megaflows.size() > 0; i--) {
      if (--cursor < 0 || cursor >= megaflows.size()) {
        cursor = megaflows.size() - 1;
      }
      Verdict v = megaflows.at(cursor);
      if (v.packets > 0) {
        fold(v, nowNs);
        work++;
      } else if (nowNs - v.lastUsedNs > MEGAFLOW_AGE_NS) {
        megaflows.remove(v, nowNs);
        work++;
      }
    }
    return work + macs.age(nowNs, STEP);
  }

  void learnTo(LearnSink sink) {
    learns = sink;
  }

  /** Tells of the rules that a verdict's packets make: what is there already is kept from aging. */
  void learn(Verdict v, long nowNs) {
    v.learnedNs = nowNs;
    for (Learned made : v.learned) {
      learns.learn(made);
    }
  }

  void foldAll(long nowNs) {
    for (int i = 0; i < megaflows.size(); i++) {
      fold(megaflows.at(i), nowNs);
    }
  }

  private void fold(Verdict v, long nowNs) {
    if (v.packets > 0 && v.macKey != -1) {
      macs.refresh(v.macKey, v.macPort, nowNs);
    }
    if (v.packets > 0 && v.learned.length > 0 && nowNs - v.learnedNs >= LEARN_EVERY_NS) {
      learn(v, nowNs);
    }
    v.fold(nowNs);
  }
}
