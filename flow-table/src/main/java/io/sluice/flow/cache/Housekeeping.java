package io.sluice.flow.cache;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.pipeline.SideEffect;

/**
 * Walks the megaflows a few at a time: counters go to the rules, addresses in use are refreshed,
 * unused megaflows go. Owned by the lane.
 */
final class Housekeeping {
  static final long MEGAFLOW_AGE_NS = 10_000_000_000L;
  private static final long STEP_NS = 100_000;
  private static final int STEP = 64;

  private final Megaflows megaflows;

  /** How often what packets do again and again is told of. */
  private static final long EFFECTS_EVERY_NS = 500_000_000L;

  private final MacTable macs;
  private EffectSink effects = EffectSink.NONE;
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

  void effectsTo(EffectSink sink) {
    effects = sink;
  }

  /** Tells what a verdict's packets do: rules that they made already are kept from aging. */
  void tellEffects(Verdict v, long nowNs) {
    v.effectsNs = nowNs;
    for (SideEffect effect : v.effects) {
      effects.take(effect);
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
    if (v.packets > 0 && v.effects.length > 0 && nowNs - v.effectsNs >= EFFECTS_EVERY_NS) {
      tellEffects(v, nowNs);
    }
    v.fold(nowNs);
  }
}
