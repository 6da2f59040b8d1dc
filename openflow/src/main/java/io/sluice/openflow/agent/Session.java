package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one connection. Used by its reading thread only. */
final class Session {
  /** A change that waits for the end of its batch, and the request to answer when it fails. */
  record Waiting(Change change, long xid, byte[] request) {}

  /** A bundle that is not committed yet. */
  static final class OpenBundle {
    final int flags;
    final List<Change> changes = new ArrayList<>();
    boolean closed;

    OpenBundle(int flags) {
      this.flags = flags;
    }
  }

  final List<Waiting> waiting = new ArrayList<>();
  final Map<Long, OpenBundle> bundles = new HashMap<>();

  /** Whether commands of version 1.0 have a table's number in them. */
  boolean tableIds;

  int configFlags;
  int missSendLength;
}
