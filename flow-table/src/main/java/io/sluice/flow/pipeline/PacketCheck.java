package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import java.util.List;

/**
 * Changes nothing: refuses, and with it all changes that it is among, actions that could not be
 * carried out on such a packet by the tables as they are at its place.
 *
 * @param packet what the actions may take for granted of it
 * @param old see {@link PacketOut}
 */
public record PacketCheck(List<FlowAction> actions, Match packet, boolean old) implements Change {
  private static final List<Field> KNOWN =
      List.of(Field.DL_TYPE, Field.VLAN_TCI, Field.NW_PROTO, Field.ICMPV6_TYPE, Field.ICMPV6_CODE);

  public PacketCheck {
    actions = List.copyOf(actions);
  }

  /** Of actions that somebody hands in with a packet. */
  public static PacketCheck of(PacketOut out) {
    byte[] frame = out.frame();
    int length = frame.length;
    long[] key = new long[FlowKey.STRIDE];
    HeaderParser.parse(frame, 0, length, length, out.inPort(), key, 0, HeaderParser.Depth.ALL);
    Match.Builder packet = new Match.Builder();
    for (Field field : KNOWN) {
      packet.exact(field, field.get(key, 0));
    }
    return new PacketCheck(out.actions(), packet.build(), out.old());
  }
}
