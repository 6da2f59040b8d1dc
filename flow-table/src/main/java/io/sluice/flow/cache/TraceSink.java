package io.sluice.flow.cache;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.Rule;
import io.sluice.flow.pipeline.Subfield;
import java.util.List;

/** Is told what the slow path does to one packet. There is none but for a trace. */
public interface TraceSink {
  /** A table was searched; {@code rule} is null when none matches. */
  void table(int depth, int table, Rule rule);

  /** A group's bucket is carried out now, as an action set of its own. */
  void bucket(int depth, int index);

  /** An action is carried out now. */
  void action(int depth, FlowAction action);

  /** Bits were copied, and hold this now. */
  void moved(int depth, Subfield to, long hi, long lo);

  /** The action set was changed, and is this in its order now. */
  void actionSetIs(int depth, List<FlowAction> actions);

  /** What the action that was told last came to. */
  void detail(int depth, String text);

  /** The packet makes this rule, or would. */
  void learned(int depth, FlowMod flow);

  /** Something worth knowing about the action that was told last. */
  void remark(int depth, String text);

  /** The action set is carried out now. */
  void actionSet();
}
