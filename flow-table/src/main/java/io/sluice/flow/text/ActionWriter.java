package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import java.util.List;
import java.util.stream.Collectors;

/** Writes actions; what is written reads back as the same. */
final class ActionWriter {
  private ActionWriter() {}

  static String write(List<FlowAction> actions) {
    return actions.isEmpty()
        ? "drop"
        : actions.stream().map(ActionWriter::write).collect(Collectors.joining(","));
  }

  private static String write(FlowAction action) {
    return switch (action) {
      case FlowAction.Output(int port) ->
          port == FlowAction.PORT_LOCAL ? "LOCAL" : "output:" + port;
      case FlowAction.InPort _ -> "IN_PORT";
      case FlowAction.Normal _ -> "NORMAL";
      case FlowAction.Flood _ -> "FLOOD";
      case FlowAction.All _ -> "ALL";
      case FlowAction.SetTos(int value, int mask) ->
          (mask == 3 ? "mod_nw_ecn:" : "mod_nw_tos:") + value;
      case FlowAction.SetVlan(int value, int mask) ->
          mask == 0xfff ? "mod_vlan_vid:" + value : "mod_vlan_pcp:" + (value >>> 13);
      case FlowAction.PopVlan _ -> "strip_vlan";
      case FlowAction.PushVlan(int tpid) -> "push_vlan:0x%04x".formatted(tpid);
      case FlowAction.DecTtl _ -> "dec_ttl";
      case FlowAction.GotoTable(int table) -> "goto_table:" + table;
      case FlowAction.Resubmit(int port, int table) -> resubmit(port, table);
      case FlowAction.SetField set -> setField(set);
    };
  }

  private static String resubmit(int port, int table) {
    if (port >= 0 && table < 0) {
      return "resubmit:" + MatchWriter.portName(port);
    }
    return "resubmit("
        + (port < 0 ? "" : MatchWriter.portName(port))
        + ","
        + (table < 0 ? "" : table)
        + ")";
  }

  private static String setField(FlowAction.SetField set) {
    Field f = set.field();
    long v = set.lo();
    return switch (f) {
      case DL_SRC -> "mod_dl_src:" + MatchWriter.mac(v);
      case DL_DST -> "mod_dl_dst:" + MatchWriter.mac(v);
      case NW_SRC -> "mod_nw_src:" + MatchWriter.ipv4(v);
      case NW_DST -> "mod_nw_dst:" + MatchWriter.ipv4(v);
      case TP_SRC -> "mod_tp_src:" + v;
      case TP_DST -> "mod_tp_dst:" + v;
      case NW_TTL -> "mod_nw_ttl:" + v;
      case ARP_OP -> "set_field:" + v + "->arp_op";
      case ARP_SPA, ARP_TPA -> "set_field:" + MatchWriter.ipv4(v) + "->" + f.label;
      case ARP_SHA, ARP_THA -> "set_field:" + MatchWriter.mac(v) + "->" + f.label;
      case IPV6_SRC, IPV6_DST -> "set_field:" + MatchWriter.ipv6(set.hi(), v) + "->" + f.label;
      case VLAN_TCI -> "set_field:0x%04x->vlan_tci".formatted(v & (0xffff | FlowKey.VLAN_PRESENT));
      default -> "set_field:0x%x->%s".formatted(v, f.label);
    };
  }
}
