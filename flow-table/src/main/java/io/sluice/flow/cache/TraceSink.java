package io.sluice.flow.cache;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Rule;

/** Is told what the slow path does to one packet. There is none but for a trace. */
public interface TraceSink {
  /** A table was searched; {@code rule} is null when none matches. */
  void table(int depth, int table, Rule rule);

  /** An action is carried out now. */
  void action(int depth, FlowAction action);

  /** Something worth knowing about the action that was told last. */
  void remark(int depth, String text);

  /** The action set is carried out now. */
  void actionSet();
}
