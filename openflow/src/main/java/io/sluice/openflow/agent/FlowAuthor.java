package io.sluice.openflow.agent;

import io.sluice.openflow.agent.Session.Waiting;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.OpenFlowCodec;
import java.util.List;

/**
 * Who asked for changes that are applied together. Immutable.
 *
 * @param xids of the requests, in the order of the changes
 * @param bundle whether they are told of in one, as those of a bundle are
 */
record FlowAuthor(Connection connection, List<Long> xids, boolean bundle) {
  static FlowAuthor of(Connection connection, List<Waiting> changes, boolean bundle) {
    return new FlowAuthor(
        connection, changes.stream().map(w -> OpenFlowCodec.xid(w.request(), 0)).toList(), bundle);
  }
}
