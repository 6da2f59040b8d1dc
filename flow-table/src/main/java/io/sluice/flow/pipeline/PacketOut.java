package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import java.util.List;

/**
 * A packet that somebody hands in, and what is to be done with it.
 *
 * @param inPort the port that it is to be taken to have come from; 0xfffd: none
 * @param frame not to be changed any more
 * @param old whether OpenFlow 1.0's own actions do nothing where they find nothing
 */
public record PacketOut(int inPort, byte[] frame, List<FlowAction> actions, boolean old) {
  private static final List<Field> KNOWN =
      List.of(Field.DL_TYPE, Field.VLAN_TCI, Field.NW_PROTO, Field.ICMPV6_TYPE, Field.ICMPV6_CODE);

  public PacketOut {
    actions = List.copyOf(actions);
  }

  public PacketOut(int inPort, byte[] frame, List<FlowAction> actions) {
    this(inPort, frame, actions, false);
  }

  long[] key() {
    long[] key = new long[FlowKey.STRIDE];
    int length = frame.length;
    HeaderParser.parse(frame, 0, length, length, inPort, key, 0, HeaderParser.Depth.ALL);
    return key;
  }

  /** What actions may take for granted of a packet with this key. */
  static Match known(long[] key) {
    Match.Builder known = new Match.Builder();
    for (Field field : KNOWN) {
      known.exact(field, field.get(key, 0));
    }
    return known.build();
  }
}
