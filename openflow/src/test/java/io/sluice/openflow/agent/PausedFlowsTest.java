package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowChange.Kind;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowRemoved;
import io.sluice.flow.pipeline.Match;
import io.sluice.openflow.message.FlowMonitor;
import io.sluice.openflow.wire.OfVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausedFlowsTest {
  private final PausedFlows kept = new PausedFlows();

  private void happened(Kind kind, int priority, long cookie) {
    FlowMod flow =
        new FlowMod(
            FlowMod.Command.ADD,
            0,
            priority,
            cookie,
            0,
            Match.ALL,
            List.<FlowAction>of(),
            0,
            0,
            FlowMod.ANY_PORT);
    FlowRemoved.Reason reason = kind == Kind.DELETED ? FlowRemoved.Reason.DELETE : null;
    kept.add(new FlowChange(kind, flow, null, reason, 0), WatchedFlows.ALL_FLAGS);
  }

  private List<String> told() {
    return kept.take(100, OfVersion.V13).stream()
        .map(FlowMonitor.Change.class::cast)
        .map(c -> Kind.values()[c.event()] + " " + c.priority() + " " + c.cookie())
        .toList();
  }

  @Test
  void shouldForgetFlowsThatCameAndWent() {
    happened(Kind.ADDED, 1, 1);
    happened(Kind.MODIFIED, 1, 2);
    happened(Kind.DELETED, 1, 2);
    assertTrue(kept.isEmpty());
  }

  @Test
  void shouldTellHowEachFlowEnded() {
    happened(Kind.ADDED, 1, 1);
    happened(Kind.MODIFIED, 2, 1);
    happened(Kind.MODIFIED, 1, 5);
    happened(Kind.MODIFIED, 2, 6);
    assertEquals(List.of("ADDED 1 5", "MODIFIED 2 6"), told());
    assertTrue(kept.isEmpty());
  }

  @Test
  void shouldTellThatAKnownFlowWentAndWhatCameInItsPlace() {
    happened(Kind.MODIFIED, 1, 1);
    happened(Kind.DELETED, 1, 1);
    happened(Kind.ADDED, 1, 2);
    happened(Kind.DELETED, 1, 2);
    happened(Kind.ADDED, 1, 3);
    happened(Kind.DELETED, 2, 9);
    assertEquals(List.of("DELETED 1 1", "ADDED 1 3", "DELETED 2 9"), told());
  }

  @Test
  void shouldTakeSomeAndKeepTheOthers() {
    happened(Kind.ADDED, 1, 1);
    happened(Kind.ADDED, 2, 1);
    assertEquals(1, kept.take(1, OfVersion.V10).size());
    assertEquals(List.of("ADDED 2 1"), told());
  }
}
