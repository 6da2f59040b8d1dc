package io.sluice.actors;

import io.sluice.census.Census;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.news.News;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The door for who only looks at a running switch. Any thread; nothing here has a lane do
 * something.
 */
public interface Inspection {
  /** Its actors. */
  Census census();

  /** What happens in it. */
  News news();

  /** Its lanes; those that did not start yet are missing. */
  CompletionStage<List<LaneView>> lanes();

  /** Its packet pools. */
  List<PoolView> pools();

  /**
   * As {@link SwitchApi#dumpFlows}, with statistics as the lanes were last asked for them, half a
   * second ago at most.
   */
  CompletionStage<List<FlowStats>> flowsOfLate(String bridge, FlowMod filter);
}
