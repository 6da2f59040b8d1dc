package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.Prerequisites;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Reads a list of actions. */
final class ActionReader {
  /**
   * Refused where the match does not promise what they need; the others, which OpenFlow 1.0 has,
   * then do nothing.
   */
  private static final Set<String> STRICT =
      Set.of(
          "set_field",
          "load",
          "move",
          "push",
          "pop",
          "output",
          "multipath",
          "bundle_load",
          "learn");

  private final Function<String, OptionalInt> ports;
  private final OutputReader outputs;

  /** What is known of the packet by now. */
  private Prerequisites needs;

  ActionReader(Function<String, OptionalInt> ports, Prerequisites needs) {
    this.ports = ports;
    this.outputs = new OutputReader(ports);
    this.needs = needs;
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
      if (!actions.isEmpty() && actions.getLast() instanceof FlowAction.GotoTable) {
        throw t.error("nothing can follow goto_table");
      }
      if (t.text().startsWith("apply_actions(")) {
        int open = t.text().indexOf('(');
        actions.addAll(read(t.text().substring(open + 1, close(t)), t.column() + open + 1));
      } else {
        actions.add(action(t));
      }
    }
    return actions;
  }

  /** Where each action begins, as {@link #read} counts them. */
  static List<Integer> columns(String text, int column) throws FlowSyntaxException {
    List<Integer> columns = new ArrayList<>();
    for (Token t : Tokens.split(text, column)) {
      if (t.text().startsWith("apply_actions(")) {
        int open = t.text().indexOf('(');
        columns.addAll(columns(t.text().substring(open + 1, close(t)), t.column() + open + 1));
      } else {
        columns.add(t.column());
      }
    }
    return columns;
  }

  private static int close(Token t) throws FlowSyntaxException {
    if (!t.text().endsWith(")")) {
      throw t.from(t.text().lastIndexOf(')') + 1).error("nothing can follow ')'");
    }
    return t.text().length() - 1;
  }

  private FlowAction action(Token t) throws FlowSyntaxException {
    String s = t.text();
    int colon = s.indexOf(':');
    int paren = s.indexOf('(');
    int cut = paren >= 0 && (colon < 0 || paren < colon) ? paren : colon;
    Token name = cut < 0 ? t : t.from(0, cut);
    if (ActionNames.REFUSED.contains(name.text())) {
      throw name.error(name.text() + " is not carried out by this switch");
    }
    Token value;
    if (cut < 0) {
      value = null;
    } else if (cut == paren) {
      value = t.from(cut + 1, close(t));
    } else {
      value = t.from(cut + 1);
    }
    try {
      FlowAction action =
          value == null || value.text().isEmpty()
              ? plain(name)
              : withValue(name, value, cut == paren);
      if (STRICT.contains(name.text())) {
        needs.check(action);
      } else {
        needs.follow(action);
      }
      return action;
    } catch (FlowException e) {
      throw t.error(e.getMessage());
    }
  }

  private FlowAction plain(Token name) throws FlowSyntaxException {
    FlowAction action =
        switch (name.text().toLowerCase(Locale.ROOT)) {
          case "normal" -> new FlowAction.Normal();
          case "flood" -> new FlowAction.Flood();
          case "all" -> new FlowAction.All();
          case "in_port" -> new FlowAction.InPort();
          case "controller" -> new FlowAction.Controller(0xffff);
          case "strip_vlan", "pop_vlan" -> new FlowAction.PopVlan();
          case "dec_ttl" -> new FlowAction.DecTtl();
          case "fin_timeout" -> new FlowAction.FinTimeout(0, 0);
          case "dec_mpls_ttl" -> new FlowAction.DecMplsTtl();
          case "pop_queue" -> new FlowAction.PopQueue();
          case "exit" -> new FlowAction.Exit();
          case "clear_actions" -> new FlowAction.ClearActions();
          case "write_actions" -> new FlowAction.WriteActions(List.of());
          case "clone" -> new FlowAction.Clone(List.of());
          case "note" -> new FlowAction.Note("");
          default -> null;
        };
    if (action != null) {
      return action;
    }
    if (ActionNames.NAMES.contains(name.text()) && !name.text().equals("LOCAL")) {
      throw name.error("the action " + name.text() + " needs a value");
    }
    try {
      return OutputReader.output(MatchReader.port(name, ports));
    } catch (FlowSyntaxException e) {
      throw ActionNames.unknown(name);
    }
  }

  private FlowAction withValue(Token name, Token v, boolean parens) throws FlowSyntaxException {
    return switch (name.text().toLowerCase(Locale.ROOT)) {
      case "output" -> outputs.read(v, parens);
      case "controller" -> OutputReader.controller(v, parens);
      case "group" -> new FlowAction.Group((int) Values.number(v, 0xffffffffL, "the group"));
      case "mod_dl_src" -> new FlowAction.SetField(Field.DL_SRC, Values.mac(v));
      case "mod_dl_dst" -> new FlowAction.SetField(Field.DL_DST, Values.mac(v));
      case "mod_nw_src" -> new FlowAction.SetField(Field.NW_SRC, Values.ipv4(v));
      case "mod_nw_dst" -> new FlowAction.SetField(Field.NW_DST, Values.ipv4(v));
      case "mod_tp_src" -> number(Field.TP_SRC, v, "the port");
      case "mod_tp_dst" -> number(Field.TP_DST, v, "the port");
      case "mod_nw_ttl" -> number(Field.NW_TTL, v, "the TTL");
      case "set_tunnel", "set_tunnel64" -> number(Field.TUN_ID, v, "the tunnel");
      case "mod_nw_tos" -> tos(v, "the TOS", 255, 0xfc);
      case "mod_nw_ecn" -> tos(v, "the ECN", 3, 3);
      case "mod_vlan_vid", "set_vlan_vid" ->
          new FlowAction.SetVlan((int) Values.number(v, 4095, "the VLAN"), 0xfff);
      case "mod_vlan_pcp", "set_vlan_pcp" ->
          new FlowAction.SetVlan((int) Values.number(v, 7, "the VLAN priority") << 13, 0xe000);
      case "push_vlan" -> pushVlan(v);
      case "push_mpls" -> pushMpls(v);
      case "pop_mpls" -> new FlowAction.PopMpls((int) Values.number(v, 0xffff, "the type"));
      case "set_mpls_label" -> number(Field.MPLS_LABEL, v, "the label");
      case "set_mpls_tc" -> number(Field.MPLS_TC, v, "the traffic class");
      case "set_mpls_ttl" -> number(Field.MPLS_TTL, v, "the TTL");
      case "set_queue" -> new FlowAction.SetQueue((int) Values.number(v, 0xffffffffL, "the queue"));
      case "enqueue" -> outputs.enqueue(v);
      case "set_field" -> FieldActions.setField(v);
      case "load" -> FieldActions.load(v);
      case "move" -> FieldActions.move(v);
      case "push" -> new FlowAction.StackPush(SubfieldReader.read(v));
      case "pop" -> new FlowAction.StackPop(SubfieldReader.read(v));
      case "dec_ttl" -> decTtl(v);
      case "goto_table" -> new FlowAction.GotoTable(table(v));
      case "resubmit" ->
          parens ? resubmit(v) : new FlowAction.Resubmit(MatchReader.port(v, ports), -1);
      case "clone" -> new FlowAction.Clone(onItsOwn(v));
      case "write_actions" -> new FlowAction.WriteActions(forLater(v));
      case "write_metadata" -> writeMetadata(v);
      case "meter" -> new FlowAction.Meter((int) Values.number(v, 0xffffffffL, "the meter"));
      case "note" -> note(v);
      case "conjunction" -> conjunction(v);
      case "multipath" -> SelectionText.multipath(v);
      case "bundle", "bundle_load" ->
          SelectionText.bundle(v, name.text().equals("bundle_load"), ports);
      case "fin_timeout" -> finTimeout(v);
      case "learn" -> new FlowAction.Learn(LearnText.read(v));
      default -> throw ActionNames.unknown(name);
    };
  }

  /** What happens to the packet in there ends there. */
  private List<FlowAction> onItsOwn(Token v) throws FlowSyntaxException {
    Prerequisites outside = needs.copy();
    List<FlowAction> actions = read(v.text(), v.column());
    needs = outside;
    return actions;
  }

  private List<FlowAction> forLater(Token v) throws FlowSyntaxException {
    Prerequisites now = needs;
    needs = now.forSet();
    List<FlowAction> actions = read(v.text(), v.column());
    needs = now;
    return actions;
  }

  private static FlowAction pushMpls(Token v) throws FlowSyntaxException {
    int type = (int) Values.number(v, 0xffff, "the MPLS type");
    if (!FlowKey.isMpls(type)) {
      throw v.error("push_mpls takes 0x8847 or 0x8848");
    }
    return new FlowAction.PushMpls(type);
  }

  private static FlowAction number(Field f, Token v, String what) throws FlowSyntaxException {
    return new FlowAction.SetField(f, Values.number(v, f.ones(), what));
  }

  private static FlowAction tos(Token v, String what, int max, int mask)
      throws FlowSyntaxException {
    return new FlowAction.SetTos((int) Values.number(v, max, what) & mask, mask);
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
    if (table != null && table.text().endsWith(",ct")) {
      throw table.error("resubmit with ct is not carried out by this switch");
    }
    return new FlowAction.Resubmit(
        same ? -1 : MatchReader.port(port, ports),
        table == null || table.text().isEmpty() ? -1 : table(table));
  }

  private static FlowAction decTtl(Token v) throws FlowSyntaxException {
    List<Integer> ids = new ArrayList<>();
    for (Token t : Tokens.split(v.text(), v.column())) {
      ids.add((int) Values.number(t, 0xffff, "a controller's id"));
    }
    return new FlowAction.DecTtl(ids);
  }

  private static FlowAction finTimeout(Token v) throws FlowSyntaxException {
    int idle = 0;
    int hard = 0;
    for (Token t : Tokens.split(v.text(), v.column())) {
      int equals = t.text().indexOf('=');
      String name = equals < 0 ? t.text() : t.text().substring(0, equals);
      switch (name) {
        case "idle_timeout" -> idle = (int) Values.number(t.from(equals + 1), 65535, name);
        case "hard_timeout" -> hard = (int) Values.number(t.from(equals + 1), 65535, name);
        default -> throw t.error("fin_timeout has idle_timeout=N and hard_timeout=N");
      }
    }
    return new FlowAction.FinTimeout(idle, hard);
  }

  private static FlowAction writeMetadata(Token v) throws FlowSyntaxException {
    int slash = v.text().indexOf('/');
    long value = Values.number(slash < 0 ? v : v.from(0, slash), "the metadata");
    long mask = slash < 0 ? -1L : Values.number(v.from(slash + 1), "a mask of the metadata");
    return new FlowAction.WriteMetadata(value & mask, mask);
  }

  private static FlowAction note(Token v) throws FlowSyntaxException {
    return new FlowAction.Note(hex(v));
  }

  /** Pairs of hex digits, dots between them or not. */
  static String hex(Token v) throws FlowSyntaxException {
    String digits = v.text().replace(".", "").toLowerCase(Locale.ROOT);
    if (digits.length() % 2 != 0 || !digits.matches("[0-9a-f]*")) {
      throw v.error("write bytes as pairs of hex digits: 00.11.22");
    }
    return digits;
  }

  private static FlowAction conjunction(Token v) throws FlowSyntaxException {
    int comma = v.text().indexOf(',');
    int slash = v.text().indexOf('/');
    if (comma < 0 || slash < comma) {
      throw v.error("write it as conjunction(ID,CLAUSE/CLAUSES)");
    }
    return new FlowAction.Conjunction(
        (int) Values.number(v.from(0, comma).trim(), 0xffffffffL, "the id"),
        (int) Values.number(v.from(comma + 1, slash).trim(), 64, "the clause"),
        (int) Values.number(v.from(slash + 1).trim(), 64, "the number of clauses"));
  }
}
