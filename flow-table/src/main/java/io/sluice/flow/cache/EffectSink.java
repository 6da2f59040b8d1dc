package io.sluice.flow.cache;

import io.sluice.flow.pipeline.SideEffect;

/** Takes what packets do to the tables, on the lane's thread; it must not wait. */
public interface EffectSink {
  /** Nobody: for tables that refuse such rules. */
  EffectSink NONE = effect -> {};

  void take(SideEffect effect);
}
