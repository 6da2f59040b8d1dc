package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.openflow.agent.Session.Waiting;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.Handshake.ErrorMessage;
import io.sluice.openflow.wire.WireException;
import java.util.List;

/**
 * Applies flow-mods, group-mods and meter-mods that came together as one generation, as each
 * generation costs a round through all lanes. A batch with a wrong one in it is halved until that
 * one is alone and gets its error; the others are applied in their order.
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
    try {
      Refusals.await(api.applyFlows(bridge, batch.stream().map(Waiting::change).toList()));
    } catch (WireException e) {
      if (batch.size() == 1) {
        Waiting wrong = batch.getFirst();
        connection.send(
            wrong.xid(), ErrorMessage.of(e.error(), connection.version(), wrong.request()));
        return;
      }
      int half = batch.size() / 2;
      apply(connection, batch.subList(0, half));
      apply(connection, batch.subList(half, batch.size()));
    }
  }
}
