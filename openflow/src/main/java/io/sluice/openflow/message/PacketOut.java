package io.sluice.openflow.message;

import io.sluice.openflow.action.Action;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** A packet that the switch shall send. OpenFlow 1.3.5, 7.3.7. */
public record PacketOut(long buffer, long inPort, List<Action> actions, Bytes data)
    implements Message {
  /** {@link #buffer} of a packet that comes along. */
  public static final long NO_BUFFER = 0xffffffffL;

  static final Struct<PacketOut> LAYOUT =
      (w, m) -> {
        long buffer = w.u32(m, PacketOut::buffer);
        long inPort = w.port(m, PacketOut::inPort);
        int length = w.length();
        w.check(length % 8 == 0, OfError.OFPBRC_BAD_LEN, () -> "actions of " + length + " bytes");
        w.pad(w.is10() ? 0 : 6);
        List<Action> actions =
            w.span(length, 0, () -> w.list(m, PacketOut::actions, Action.LAYOUT));
        return new PacketOut(buffer, inPort, actions, w.rest(m, PacketOut::data));
      };
}
