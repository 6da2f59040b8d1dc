package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.PipelineKey;
import java.util.List;

/** Writes what a packet's key holds: every field that such a packet has, and what is set else. */
public final class PacketText {
  private PacketText() {}

  /**
   * All fields of a packet.
   *
   * @param key a packet's key, or a pipeline's
   */
  public static String write(long[] key) {
    Match.Builder m = new Match.Builder();
    exact(m, key, Field.IN_PORT, Field.DL_SRC, Field.DL_DST, Field.DL_TYPE);
    int tci = FlowKey.vlanTci(key, 0);
    m.masked(Field.VLAN_TCI, tci, tci == 0 ? 0xffff : 0xf000 | 0xfff);
    int type = FlowKey.dlType(key, 0);
    boolean v4 = type == FlowKey.TYPE_IPV4;
    boolean v6 = type == FlowKey.TYPE_IPV6;
    if (v4) {
      exact(m, key, Field.NW_SRC, Field.NW_DST);
    } else if (v6) {
      exact(m, key, Field.IPV6_SRC, Field.IPV6_DST, Field.IPV6_LABEL);
    } else if (type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP) {
      exact(m, key, Field.NW_SRC, Field.NW_DST, Field.NW_PROTO, Field.ARP_SHA, Field.ARP_THA);
    } else if (FlowKey.isMpls(type)) {
      exact(m, key, Field.MPLS_LABEL, Field.MPLS_TC, Field.MPLS_TTL, Field.MPLS_BOS);
    }
    if (v4 || v6) {
      exact(m, key, Field.NW_PROTO, Field.NW_TOS, Field.NW_TTL);
      m.masked(Field.NW_FRAG, FlowKey.nwFrag(key, 0), 3);
      transport(m, key, v6);
    }
    for (Field f : Field.values()) {
      boolean base = !f.isRegister() || f.bits == 32;
      if (!f.ofPacket() && base && key.length == PipelineKey.WORDS) {
        long start = f == Field.ACTSET_OUTPUT ? FlowAction.PORT_UNSET : 0;
        boolean set = (f.get(key, 0) ^ start | f.getHigh(key, 0)) != 0;
        if (set) {
          exact(m, key, f);
        }
      }
    }
    return String.join(",", new MatchWriter(m.build()).write());
  }

  private static void transport(Match.Builder m, long[] key, boolean v6) {
    int proto = FlowKey.nwProto(key, 0);
    switch (proto) {
      case FlowKey.PROTO_TCP -> exact(m, key, Field.TP_SRC, Field.TP_DST, Field.TCP_FLAGS);
      case FlowKey.PROTO_UDP, FlowKey.PROTO_SCTP, FlowKey.PROTO_ICMP, FlowKey.PROTO_ICMPV6 ->
          exact(m, key, Field.TP_SRC, Field.TP_DST);
      default -> {}
    }
    int kind = (int) Field.TP_SRC.get(key, 0);
    if (v6 && proto == FlowKey.PROTO_ICMPV6 && (kind == 135 || kind == 136)) {
      exact(m, key, Field.ND_TARGET);
      exact(m, key, kind == 135 ? Field.ARP_SHA : Field.ARP_THA);
    }
  }

  private static void exact(Match.Builder m, long[] key, Field... fields) {
    for (Field f : List.of(fields)) {
      m.bits(f, f.getHigh(key, 0), f.get(key, 0), -1L, -1L);
    }
  }
}
