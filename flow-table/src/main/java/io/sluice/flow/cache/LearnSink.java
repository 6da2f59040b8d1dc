package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Learned;

/** Takes the rules that packets make, on the lane's thread; it must not wait. */
public interface LearnSink {
  /** Nobody: for tables that refuse to learn. */
  LearnSink NONE = learned -> {};

  void learn(Learned learned);
}
