package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.Change;
import io.sluice.openflow.agent.Refusals.Refusal;
import io.sluice.openflow.agent.Session.OpenBundle;
import io.sluice.openflow.agent.Session.Waiting;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.Bundle.BundleAdd;
import io.sluice.openflow.message.Bundle.BundleControl;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;

/**
 * ONF's bundles: flow-mods and group-mods that become visible together, as one generation. All are
 * atomic and ordered, whether that is asked for or not.
 */
final class Bundles {
  /** Of one connection: a peer that opens more has lost count. */
  private static final int MAX_OPEN = 16;

  /** Sent for all bundles of one connection: some 300,000 flow-mods. */
  private static final int MAX_BYTES = 32 << 20;

  private final SwitchApi api;
  private final String bridge;

  Bundles(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  void control(Connection connection, Session session, long xid, BundleControl control) {
    long id = control.bundle();
    OpenBundle bundle = session.bundles.get(id);
    switch (control.type()) {
      case Bundle.OPEN_REQUEST -> {
        if (bundle != null) {
          remove(session, id);
          throw new WireException(OfError.OFPBFC_BAD_ID, "bundle " + id + " is open already");
        }
        open(session, id, control.flags());
      }
      case Bundle.CLOSE_REQUEST -> {
        check(bundle, id, control.flags());
        bundle.closed = true;
      }
      case Bundle.COMMIT_REQUEST -> {
        if (bundle == null || bundle.flags != control.flags()) {
          remove(session, id);
          throw bundle == null ? unknown(id) : flags(control.flags());
        }
        remove(session, id);
        Refusal refusal =
            Refusals.of(
                api.applyFlows(
                    bridge,
                    bundle.changes.stream().map(Waiting::change).toList(),
                    FlowAuthor.of(connection, bundle.changes, true)));
        if (refusal != null) {
          // As Open vSwitch does: first what is wrong with which message.
          bundle.changes.get(refusal.change()).refuse(connection, refusal.error());
          throw new WireException(OfError.OFPBFC_MSG_FAILED, refusal.message());
        }
      }
      case Bundle.DISCARD_REQUEST -> {
        if (!remove(session, id)) {
          throw unknown(id);
        }
      }
      default -> throw new WireException(OfError.OFPBFC_BAD_TYPE, "type " + control.type());
    }
    connection.send(xid, new BundleControl(id, control.type() + 1, control.flags()));
  }

  void add(Connection connection, Session session, long xid, BundleAdd add) {
    OpenBundle bundle = session.bundles.get(add.bundle());
    if (bundle == null) {
      bundle = open(session, add.bundle(), add.flags());
    }
    check(bundle, add.bundle(), add.flags());
    Message message = OpenFlowCodec.bundled(add, connection.version(), xid);
    int length = add.message().length();
    if (session.bundledBytes + length > MAX_BYTES) {
      throw new WireException(OfError.OFPBFC_MSG_TOO_MANY, "more than " + MAX_BYTES + " bytes");
    }
    Change change =
        switch (message) {
          case FlowMod mod -> FlowModReader.read(mod, connection.version(), session.tableIds);
          case GroupMod mod -> Groups.read(mod);
          default ->
              throw new WireException(OfError.OFPBFC_MSG_UNSUP, "not bundled here: " + message);
        };
    bundle.changes.add(new Waiting(change, add.message().toArray()));
    bundle.bytes += length;
    session.bundledBytes += length;
  }

  /** Whether it was there. */
  private static boolean remove(Session session, long id) {
    OpenBundle bundle = session.bundles.remove(id);
    session.bundledBytes -= bundle == null ? 0 : bundle.bytes;
    return bundle != null;
  }

  private static OpenBundle open(Session session, long id, int flags) {
    if (session.bundles.size() >= MAX_OPEN) {
      throw new WireException(OfError.OFPBFC_OUT_OF_BUNDLES, "more than " + MAX_OPEN);
    }
    OpenBundle bundle = new OpenBundle(flags);
    session.bundles.put(id, bundle);
    return bundle;
  }

  private static void check(OpenBundle bundle, long id, int flags) {
    if (bundle == null) {
      throw unknown(id);
    }
    if (bundle.closed) {
      throw new WireException(OfError.OFPBFC_BUNDLE_CLOSED, "bundle " + id);
    }
    if (bundle.flags != flags) {
      throw flags(flags);
    }
  }

  private static WireException unknown(long id) {
    return new WireException(OfError.OFPBFC_BAD_ID, "there is no bundle " + id);
  }

  private static WireException flags(int flags) {
    return new WireException(OfError.OFPBFC_BAD_FLAGS, "flags " + flags + " are not as before");
  }
}
