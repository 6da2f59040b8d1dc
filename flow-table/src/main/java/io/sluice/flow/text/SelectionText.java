package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowAction.Algorithm;
import io.sluice.flow.pipeline.FlowAction.HashFields;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads and writes multipath and bundle. */
final class SelectionText {
  private static final Map<String, HashFields> FIELDS =
      Map.of(
          "eth_src", HashFields.ETH_SRC,
          "symmetric_l4", HashFields.SYMMETRIC_L4,
          "symmetric_l3l4", HashFields.SYMMETRIC_L3L4,
          "symmetric_l3l4+udp", HashFields.SYMMETRIC_L3L4_UDP,
          "symmetric_l3", HashFields.SYMMETRIC_L3,
          "nw_src", HashFields.NW_SRC,
          "nw_dst", HashFields.NW_DST);

  private SelectionText() {}

  static FlowAction multipath(Token v) throws FlowSyntaxException {
    List<Token> p = Tokens.split(v.text(), v.column());
    if (p.size() != 6) {
      throw v.error("write it as multipath(FIELDS,BASIS,ALGORITHM,LINKS,ARG,FIELD[])");
    }
    return new FlowAction.Multipath(
        fields(p.get(0)),
        (int) Values.number(p.get(1), 0xffff, "the basis"),
        algorithm(p.get(2)),
        (int) Values.number(p.get(3), 65536, "the number of links"),
        (int) Values.number(p.get(4), 0xffffffffL, "the argument"),
        SubfieldReader.read(p.get(5)));
  }

  static FlowAction bundle(Token v, boolean load, Function<String, OptionalInt> ports)
      throws FlowSyntaxException {
    List<Token> p = Tokens.split(v.text(), v.column());
    int first = load ? 5 : 4;
    if (p.size() <= first || !p.get(3).text().equals("ofport")) {
      throw v.error("write it as bundle(FIELDS,BASIS,ALGORITHM,ofport,members:PORT,...)");
    }
    List<Integer> members = new ArrayList<>();
    for (int i = first; i < p.size(); i++) {
      Token t = p.get(i);
      int colon = t.text().indexOf(':');
      if ((i == first) != (colon >= 0)) {
        throw t.error("name the ports as members:PORT,PORT,...");
      }
      Token port = t.from(colon + 1);
      if (!port.text().isEmpty()) {
        members.add(MatchReader.port(port, ports));
      }
    }
    Subfield to = load ? SubfieldReader.read(p.get(4)) : null;
    return new FlowAction.Bundle(
        fields(p.get(0)),
        (int) Values.number(p.get(1), 0xffff, "the basis"),
        algorithm(p.get(2)),
        members,
        to);
  }

  private static HashFields fields(Token t) throws FlowSyntaxException {
    HashFields f = FIELDS.get(t.text());
    if (f == null) {
      throw t.error(
          "fields are one of " + String.join(", ", FIELDS.keySet().stream().sorted().toList()));
    }
    return f;
  }

  private static Algorithm algorithm(Token t) throws FlowSyntaxException {
    return switch (t.text()) {
      case "modulo_n" -> Algorithm.MODULO_N;
      case "hash_threshold" -> Algorithm.HASH_THRESHOLD;
      case "hrw", "highest_random_weight" -> Algorithm.HRW;
      case "iter_hash" -> Algorithm.ITER_HASH;
      case "active_backup" -> Algorithm.ACTIVE_BACKUP;
      default -> throw t.error("there is no algorithm '" + t.text() + "'");
    };
  }

  private static String name(HashFields fields) {
    return fields == HashFields.SYMMETRIC_L3L4_UDP
        ? "symmetric_l3l4+udp"
        : fields.name().toLowerCase(Locale.ROOT);
  }

  private static String name(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  static String write(FlowAction.Multipath m) {
    return "multipath(%s,%d,%s,%d,%d,%s)"
        .formatted(
            name(m.fields()),
            m.basis(),
            name(m.algorithm()),
            m.links(),
            m.arg(),
            SubfieldReader.write(m.to()));
  }

  static String write(FlowAction.Bundle b) {
    String members = String.join(",", b.ports().stream().map(MatchWriter::portName).toList());
    return "%s(%s,%d,%s,ofport,%smembers:%s)"
        .formatted(
            b.to() == null ? "bundle" : "bundle_load",
            name(b.fields()),
            b.basis(),
            name(b.algorithm()),
            b.to() == null ? "" : SubfieldReader.write(b.to()) + ",",
            members);
  }
}
