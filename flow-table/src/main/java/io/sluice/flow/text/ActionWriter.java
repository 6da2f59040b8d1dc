package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowAction.SetField.Spelling;
import io.sluice.flow.pipeline.Subfield;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes actions; what is written reads back as the same. */
final class ActionWriter {
  /** By OpenFlow's numbers. */
  static final List<String> REASONS =
      List.of("no_match", "action", "invalid_ttl", "action_set", "group", "packet_out");

  private ActionWriter() {}

  static String write(List<FlowAction> actions) {
    return actions.isEmpty() ? "drop" : list(actions);
  }

  private static String list(List<FlowAction> actions) {
    return actions.stream().map(ActionWriter::write).collect(Collectors.joining(","));
  }

  static String write(FlowAction action) {
    return switch (action) {
      case FlowAction.Output(int port, _) ->
          port == FlowAction.PORT_LOCAL ? "LOCAL" : "output:" + port;
      case FlowAction.OutputTruncated(int port, long length) ->
          "output(port=%s,max_len=%d)".formatted(MatchWriter.portName(port), length);
      case FlowAction.PushMpls(int type) -> "push_mpls:0x%04x".formatted(type);
      case FlowAction.PopMpls(int type) -> "pop_mpls:0x%04x".formatted(type);
      case FlowAction.DecMplsTtl _ -> "dec_mpls_ttl";
      case FlowAction.SetQueue(int queue) -> "set_queue:" + Integer.toUnsignedString(queue);
      case FlowAction.PopQueue _ -> "pop_queue";
      case FlowAction.Enqueue(int port, int queue) ->
          "enqueue:" + MatchWriter.portName(port) + ":" + Integer.toUnsignedString(queue);
      case FlowAction.OutputReg(Subfield from, _) -> "output:" + SubfieldReader.write(from);
      case FlowAction.InPort _ -> "IN_PORT";
      case FlowAction.Normal _ -> "NORMAL";
      case FlowAction.Flood _ -> "FLOOD";
      case FlowAction.All _ -> "ALL";
      case FlowAction.Controller c -> controller(c);
      case FlowAction.Group(int id) -> "group:" + Integer.toUnsignedString(id);
      case FlowAction.SetTos(int value, int mask) ->
          (mask == 3 ? "mod_nw_ecn:" : "mod_nw_tos:") + value;
      case FlowAction.SetVlan(int value, int mask) ->
          mask == 0xfff ? "mod_vlan_vid:" + value : "mod_vlan_pcp:" + (value >>> 13);
      case FlowAction.PopVlan _ -> "strip_vlan";
      case FlowAction.PushVlan(int tpid) -> "push_vlan:0x%04x".formatted(tpid);
      case FlowAction.DecTtl(var ids) ->
          ids.isEmpty()
              ? "dec_ttl"
              : ids.stream().map(String::valueOf).collect(Collectors.joining(",", "dec_ttl(", ")"));
      case FlowAction.GotoTable(int table) -> "goto_table:" + table;
      case FlowAction.Resubmit(int port, int table) -> resubmit(port, table);
      case FlowAction.SetField set -> set.as() == Spelling.LOAD ? load(set) : setField(set);
      case FlowAction.Move(Subfield from, Subfield to) ->
          "move:" + SubfieldReader.write(from) + "->" + SubfieldReader.write(to);
      case FlowAction.StackPush(Subfield from) -> "push:" + SubfieldReader.write(from);
      case FlowAction.StackPop(Subfield to) -> "pop:" + SubfieldReader.write(to);
      case FlowAction.Exit _ -> "exit";
      case FlowAction.Clone(var inner) -> "clone(" + list(inner) + ")";
      case FlowAction.Note(String hex) -> "note:" + dotted(hex);
      case FlowAction.Conjunction(int id, int clause, int clauses) ->
          "conjunction(%s,%d/%d)".formatted(Integer.toUnsignedString(id), clause, clauses);
      case FlowAction.Multipath m -> SelectionText.write(m);
      case FlowAction.Bundle b -> SelectionText.write(b);
      case FlowAction.FinTimeout(int idle, int hard) -> finTimeout(idle, hard);
      case FlowAction.Learn(var spec) -> LearnText.write(spec);
      case FlowAction.Meter(int id) -> "meter:" + Integer.toUnsignedString(id);
      case FlowAction.WriteActions(var inner) -> "write_actions(" + list(inner) + ")";
      case FlowAction.ClearActions _ -> "clear_actions";
      case FlowAction.WriteMetadata(long value, long mask) ->
          mask == -1L
              ? "write_metadata:" + FieldSyntax.hex(value)
              : "write_metadata:" + FieldSyntax.hex(value) + "/" + FieldSyntax.hex(mask);
    };
  }

  private static String controller(FlowAction.Controller c) {
    if (c.equals(new FlowAction.Controller(c.maxLength()))) {
      return "CONTROLLER:" + c.maxLength();
    }
    List<String> parts = new ArrayList<>();
    if (c.reason() != 1) {
      parts.add("reason=" + REASONS.get(c.reason()));
    }
    if (c.maxLength() != 0xffff) {
      parts.add("max_len=" + c.maxLength());
    }
    if (c.controllerId() != 0) {
      parts.add("id=" + c.controllerId());
    }
    if (!c.userdata().isEmpty()) {
      parts.add("userdata=" + dotted(c.userdata()));
    }
    if (c.meter() != 0) {
      parts.add("meter_id=" + Integer.toUnsignedString(c.meter()));
    }
    return "controller(" + String.join(",", parts) + ")";
  }

  private static String finTimeout(int idle, int hard) {
    List<String> parts = new ArrayList<>();
    if (idle > 0) {
      parts.add("idle_timeout=" + idle);
    }
    if (hard > 0) {
      parts.add("hard_timeout=" + hard);
    }
    return "fin_timeout(" + String.join(",", parts) + ")";
  }

  private static String dotted(String hex) {
    return hex.replaceAll("..(?=.)", "$0.");
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

  /** A load is of bits that lie together. */
  private static String load(FlowAction.SetField s) {
    boolean inHigh = s.maskLo() == 0;
    long mask = inHigh ? s.maskHi() : s.maskLo();
    int shift = Long.numberOfTrailingZeros(mask);
    int offset = shift + (inHigh ? 64 : 0);
    int bits = Long.bitCount(s.maskLo()) + Long.bitCount(s.maskHi());
    long value = (inHigh ? s.hi() : s.lo()) >>> shift;
    if (!inHigh && shift > 0) {
      value |= s.hi() << 64 - shift;
    }
    Subfield to = new Subfield(s.field(), offset, bits);
    return "load:" + FieldSyntax.hex(value) + "->" + SubfieldReader.write(to);
  }

  private static String setField(FlowAction.SetField s) {
    Field f = s.field();
    long v = s.lo();
    if (s.whole()) {
      switch (f) {
        case DL_SRC -> {
          return "mod_dl_src:" + MatchWriter.mac(v);
        }
        case DL_DST -> {
          return "mod_dl_dst:" + MatchWriter.mac(v);
        }
        case NW_SRC -> {
          return "mod_nw_src:" + MatchWriter.ipv4(v);
        }
        case NW_DST -> {
          return "mod_nw_dst:" + MatchWriter.ipv4(v);
        }
        case TP_SRC -> {
          return "mod_tp_src:" + v;
        }
        case TP_DST -> {
          return "mod_tp_dst:" + v;
        }
        case NW_TTL -> {
          return "mod_nw_ttl:" + v;
        }
        case MPLS_LABEL, MPLS_TC, MPLS_TTL -> {
          return "set_" + f.label + "(" + v + ")";
        }
        default -> {}
      }
    }
    String value = FieldSyntax.valueText(f, s.hi(), v, true);
    if (f == Field.VLAN_VID) {
      value = Long.toString(v | FlowKey.VLAN_PRESENT);
      return s.maskLo() == 0xfff
          ? "set_field:" + value + "->vlan_vid"
          : "set_field:%s/0x%x->vlan_vid".formatted(value, s.maskLo());
    }
    boolean tos = f == Field.NW_TOS && s.maskLo() == 0xfc;
    return "set_field:"
        + value
        + (s.whole() || tos ? "" : "/" + FieldSyntax.valueText(f, s.maskHi(), s.maskLo(), true))
        + "->"
        + FieldSyntax.nameOf(f);
  }
}
