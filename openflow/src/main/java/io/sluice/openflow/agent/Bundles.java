package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.PacketCheck;
import io.sluice.openflow.agent.Refusals.Refusal;
import io.sluice.openflow.agent.Session.Later;
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
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.PortMod;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONF's bundles: flow-mods and group-mods that become visible together, as one generation; then
 * come their port-mods and packet-outs. All are atomic and ordered, whether that is asked for or
 * not.
 */
final class Bundles {
  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

  /** Of one connection: a peer that opens more has lost count. */
  private static final int MAX_OPEN = 16;

  /** Sent for all bundles of one connection: some 300,000 flow-mods. */
  private static final int MAX_BYTES = 32 << 20;

  /** Of all connections: what is kept takes some five times as much of the heap. */
  private static final int MAX_BYTES_OF_ALL = 64 << 20;

  private final AtomicLong bytesOfAll = new AtomicLong();

  private final SwitchApi api;
  private final String bridge;

  private final PacketOuts packetOuts;
  private final PortMods portMods;
  private final Statistics statistics;

  Bundles(
      SwitchApi api,
      String bridge,
      PacketOuts packetOuts,
      PortMods portMods,
      Statistics statistics) {
    this.api = api;
    this.bridge = bridge;
    this.packetOuts = packetOuts;
    this.portMods = portMods;
    this.statistics = statistics;
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
        check(session, bundle, id, control.flags());
        bundle.closed = true;
      }
      case Bundle.COMMIT_REQUEST -> {
        remove(session, id);
        if (bundle == null || bundle.flags != control.flags()) {
          throw bundle == null ? unknown(id) : flags(control.flags());
        }
        commit(connection, session, bundle);
      }
      case Bundle.DISCARD_REQUEST -> {
        if (!remove(session, id)) {
          throw unknown(id);
        }
      }
      default -> throw new WireException(OfError.OFPBFC_BAD_TYPE, "type " + control.type());
    }
    connection.send(xid, new BundleControl(id, control.type() + 1, 0));
  }

  /**
   * @param request all of the message: errors that a commit finds quote it, as Open vSwitch does
   */
  void add(Connection connection, Session session, long xid, BundleAdd add, byte[] request) {
    OpenBundle bundle = session.bundles.get(add.bundle());
    if (bundle == null) {
      bundle = open(session, add.bundle(), add.flags());
    }
    check(session, bundle, add.bundle(), add.flags());
    Message message = OpenFlowCodec.bundled(add, connection.version(), xid);
    int length = request.length;
    if (session.bundledBytes + length > MAX_BYTES) {
      throw new WireException(OfError.OFPBFC_MSG_TOO_MANY, "more than " + MAX_BYTES + " bytes");
    }
    if (bytesOfAll.get() + length > MAX_BYTES_OF_ALL) {
      throw new WireException(
          OfError.OFPBFC_MSG_TOO_MANY, "more than " + MAX_BYTES_OF_ALL + " bytes of all peers");
    }
    switch (message) {
      case FlowMod mod -> {
        Change change = FlowModReader.read(mod, connection.version(), session.tableIds);
        bundle.changes.add(new Waiting(change, request));
      }
      case GroupMod mod ->
          bundle.changes.add(new Waiting(Groups.read(mod, connection.version()), request));
      case PacketOut out -> {
        // Its place among the changes decides what is there for its actions.
        PacketCheck check = new PacketCheck(PacketOuts.read(out, connection.version()));
        bundle.changes.add(new Waiting(check, request));
        bundle.later.add(new Later(message, request));
      }
      default -> bundle.later.add(new Later(message, request));
    }
    bundle.bytes += length;
    session.bundledBytes += length;
    bytesOfAll.addAndGet(length);
  }

  /** All or nothing, but for what others change meanwhile of ports and of packets' groups. */
  private void commit(Connection connection, Session session, OpenBundle bundle) {
    List<Runnable> later = new ArrayList<>();
    for (Later l : bundle.later) {
      try {
        if (l.message() instanceof PortMod && (bundle.flags & Bundle.ATOMIC) != 0) {
          throw new WireException(
              OfError.OFPBFC_MSG_FAILED,
              "what a port does cannot be undone: not in atomic bundles");
        }
        later.add(prepare(connection, session, l.message()));
      } catch (WireException e) {
        throw failed(connection, l.request(), e.error(), e.getMessage());
      }
    }
    Refusal refusal =
        Refusals.of(
            api.applyFlows(
                bridge,
                bundle.changes.stream().map(Waiting::change).toList(),
                FlowAuthor.of(connection, bundle.changes, true)));
    if (refusal != null) {
      byte[] request = bundle.changes.get(refusal.change()).request();
      throw failed(connection, request, refusal.error(), refusal.message());
    }
    for (Runnable l : later) {
      try {
        l.run();
      } catch (WireException e) {
        LOG.debug("{}: of a bundle: {}", connection.peer(), e.getMessage());
      }
    }
  }

  private Runnable prepare(Connection connection, Session session, Message message) {
    return switch (message) {
      case PortMod mod -> portMods.prepare(connection, mod, statistics.state());
      case PacketOut out -> {
        var packet = PacketOuts.read(out, connection.version());
        yield () -> packetOuts.send(session, packet);
      }
      default -> throw new WireException(OfError.OFPBFC_MSG_UNSUP, "not bundled here: " + message);
    };
  }

  /** As Open vSwitch does: first what is wrong with which message. */
  private static WireException failed(
      Connection connection, byte[] request, OfError error, String why) {
    connection.refuse(request, error);
    return new WireException(OfError.OFPBFC_MSG_FAILED, why);
  }

  /** Whether it was there. */
  private boolean remove(Session session, long id) {
    OpenBundle bundle = session.bundles.remove(id);
    if (bundle != null) {
      session.bundledBytes -= bundle.bytes;
      bytesOfAll.addAndGet(-bundle.bytes);
    }
    return bundle != null;
  }

  /** The peer has gone, and so does what it has not committed. */
  void closed(Session session) {
    List.copyOf(session.bundles.keySet()).forEach(id -> remove(session, id));
  }

  private static OpenBundle open(Session session, long id, int flags) {
    if (session.bundles.size() >= MAX_OPEN) {
      throw new WireException(OfError.OFPBFC_OUT_OF_BUNDLES, "more than " + MAX_OPEN);
    }
    OpenBundle bundle = new OpenBundle(flags);
    session.bundles.put(id, bundle);
    return bundle;
  }

  /** What is not meant for a bundle as it is ends it, as in Open vSwitch. */
  private void check(Session session, OpenBundle bundle, long id, int flags) {
    if (bundle == null) {
      throw unknown(id);
    }
    if (bundle.closed || bundle.flags != flags) {
      remove(session, id);
      throw bundle.closed
          ? new WireException(OfError.OFPBFC_BUNDLE_CLOSED, "bundle " + id)
          : flags(flags);
    }
  }

  private static WireException unknown(long id) {
    return new WireException(OfError.OFPBFC_BAD_ID, "there is no bundle " + id);
  }

  private static WireException flags(int flags) {
    return new WireException(OfError.OFPBFC_BAD_FLAGS, "flags " + flags + " are not as before");
  }
}
