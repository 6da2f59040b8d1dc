package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.LearnSpec;
import io.sluice.flow.pipeline.LearnSpec.Part;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads and writes what is in the parentheses of learn. */
final class LearnText {
  private LearnText() {}

  static LearnSpec read(Token text) throws FlowSyntaxException {
    int table = 1;
    int priority = FlowMod.DEFAULT_PRIORITY;
    long cookie = 0;
    int idle = 0;
    int hard = 0;
    int finIdle = 0;
    int finHard = 0;
    Set<FlowMod.Flag> flags = EnumSet.noneOf(FlowMod.Flag.class);
    boolean delete = false;
    long limit = 0;
    Subfield result = null;
    List<Part> parts = new ArrayList<>();
    for (Token t : Tokens.split(text.text(), text.column())) {
      int equals = t.text().indexOf('=');
      int colon = t.text().indexOf(':');
      String name =
          equals > 0 && (colon < 0 || equals < colon) ? t.text().substring(0, equals) : t.text();
      Token v = equals > 0 ? t.from(equals + 1) : null;
      switch (name) {
        case "table" -> table = (int) Values.number(v, PipelineSnapshot.TABLES - 1, "the table");
        case "priority" -> priority = (int) Values.number(v, 65535, "the priority");
        case "cookie" -> cookie = Values.number(v, "the cookie");
        case "idle_timeout" -> idle = (int) Values.number(v, 65535, name);
        case "hard_timeout" -> hard = (int) Values.number(v, 65535, name);
        case "fin_idle_timeout" -> finIdle = (int) Values.number(v, 65535, name);
        case "fin_hard_timeout" -> finHard = (int) Values.number(v, 65535, name);
        case "send_flow_rem" -> flags.add(FlowMod.Flag.SEND_FLOW_REM);
        case "delete_learned" -> delete = true;
        case "limit" -> limit = Values.number(v, 0xffffffffL, name);
        case "result_dst" -> result = SubfieldReader.read(v);
        default -> parts.add(part(t));
      }
    }
    return new LearnSpec(
        table, priority, cookie, idle, hard, finIdle, finHard, flags, delete, limit, result, parts);
  }

  private static Part part(Token t) throws FlowSyntaxException {
    String s = t.text();
    if (s.startsWith("load:")) {
      FieldActions.Arrow a = FieldActions.Arrow.of(t.from(5), "load:VALUE->FIELD[]");
      Subfield to = SubfieldReader.read(a.to());
      if (SubfieldReader.isField(a.from().text())) {
        return new Part.LoadField(same(SubfieldReader.read(a.from()), to, t), to);
      }
      return new Part.LoadValue(0, Values.number(a.from(), "the value"), to);
    }
    if (s.startsWith("output:")) {
      return new Part.OutputField(SubfieldReader.read(t.from(7)));
    }
    int equals = s.indexOf('=');
    if (equals < 0) {
      Subfield both = SubfieldReader.read(t);
      return new Part.MatchField(both, both);
    }
    Token name = t.from(0, equals);
    Token value = t.from(equals + 1);
    Subfield to = SubfieldReader.read(name);
    if (SubfieldReader.isField(value.text())) {
      return new Part.MatchField(same(SubfieldReader.read(value), to, t), to);
    }
    FieldSyntax syntax = FieldSyntax.FIELDS.get(name.text());
    long[] v =
        syntax != null
            ? FieldActions.value(syntax, value)
            : new long[] {0, Values.number(value, "the value")};
    return new Part.MatchValue(v[0], v[1], to);
  }

  private static Subfield same(Subfield from, Subfield to, Token t) throws FlowSyntaxException {
    if (from.bits() != to.bits()) {
      throw t.error("both sides must have the same number of bits");
    }
    return from;
  }

  static String write(LearnSpec s) {
    StringBuilder out = new StringBuilder("learn(table=").append(s.table());
    number(out, "idle_timeout", s.idleTimeout());
    number(out, "hard_timeout", s.hardTimeout());
    number(out, "fin_idle_timeout", s.finIdleTimeout());
    number(out, "fin_hard_timeout", s.finHardTimeout());
    if (s.priority() != FlowMod.DEFAULT_PRIORITY) {
      out.append(",priority=").append(s.priority());
    }
    if (s.flags().contains(FlowMod.Flag.SEND_FLOW_REM)) {
      out.append(",send_flow_rem");
    }
    if (s.deleteLearned()) {
      out.append(",delete_learned");
    }
    if (s.cookie() != 0) {
      out.append(",cookie=0x").append(Long.toHexString(s.cookie()));
    }
    number(out, "limit", s.limit());
    if (s.resultTo() != null) {
      out.append(",result_dst=").append(SubfieldReader.write(s.resultTo()));
    }
    s.parts().forEach(p -> out.append(',').append(write(p)));
    return out.append(')').toString();
  }

  private static void number(StringBuilder out, String name, long value) {
    if (value > 0) {
      out.append(',').append(name).append('=').append(value);
    }
  }

  private static String write(Part part) {
    return switch (part) {
      case Part.MatchField(Subfield from, Subfield to) ->
          from.equals(to)
              ? SubfieldReader.write(to)
              : SubfieldReader.write(to) + "=" + SubfieldReader.write(from);
      case Part.MatchValue(long hi, long lo, Subfield to) ->
          (to.whole() ? FieldSyntax.nameOf(to.field()) : SubfieldReader.write(to))
              + "="
              + FieldSyntax.valueText(to.field(), hi, lo, to.whole());
      case Part.LoadField(Subfield from, Subfield to) ->
          "load:" + SubfieldReader.write(from) + "->" + SubfieldReader.write(to);
      case Part.LoadValue(long _, long lo, Subfield to) ->
          "load:" + FieldSyntax.hex(lo) + "->" + SubfieldReader.write(to);
      case Part.OutputField(Subfield from) -> "output:" + SubfieldReader.write(from);
    };
  }
}
