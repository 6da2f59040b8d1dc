package io.sluice.flow.text;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.text.Tokens.Token;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes parts of fields: NXM_NX_REG0[0..15], reg0[], reg0. */
final class SubfieldReader {
  private static final Map<String, Field> OXM = new HashMap<>();

  static {
    oxm("OXM_OF_IN_PORT", Field.IN_PORT);
    oxm("OXM_OF_ETH_DST", Field.DL_DST);
    oxm("OXM_OF_ETH_SRC", Field.DL_SRC);
    oxm("OXM_OF_ETH_TYPE", Field.DL_TYPE);
    oxm("OXM_OF_IP_ECN", Field.NW_ECN);
    oxm("OXM_OF_IP_PROTO", Field.NW_PROTO);
    oxm("OXM_OF_IPV4_SRC", Field.NW_SRC);
    oxm("OXM_OF_IPV4_DST", Field.NW_DST);
    oxm("OXM_OF_TCP_SRC", Field.TP_SRC);
    oxm("OXM_OF_TCP_DST", Field.TP_DST);
    oxm("OXM_OF_UDP_SRC", Field.TP_SRC);
    oxm("OXM_OF_UDP_DST", Field.TP_DST);
    oxm("OXM_OF_SCTP_SRC", Field.TP_SRC);
    oxm("OXM_OF_SCTP_DST", Field.TP_DST);
    oxm("OXM_OF_ICMPV4_TYPE", Field.ICMP_TYPE);
    oxm("OXM_OF_ICMPV4_CODE", Field.ICMP_CODE);
    oxm("OXM_OF_ICMPV6_TYPE", Field.ICMPV6_TYPE);
    oxm("OXM_OF_ICMPV6_CODE", Field.ICMPV6_CODE);
    oxm("OXM_OF_ARP_OP", Field.ARP_OP);
    oxm("OXM_OF_ARP_SPA", Field.ARP_SPA);
    oxm("OXM_OF_ARP_TPA", Field.ARP_TPA);
    oxm("OXM_OF_ARP_SHA", Field.ARP_SHA);
    oxm("OXM_OF_ARP_THA", Field.ARP_THA);
    oxm("OXM_OF_IPV6_SRC", Field.IPV6_SRC);
    oxm("OXM_OF_IPV6_DST", Field.IPV6_DST);
    oxm("OXM_OF_IPV6_FLABEL", Field.IPV6_LABEL);
    oxm("OXM_OF_IPV6_ND_TARGET", Field.ND_TARGET);
    oxm("OXM_OF_IPV6_ND_SLL", Field.ND_SLL);
    oxm("OXM_OF_IPV6_ND_TLL", Field.ND_TLL);
    oxm("OXM_OF_TUNNEL_ID", Field.TUN_ID);
    oxm("OXM_OF_TCP_FLAGS", Field.TCP_FLAGS);
    oxm("NXM_OF_UDP_SRC", Field.TP_SRC);
    oxm("NXM_OF_UDP_DST", Field.TP_DST);
    oxm("OXM_OF_PKT_REG0", Field.XREG0);
  }

  private SubfieldReader() {}

  private static void oxm(String name, Field field) {
    OXM.put(name, field);
  }

  /** The field of a name as actions have it, or null. */
  static Field field(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    Field f = Field.byNxm(upper);
    if (f == null) {
      f = OXM.get(upper);
    }
    if (f == null && FieldSyntax.FIELDS.containsKey(name)) {
      f = FieldSyntax.FIELDS.get(name).settable();
    }
    return f;
  }

  /** Whether a text is the name of a field, with or without bits. */
  static boolean isField(String text) {
    int bracket = text.indexOf('[');
    return field(bracket < 0 ? text : text.substring(0, bracket)) != null;
  }

  static Subfield read(Token t) throws FlowSyntaxException {
    String s = t.text();
    int bracket = s.indexOf('[');
    String name = bracket < 0 ? s : s.substring(0, bracket);
    Field field = field(name);
    if (field == null) {
      throw t.error(
          "there is no field '" + name + "'" + Suggestion.of(name, FieldSyntax.FIELDS.keySet()));
    }
    if (bracket < 0) {
      return Subfield.all(field);
    }
    if (!s.endsWith("]")) {
      throw t.error("this '[' is not closed");
    }
    Token range = t.from(bracket + 1, s.length() - 1);
    if (range.text().isEmpty()) {
      return Subfield.all(field);
    }
    int dots = range.text().indexOf("..");
    Token first = dots < 0 ? range : range.from(0, dots);
    Token last = dots < 0 ? range : range.from(dots + 2);
    int from = (int) Values.number(first, field.bits - 1, "the first bit");
    int to = (int) Values.number(last, field.bits - 1, "the last bit");
    if (to < from) {
      throw range.error("the last bit is before the first");
    }
    return new Subfield(field, from, to - from + 1);
  }

  static String write(Subfield s) {
    String bits =
        s.whole()
            ? ""
            : s.bits() == 1
                ? Integer.toString(s.offset())
                : s.offset() + ".." + (s.offset() + s.bits() - 1);
    return s.field().nxm + "[" + bits + "]";
  }
}
