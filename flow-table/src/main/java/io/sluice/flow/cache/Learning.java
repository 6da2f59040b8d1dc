package io.sluice.flow.cache;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.LearnSpec;
import io.sluice.flow.pipeline.LearnSpec.Part;
import io.sluice.flow.pipeline.Learned;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.Subfield;
import java.util.ArrayList;
import java.util.List;

/** Makes rules of packets, as a learn action says. Part of the slow path. */
final class Learning {
  private final Translation t;

  Learning(Translation t) {
    this.t = t;
  }

  Learned learned(LearnSpec spec) {
    Match.Builder match = new Match.Builder();
    List<FlowAction> actions = new ArrayList<>();
    if (spec.finIdleTimeout() > 0 || spec.finHardTimeout() > 0) {
      actions.add(new FlowAction.FinTimeout(spec.finIdleTimeout(), spec.finHardTimeout()));
    }
    for (Part part : spec.parts()) {
      switch (part) {
        case Part.MatchField(Subfield from, Subfield to) -> {
          long[] v = t.read(from);
          match(match, to, v[0], v[1]);
        }
        case Part.MatchValue(long hi, long lo, Subfield to) -> match(match, to, hi, lo);
        case Part.LoadField(Subfield from, Subfield to) -> {
          long[] v = t.read(from);
          actions.add(load(to, v[0], v[1]));
        }
        case Part.LoadValue(long hi, long lo, Subfield to) -> actions.add(load(to, hi, lo));
        case Part.OutputField(Subfield from) -> {
          int port = (int) t.read(from)[1];
          actions.add(
              port == FlowAction.PORT_IN_PORT
                  ? new FlowAction.InPort()
                  : new FlowAction.Output(port));
        }
      }
    }
    FlowMod flow =
        new FlowMod(
            FlowMod.Command.MODIFY_STRICT,
            spec.table(),
            spec.priority(),
            spec.cookie(),
            0,
            match.build(),
            actions,
            spec.idleTimeout(),
            spec.hardTimeout(),
            FlowMod.ANY_PORT,
            FlowMod.ANY_GROUP,
            spec.flags(),
            0);
    return new Learned(flow, spec.limit(), spec.deleteLearned());
  }

  private static void match(Match.Builder match, Subfield to, long hi, long lo) {
    match.bits(to.field(), to.high(hi, lo), to.placeLo(lo), to.maskHi(), to.maskLo());
  }

  private static FlowAction load(Subfield to, long hi, long lo) {
    return new FlowAction.SetField(
        to.field(),
        to.high(hi, lo),
        to.placeLo(lo),
        to.maskHi(),
        to.maskLo(),
        FlowAction.SetField.Spelling.LOAD);
  }
}
