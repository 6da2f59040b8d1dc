package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads a list of actions. */
final class ActionReader {
  private static final List<String> NAMES =
      List.of(
          "output",
          "drop",
          "NORMAL",
          "FLOOD",
          "ALL",
          "IN_PORT",
          "LOCAL",
          "mod_dl_src",
          "mod_dl_dst",
          "mod_nw_src",
          "mod_nw_dst",
          "mod_nw_tos",
          "mod_nw_ecn",
          "mod_nw_ttl",
          "mod_tp_src",
          "mod_tp_dst",
          "mod_vlan_vid",
          "mod_vlan_pcp",
          "strip_vlan",
          "pop_vlan",
          "push_vlan",
          "set_field",
          "dec_ttl",
          "resubmit",
          "goto_table");

  private final Function<String, OptionalInt> ports;

  ActionReader(Function<String, OptionalInt> ports) {
    this.ports = ports;
  }

  List<FlowAction> read(String text, int column) throws FlowSyntaxException {
    List<FlowAction> actions = new ArrayList<>();
    List<Token> tokens = Tokens.split(text, column);
    for (Token t : tokens) {
      if (t.text().equalsIgnoreCase("drop")) {
        if (tokens.size() > 1) {
          throw t.error("drop must be the only action");
        }
        return List.of();
      }
      FlowAction a = action(t);
      if (!actions.isEmpty() && actions.getLast() instanceof FlowAction.GotoTable) {
        throw t.error("nothing can follow goto_table");
      }
      actions.add(a);
    }
    return actions;
  }

  private FlowAction action(Token t) throws FlowSyntaxException {
    String s = t.text();
    int colon = s.indexOf(':');
    int paren = s.indexOf('(');
    int cut = paren >= 0 && (colon < 0 || paren < colon) ? paren : colon;
    Token name = cut < 0 ? t : t.from(0, cut);
    Token value;
    if (cut < 0) {
      value = null;
    } else if (cut == paren) {
      if (!s.endsWith(")")) {
        throw t.from(s.lastIndexOf(')') + 1).error("nothing can follow ')'");
      }
      value = t.from(cut + 1, s.length() - 1);
    } else {
      value = t.from(cut + 1);
    }
    return value == null || value.text().isEmpty()
        ? plain(name)
        : withValue(name, value, cut == paren);
  }

  private FlowAction plain(Token name) throws FlowSyntaxException {
    switch (name.text().toLowerCase(Locale.ROOT)) {
      case "normal" -> {
        return new FlowAction.Normal();
      }
      case "flood" -> {
        return new FlowAction.Flood();
      }
      case "all" -> {
        return new FlowAction.All();
      }
      case "in_port" -> {
        return new FlowAction.InPort();
      }
      case "strip_vlan", "pop_vlan" -> {
        return new FlowAction.PopVlan();
      }
      case "dec_ttl" -> {
        return new FlowAction.DecTtl();
      }
      default -> {}
    }
    if (NAMES.contains(name.text()) && !name.text().equals("LOCAL")) {
      throw name.error("the action " + name.text() + " needs a value");
    }
    try {
      return output(MatchReader.port(name, ports));
    } catch (FlowSyntaxException e) {
      throw unknown(name);
    }
  }

  private static FlowSyntaxException unknown(Token name) {
    return name.error(
        "there is no action or port '" + name.text() + "'" + Suggestion.of(name.text(), NAMES));
  }

  private static FlowAction output(int port) {
    return port == FlowAction.PORT_IN_PORT
        ? new FlowAction.InPort()
        : switch (port) {
          case 0xfffa -> new FlowAction.Normal();
          case 0xfffb -> new FlowAction.Flood();
          case 0xfffc -> new FlowAction.All();
          default -> new FlowAction.Output(port);
        };
  }

  private FlowAction withValue(Token name, Token v, boolean parens) throws FlowSyntaxException {
    return switch (name.text().toLowerCase(Locale.ROOT)) {
      case "output" -> output(MatchReader.port(v, ports));
      case "mod_dl_src" -> new FlowAction.SetField(Field.DL_SRC, Values.mac(v));
      case "mod_dl_dst" -> new FlowAction.SetField(Field.DL_DST, Values.mac(v));
      case "mod_nw_src" -> new FlowAction.SetField(Field.NW_SRC, Values.ipv4(v));
      case "mod_nw_dst" -> new FlowAction.SetField(Field.NW_DST, Values.ipv4(v));
      case "mod_tp_src" ->
          new FlowAction.SetField(Field.TP_SRC, Values.number(v, 65535, "the port"));
      case "mod_tp_dst" ->
          new FlowAction.SetField(Field.TP_DST, Values.number(v, 65535, "the port"));
      case "mod_nw_ttl" -> new FlowAction.SetField(Field.NW_TTL, Values.number(v, 255, "the TTL"));
      case "mod_nw_tos" -> tos(v, "the TOS", 255, 0, 0xfc);
      case "mod_nw_ecn" -> tos(v, "the ECN", 3, 0, 3);
      case "mod_vlan_vid" ->
          new FlowAction.SetVlan((int) Values.number(v, 4095, "the VLAN"), 0xfff);
      case "mod_vlan_pcp" ->
          new FlowAction.SetVlan((int) Values.number(v, 7, "the VLAN priority") << 13, 0xe000);
      case "push_vlan" -> pushVlan(v);
      case "set_field" -> setField(v);
      case "goto_table" -> new FlowAction.GotoTable(table(v));
      case "resubmit" ->
          parens ? resubmit(v) : new FlowAction.Resubmit(MatchReader.port(v, ports), -1);
      default -> throw unknown(name);
    };
  }

  private static FlowAction tos(Token v, String what, int max, int shift, int mask)
      throws FlowSyntaxException {
    return new FlowAction.SetTos((int) Values.number(v, max, what) << shift & mask, mask);
  }

  private static FlowAction pushVlan(Token v) throws FlowSyntaxException {
    int tpid = (int) Values.number(v, 0xffff, "the VLAN's type");
    if (tpid != FlowKey.TYPE_VLAN && tpid != FlowKey.TYPE_QINQ) {
      throw v.error("push_vlan takes 0x8100 or 0x88a8");
    }
    return new FlowAction.PushVlan(tpid);
  }

  private static int table(Token v) throws FlowSyntaxException {
    return (int) Values.number(v, PipelineSnapshot.TABLES - 1, "the table");
  }

  private FlowAction resubmit(Token v) throws FlowSyntaxException {
    int comma = v.text().indexOf(',');
    Token port = comma < 0 ? v : v.from(0, comma);
    Token table = comma < 0 ? null : v.from(comma + 1);
    boolean same = port.text().isEmpty() || port.text().equalsIgnoreCase("in_port");
    return new FlowAction.Resubmit(
        same ? -1 : MatchReader.port(port, ports),
        table == null || table.text().isEmpty() ? -1 : table(table));
  }

  private FlowAction setField(Token v) throws FlowSyntaxException {
    int arrow = v.text().indexOf("->");
    if (arrow < 0) {
      throw v.error("write it as set_field:VALUE->FIELD");
    }
    Token value = v.from(0, arrow);
    Token name = v.from(arrow + 2);
    FieldSyntax syntax = FieldSyntax.FIELDS.get(name.text());
    if (syntax == null) {
      throw name.error(
          "there is no field '"
              + name.text()
              + "'"
              + Suggestion.of(name.text(), FieldSyntax.FIELDS.keySet()));
    }
    if (value.text().indexOf('/') >= 0) {
      throw value.error("set_field with a mask is not supported: set the whole field");
    }
    Field f = settable(syntax);
    return switch (syntax.kind()) {
      case MAC -> new FlowAction.SetField(f, Values.mac(value));
      case IPV4 -> new FlowAction.SetField(f, Values.ipv4(value));
      case IPV6 -> {
        if (f == Field.ND_TARGET) {
          throw name.error("nd_target cannot be set");
        }
        long[] a = Values.ipv6(value);
        yield new FlowAction.SetField(f, a[0], a[1]);
      }
      case TOS -> tos(value, "the TOS", 255, 0, 0xfc);
      case DSCP -> tos(value, "the DSCP", 63, 2, 0xfc);
      case ECN -> tos(value, "the ECN", 3, 0, 3);
      case VLAN -> new FlowAction.SetVlan((int) Values.number(value, 4095, "the VLAN"), 0xfff);
      case VLAN_VID ->
          new FlowAction.SetVlan((int) Values.number(value, 0x1fff, "vlan_vid") & 0xfff, 0xfff);
      case VLAN_PCP ->
          new FlowAction.SetVlan((int) Values.number(value, 7, "the VLAN priority") << 13, 0xe000);
      case VLAN_TCI -> new FlowAction.SetField(f, Values.number(value, 0xffff, "vlan_tci"));
      case NUMBER -> setNumber(syntax, value, name);
      default -> throw name.error(name.text() + " cannot be set");
    };
  }

  /** ARP's fields lie where IPv4's do, but are not the same to set. */
  private static Field settable(FieldSyntax syntax) {
    if (syntax.dlType() != FieldSyntax.ANY_ARP) {
      return syntax.field();
    }
    return switch (syntax.field()) {
      case NW_SRC -> Field.ARP_SPA;
      case NW_DST -> Field.ARP_TPA;
      case NW_PROTO -> Field.ARP_OP;
      default -> syntax.field();
    };
  }

  private static FlowAction setNumber(FieldSyntax syntax, Token value, Token name)
      throws FlowSyntaxException {
    Field f = settable(syntax);
    if (syntax.isIcmp() || f == Field.DL_TYPE || f == Field.NW_PROTO) {
      throw name.error(name.text() + " cannot be set");
    }
    return new FlowAction.SetField(f, Values.number(value, f.ones(), name.text()));
  }
}
