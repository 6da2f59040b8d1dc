package io.sluice.flow.text;

import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.pipeline.MeterMod.Band;
import io.sluice.flow.pipeline.MeterMod.BandType;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads and writes meters in the syntax of ovs-ofctl. */
public final class MeterText {
  private MeterText() {}

  /** A change of a meter, as {@code meter=1,kbps,burst,bands=type=drop,rate=1000,burst_size=10}. */
  public static MeterMod read(MeterMod.Command command, String text) throws FlowSyntaxException {
    int id = MeterMod.ALL;
    boolean packets = false;
    boolean burst = false;
    boolean stats = false;
    boolean inBands = false;
    List<Band> bands = new ArrayList<>();
    for (Token t : Tokens.split(text, 1)) {
      Token part = t;
      if (t.text().startsWith("bands=") || t.text().startsWith("band=")) {
        inBands = true;
        part = t.from(t.text().indexOf('=') + 1);
      }
      int equals = part.text().indexOf('=');
      String name = equals < 0 ? part.text() : part.text().substring(0, equals);
      Token v = part.from(equals + 1);
      if (inBands) {
        band(bands, name, v);
        continue;
      }
      switch (name) {
        case "meter" ->
            id =
                switch (v.text()) {
                  case "all" -> MeterMod.ALL;
                  case "controller" -> MeterMod.CONTROLLER;
                  default -> (int) Values.number(v, 0xffff0000L, name);
                };
        case "kbps" -> packets = false;
        case "pktps" -> packets = true;
        case "burst" -> burst = true;
        case "stats" -> stats = true;
        default -> throw part.error("'" + part.text() + "' is no part of a meter");
      }
    }
    if (id == MeterMod.ALL && command != MeterMod.Command.DELETE) {
      throw new FlowSyntaxException("a meter needs meter=...", 1);
    }
    return new MeterMod(command, id, packets, burst, stats, bands);
  }

  private static void band(List<Band> bands, String name, Token v) throws FlowSyntaxException {
    if (name.equals("type")) {
      BandType type =
          switch (v.text()) {
            case "drop" -> BandType.DROP;
            case "dscp_remark" -> BandType.DSCP_REMARK;
            default -> throw v.error("a band's type is drop or dscp_remark");
          };
      bands.add(new Band(type, 0, 0, 0));
      return;
    }
    if (bands.isEmpty()) {
      throw v.error("a band begins with type=drop or type=dscp_remark");
    }
    Band b = bands.removeLast();
    long value = Values.number(v, 0xffffffffL, name);
    bands.add(
        switch (name) {
          case "rate" -> new Band(b.type(), value, b.burst(), b.precedence());
          case "burst_size" -> new Band(b.type(), b.rate(), value, b.precedence());
          case "prec_level" -> new Band(b.type(), b.rate(), b.burst(), (int) Math.min(value, 256));
          default -> throw v.error(name + " is no part of a band");
        });
  }

  /** As dump-meters shows it. */
  public static String format(MeterMod m) {
    StringBuilder s = new StringBuilder("meter=");
    s.append(m.id() == MeterMod.CONTROLLER ? "controller" : Integer.toUnsignedString(m.id()));
    s.append(m.packets() ? " pktps" : " kbps");
    s.append(m.burst() ? " burst" : "").append(m.stats() ? " stats" : "").append(" bands=");
    for (Band b : m.bands()) {
      s.append(s.charAt(s.length() - 1) == '=' ? "" : " ");
      s.append("type=").append(b.type().name().toLowerCase(Locale.ROOT));
      s.append(" rate=").append(b.rate());
      if (b.burst() > 0) {
        s.append(" burst_size=").append(b.burst());
      }
      if (b.type() == BandType.DSCP_REMARK) {
        s.append(" prec_level=").append(b.precedence());
      }
    }
    return s.toString();
  }

  /** A meter and what it did, on one line. */
  public static String format(MeterStats s) {
    StringBuilder bands = new StringBuilder();
    for (int i = 0; i < s.bandPackets().size(); i++) {
      bands.append(
          " %d: packet_count:%d byte_count:%d"
              .formatted(i, s.bandPackets().get(i), s.bandBytes().get(i)));
    }
    return format(s.meter())
        + String.format(
            Locale.ROOT,
            " flow_count:%d packet_in_count:%d byte_in_count:%d duration:%.3fs bands:%s",
            s.flows(),
            s.packets(),
            s.bytes(),
            s.durationNs() / 1e9,
            bands);
  }
}
