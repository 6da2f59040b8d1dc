package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Change;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.wire.OfError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one connection. Used by its reading thread only. */
final class Session {
  /**
   * A change that waits for the end of its batch or bundle.
   *
   * @param request the message that asked for it, to be sent back when it is refused
   */
  record Waiting(Change change, byte[] request) {
    void refuse(Connection connection, OfError error) {
      connection.refuse(request, error);
    }
  }

  /**
   * A message of a bundle that is no change of tables: a port-mod or a packet-out.
   *
   * @param request as in {@link Waiting}
   */
  record Later(Message message, byte[] request) {}

  /** A bundle that is not committed yet. */
  static final class OpenBundle {
    final int flags;
    final List<Waiting> changes = new ArrayList<>();

    /** What is done when the changes are. */
    final List<Later> later = new ArrayList<>();

    boolean closed;

    /** How much was sent for its changes. */
    int bytes;

    OpenBundle(int flags) {
      this.flags = flags;
    }
  }

  /** How much was sent for what is in {@link #waiting}. */
  int waitingBytes;

  /** How much was sent for what is in {@link #bundles}. */
  int bundledBytes;

  final List<Waiting> waiting = new ArrayList<>();
  final Map<Long, OpenBundle> bundles = new HashMap<>();

  final RequestParts parts = new RequestParts();

  /** Whether commands of version 1.0 have a table's number in them. */
  boolean tableIds;

  /** Whether flows are told of with NXM in version 1.0. Read by others. */
  volatile boolean nxm;

  int missSendLength;

  /** Whether packets of its may still be on their way to a lane. */
  boolean packetsOut;

  /** What it wants to watch, as far as it has told. */
  final MonitorParts monitorParts = new MonitorParts();

  /** Which flows it watches. */
  final MonitoredFlows monitors;

  Session(Connection connection) {
    monitors = new MonitoredFlows(connection);
  }
}
