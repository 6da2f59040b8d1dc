package io.sluice.openflow.agent;

import io.sluice.actors.BridgeWatcher;
import io.sluice.actors.PacketIn;
import io.sluice.actors.PortChange;
import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowRemoved;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.connection.Outgoing;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.PortStatus;
import io.sluice.openflow.message.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a bridge tells its controllers unasked. Runs on the bridge's actor and on the thread that
 * reads the lanes' packets: nothing here waits, a peer that reads too slowly loses messages.
 */
final class Unasked implements BridgeWatcher {
  private final String bridge;
  private final Map<Connection, Session> sessions;
  private volatile Supplier<List<Outgoing.State>> controllers = List::of;

  /**
   * @param sessions of connections that have agreed on a version; others change it
   */
  Unasked(String bridge, Map<Connection, Session> sessions) {
    this.bridge = bridge;
    this.sessions = sessions;
  }

  /**
   * Where to ask for the controllers.
   *
   * @param states from any thread, without waiting
   */
  void askForControllers(Supplier<List<Outgoing.State>> states) {
    controllers = states;
  }

  @Override
  public List<SwitchState.Controller> controllers() {
    return controllers.get().stream().map(Unasked::controller).toList();
  }

  private static SwitchState.Controller controller(Outgoing.State s) {
    return new SwitchState.Controller(
        s.target().toString(),
        s.version() != null,
        s.seconds(),
        s.version() == null ? "" : s.version().text,
        s.version() == null ? "" : role(s.role()),
        s.why());
  }

  private static String role(long role) {
    return role == Role.MASTER ? "master" : role == Role.SLAVE ? "slave" : "equal";
  }

  @Override
  public void packetIn(PacketIn in) {
    Message[] written = new Message[2 * 3];
    for (Connection c : sessions.keySet()) {
      if (c.wantsPacketIn(in.punt().reason(), in.punt().controllerId())) {
        int form = c.version().ordinal() * 3 + c.packetInFormat();
        if (written[form] == null) {
          written[form] = PacketIns.write(in, c.version(), c.packetInFormat());
        }
        c.packetIn(written[form]);
      }
    }
  }

  @Override
  public void flowsRemoved(List<FlowRemoved> removed) {
    sessions.forEach(
        (connection, session) -> {
          for (FlowRemoved flow : removed) {
            connection.tell(FlowsRemoved.write(flow, connection.version(), session.nxm));
          }
        });
  }

  @Override
  public boolean wantsFlowChanges() {
    for (Session session : sessions.values()) {
      if (session.monitors.any()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void flowsChanged(List<FlowChange> changes, Object by) {
    for (Session session : sessions.values()) {
      session.monitors.changed(changes, by instanceof FlowAuthor author ? author : null);
    }
  }

  @Override
  public void portChanged(PortChange change) {
    for (Connection c : sessions.keySet()) {
      // Before 1.5 a controller is not told of what it has done itself.
      if (c != change.by()) {
        c.tell(
            new PortStatus(
                change.kind().ordinal(), Ports.description(bridge, change.port(), c.version())));
      }
    }
  }
}
