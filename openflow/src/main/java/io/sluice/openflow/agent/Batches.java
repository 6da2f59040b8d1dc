package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.openflow.agent.Refusals.Refusal;
import io.sluice.openflow.agent.Session.Waiting;
import io.sluice.openflow.connection.Connection;
import java.util.List;

/**
 * Applies flow-mods, group-mods and meter-mods that came together as one generation, as each
 * generation costs the lanes a look at it. A wrong one in a batch gets its error; the others are
 * applied in their order.
 */
final class Batches {
  private final SwitchApi api;
  private final String bridge;

  Batches(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  void flush(Connection connection, Session session) {
    if (session.waiting.isEmpty()) {
      return;
    }
    List<Waiting> batch = List.copyOf(session.waiting);
    session.waiting.clear();
    session.waitingBytes = 0;
    apply(connection, batch);
  }

  private void apply(Connection connection, List<Waiting> batch) {
    List<Waiting> rest = batch;
    while (!rest.isEmpty()) {
      Refusal refusal =
          Refusals.of(
              api.applyFlows(
                  bridge,
                  rest.stream().map(Waiting::change).toList(),
                  FlowAuthor.of(connection, rest, false)));
      if (refusal == null) {
        return;
      }
      int i = refusal.change();
      apply(connection, rest.subList(0, i));
      rest.get(i).refuse(connection, refusal.error());
      rest = rest.subList(i + 1, rest.size());
    }
  }
}
