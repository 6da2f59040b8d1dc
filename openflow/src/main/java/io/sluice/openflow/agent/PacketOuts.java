package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.List;

/** Packets that controllers send: OpenFlow 1.3.5, 7.3.7. Any connection's thread. */
final class PacketOuts {
  private final SwitchApi api;
  private final String bridge;

  PacketOuts(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  static io.sluice.flow.pipeline.PacketOut read(PacketOut out, OfVersion version) {
    if (out.buffer() != PacketOut.NO_BUFFER) {
      throw new WireException(OfError.OFPBRC_BUFFER_UNKNOWN, "nothing is buffered here");
    }
    long inPort = out.inPort();
    boolean may =
        inPort < PortNumbers.MAX
            || inPort == PortNumbers.LOCAL
            || inPort == PortNumbers.CONTROLLER
            || inPort == PortNumbers.ANY;
    if (!may) {
      throw new WireException(
          OfError.OFPBRC_BAD_PORT, "no packet comes from port " + Long.toHexString(inPort));
    }
    List<FlowAction> actions = ActionsFromWire.list(out.actions());
    return new io.sluice.flow.pipeline.PacketOut(
        PortNumbers.fromWire(inPort), out.data().toArray(), actions, version == OfVersion.V10);
  }

  void send(Session session, io.sluice.flow.pipeline.PacketOut packet) {
    session.packetsOut = true;
    Refusals.await(api.packetOut(bridge, packet));
  }

  /** Waits for what the peer has sent, as a barrier does. */
  void await(Session session) {
    if (session.packetsOut) {
      Refusals.await(api.packetOutsSent(bridge));
      session.packetsOut = false;
    }
  }
}
