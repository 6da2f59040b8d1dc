package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Collects a match from its parts; checks prerequisites when all are there. */
final class MatchReader {
  private record Use(String name, FieldSyntax syntax, Token at) {}

  private final Function<String, OptionalInt> ports;
  private final Match.Builder match = new Match.Builder();
  private final List<Use> uses = new ArrayList<>();

  MatchReader(Function<String, OptionalInt> ports) {
    this.ports = ports;
  }

  /** A word like tcp; false when it is none. */
  boolean type(Token t) throws FlowSyntaxException {
    // Megaflows are written with empty parentheses, which ovs-ofctl reads too.
    String word = t.text().endsWith("()") ? t.text().replace("()", "") : t.text();
    if (word.equals("eth")) {
      return true; // every packet is
    }
    FieldSyntax.Type type = FieldSyntax.TYPES.get(word);
    if (type == null) {
      return false;
    }
    once(Field.DL_TYPE, type.dlType(), t);
    match.exact(Field.DL_TYPE, type.dlType());
    if (type.proto() != 0) {
      once(Field.NW_PROTO, type.proto(), t);
      match.exact(Field.NW_PROTO, type.proto());
    }
    return true;
  }

  private void once(Field field, long value, Token t) throws FlowSyntaxException {
    if (match.mask(field) == field.ones() && match.value(field) != value) {
      throw t.error("'" + t.text() + "' contradicts what was said before about " + field.label);
    }
  }

  /** A field; false when there is none of this name. */
  boolean field(Token name, Token value) throws FlowSyntaxException {
    FieldSyntax syntax = FieldSyntax.FIELDS.get(name.text());
    if (syntax == null) {
      return false;
    }
    uses.add(new Use(name.text(), syntax, name));
    if (!value.text().equals("*")) {
      read(syntax, value);
    }
    return true;
  }

  private void read(FieldSyntax syntax, Token value) throws FlowSyntaxException {
    Field f = syntax.field();
    int slash = value.text().indexOf('/');
    Token v = slash < 0 ? value : value.from(0, slash);
    Token m = slash < 0 ? null : value.from(slash + 1);
    switch (syntax.kind()) {
      case PORT -> {
        noMask(m, f.label);
        match.exact(f, port(v, ports));
      }
      case NUMBER -> number(syntax, v, m);
      case MAC -> match.masked(f, Values.mac(v), m == null ? f.ones() : Values.mac(m));
      case IPV4 -> match.masked(f, Values.ipv4(v), m == null ? f.ones() : mask4(m));
      case IPV6 -> {
        long[] a = Values.ipv6(v);
        long[] mask = m == null ? new long[] {-1, -1} : mask6(m);
        match.masked128(f, a[0], a[1], mask[0], mask[1]);
      }
      case VLAN -> vlan(v, m);
      case VLAN_PCP -> {
        long pcp = Values.number(v, 7, "the VLAN priority");
        noMask(m, "dl_vlan_pcp");
        match.masked(f, pcp << 13 | FlowKey.VLAN_PRESENT, 0xf000);
      }
      case VLAN_VID -> {
        long vid = Values.number(v, 0x1fff, "vlan_vid");
        long mask = m == null ? 0x1fff : Values.number(m, 0x1fff, "a mask of vlan_vid");
        match.masked(f, vid, mask);
      }
      case VLAN_TCI ->
          match.masked(
              f,
              Values.number(v, 0xffff, "vlan_tci"),
              m == null ? 0xffff : Values.number(m, 0xffff, "a mask of vlan_tci"));
      case FRAG -> frag(value);
      case TOS -> {
        noMask(m, "nw_tos");
        match.masked(f, Values.number(v, 255, "nw_tos") & 0xfc, 0xfc);
      }
      case DSCP -> {
        noMask(m, "ip_dscp");
        match.masked(f, Values.number(v, 63, "ip_dscp") << 2, 0xfc);
      }
      case ECN -> {
        noMask(m, "nw_ecn");
        match.masked(f, Values.number(v, 3, "nw_ecn"), 3);
      }
      case TCP_FLAGS -> tcpFlags(v, m);
      case CT_STATE -> ctState(v, m);
      case BITS -> {
        long[] bits = f.wide() ? Values.number128(v) : narrow(f, v);
        long[] mask =
            m == null ? new long[] {-1, -1} : f.wide() ? Values.number128(m) : narrow(f, m);
        match.bits(f, bits[0], bits[1], mask[0], mask[1]);
      }
    }
  }

  private static long[] narrow(Field f, Token t) throws FlowSyntaxException {
    return new long[] {0, Values.number(t, f.ones(), f.label)};
  }

  private void number(FieldSyntax syntax, Token v, Token m) throws FlowSyntaxException {
    Field f = syntax.field();
    boolean maskable = f == Field.TP_SRC || f == Field.TP_DST || f == Field.IPV6_LABEL;
    if (!maskable) {
      noMask(m, f.label);
    }
    long max = syntax.isIcmp() ? 255 : f.ones();
    long value = Values.number(v, max, f.label);
    if (f == Field.DL_TYPE || f == Field.NW_PROTO) {
      once(f, value, v);
    }
    match.masked(f, value, m == null ? f.ones() : Values.number(m, max, "a mask of " + f.label));
  }

  private static void noMask(Token m, String what) throws FlowSyntaxException {
    if (m != null) {
      throw m.error(what + " takes no mask");
    }
  }

  private void vlan(Token v, Token m) throws FlowSyntaxException {
    noMask(m, "dl_vlan");
    long vid = Values.number(v, 0xffff, "dl_vlan");
    if (vid == 0xffff) {
      match.masked(Field.VLAN_TCI, 0, 0xffff); // OpenFlow 1.0: no tag
    } else if (vid > 4095) {
      throw v.error("dl_vlan is 0 to 4095, or 0xffff for untagged frames");
    } else {
      match.masked(Field.VLAN_TCI, vid | FlowKey.VLAN_PRESENT, 0x1fff);
    }
  }

  private void frag(Token v) throws FlowSyntaxException {
    switch (v.text().toLowerCase(Locale.ROOT)) {
      case "no" -> match.masked(Field.NW_FRAG, 0, 3);
      case "yes" -> match.masked(Field.NW_FRAG, 1, 1);
      case "first" -> match.masked(Field.NW_FRAG, 1, 3);
      case "later" -> match.masked(Field.NW_FRAG, 3, 3);
      case "not_later" -> match.masked(Field.NW_FRAG, 0, 2);
      default -> throw v.error("nw_frag is no, yes, first, later or not_later");
    }
  }

  private void tcpFlags(Token v, Token m) throws FlowSyntaxException {
    flags(Field.TCP_FLAGS, 0xfff, TcpFlags::bit, v, m);
  }

  private void ctState(Token v, Token m) throws FlowSyntaxException {
    flags(Field.CT_STATE, 0xff, CtState::bit, v, m);
  }

  /** Either a number with a mask or names, each with a sign. */
  private void flags(Field f, long all, ToIntFunction<String> bitOf, Token v, Token m)
      throws FlowSyntaxException {
    String s = v.text();
    if (m == null
        && !s.isEmpty()
        && !Character.isDigit(s.charAt(0))
        && "+-".indexOf(s.charAt(0)) < 0) {
      long set = 0;
      for (String name : s.split("\\|", -1)) {
        int bit = bitOf.applyAsInt(name);
        if (bit < 0) {
          throw v.error("there is no flag '" + name + "'");
        }
        set |= 1L << bit;
      }
      match.masked(f, set, all);
      return;
    }
    if (!s.startsWith("+") && !s.startsWith("-")) {
      match.masked(
          f,
          Values.number(v, all, f.label),
          m == null ? all : Values.number(m, all, "a mask of " + f.label));
      return;
    }
    noMask(m, f.label + " with names");
    int i = 0;
    while (i < s.length()) {
      int end = i + 1;
      while (end < s.length() && s.charAt(end) != '+' && s.charAt(end) != '-') {
        end++;
      }
      int bit = bitOf.applyAsInt(s.substring(i + 1, end));
      if (bit < 0) {
        String what = f == Field.TCP_FLAGS ? "TCP flag" : "connection state";
        throw v.from(i, end).error("there is no " + what + " '" + s.substring(i + 1, end) + "'");
      }
      match.masked(f, s.charAt(i) == '+' ? 1L << bit : 0, 1L << bit);
      i = end;
    }
  }

  static long mask4(Token m) throws FlowSyntaxException {
    if (m.text().indexOf('.') >= 0) {
      return Values.ipv4(m);
    }
    long bits = Values.number(m, 32, "a prefix length");
    return bits == 0 ? 0 : 0xffffffffL << 32 - bits & 0xffffffffL;
  }

  static long[] mask6(Token m) throws FlowSyntaxException {
    if (m.text().indexOf(':') >= 0) {
      return Values.ipv6(m);
    }
    int bits = (int) Values.number(m, 128, "a prefix length");
    return new long[] {
      bits == 0 ? 0 : -1L << 64 - Math.min(bits, 64), bits <= 64 ? 0 : -1L << 128 - bits
    };
  }

  /** A port's number or name. */
  static int port(Token t, Function<String, OptionalInt> ports) throws FlowSyntaxException {
    String s = t.text();
    if (!s.isEmpty() && Character.isDigit(s.charAt(0))) {
      return (int) Values.number(t, 0xffff, "the port");
    }
    OptionalInt known = ports.apply(s.startsWith("\"") ? s.replace("\"", "") : s);
    if (known.isPresent()) {
      return known.getAsInt();
    }
    return switch (s.toUpperCase(Locale.ROOT)) {
      case "LOCAL" -> FlowAction.PORT_LOCAL;
      case "IN_PORT" -> FlowAction.PORT_IN_PORT;
      case "UNSET" -> FlowAction.PORT_UNSET;
      case "TABLE" -> FlowAction.PORT_TABLE;
      case "NORMAL" -> FlowAction.PORT_NORMAL;
      case "FLOOD" -> FlowAction.PORT_FLOOD;
      case "ALL" -> FlowAction.PORT_ALL;
      case "CONTROLLER" -> FlowAction.PORT_CONTROLLER;
      case "NONE", "ANY" -> FlowAction.PORT_NONE;
      default -> throw t.error("there is no port '" + s + "'");
    };
  }

  /** The match as it is. */
  Match unchecked() {
    return match.build();
  }

  /** The match, its prerequisites checked. */
  Match finish() throws FlowSyntaxException {
    Match built = match.build();
    for (Use use : uses) {
      FieldSyntax s = use.syntax;
      boolean type =
          s.dlType() == 0
              || built.isExact(Field.DL_TYPE) && s.dlTypeFits((int) built.value(Field.DL_TYPE));
      boolean proto =
          s.proto() == 0
              || built.isExact(Field.NW_PROTO) && s.protoFits((int) built.value(Field.NW_PROTO));
      if (!type || !proto) {
        throw use.at.error(use.name + " can only be matched together with " + s.hint());
      }
    }
    return built;
  }
}
