package io.sluice.daemon.api;

import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.Lane;
import io.sluice.actors.SwitchState.Port;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a switch did between two states: top. A line a port ({@code port NAME rx N pps ...}) and a
 * line a lane ({@code lane N idle P % N pps ...}), so that scripts can read it. Also for the demo.
 */
public final class TopText {
  private static final Port NEW =
      new Port("", 0, "", "", "", List.of(), false, "", 0, "", List.of(), 0, 0, 0, 0, 0, Map.of());

  private TopText() {}

  /** The rates of {@code now}, over the time since {@code before}. */
  public static String write(SwitchState before, SwitchState now) {
    double seconds = Math.max(1, now.takenAtNs() - before.takenAtNs()) / 1e9;
    StringBuilder s = new StringBuilder();
    Map<String, Port> old = new HashMap<>();
    before.bridges().forEach(b -> b.ports().forEach(p -> old.put(b.name() + "/" + p.name(), p)));
    now.bridges()
        .forEach(
            b ->
                b.ports()
                    .forEach(
                        p ->
                            port(s, old.getOrDefault(b.name() + "/" + p.name(), NEW), p, seconds)));
    for (int i = 0; i < now.lanes().size(); i++) {
      if (i < before.lanes().size()) {
        lane(s, before.lanes().get(i), now.lanes().get(i), seconds);
      }
    }
    return s.toString();
  }

  private static void port(StringBuilder s, Port from, Port to, double seconds) {
    s.append(
        format(
            "port %-15s rx %,11.0f pps %9.1f Mbit/s  tx %,11.0f pps %9.1f Mbit/s  %s%n",
            to.name(),
            rate(from.rxPackets(), to.rxPackets(), seconds),
            rate(from.rxBytes(), to.rxBytes(), seconds) * 8 / 1e6,
            rate(from.txPackets(), to.txPackets(), seconds),
            rate(from.txBytes(), to.txBytes(), seconds) * 8 / 1e6,
            to.link() ? "up" : "down: " + to.status()));
    drops(s, from.drops(), to.drops(), seconds);
  }

  private static void drops(
      StringBuilder s, Map<String, Long> from, Map<String, Long> to, double seconds) {
    Map<String, Long> drops = new LinkedHashMap<>();
    to.forEach(
        (reason, count) -> {
          double rate = rate(from.getOrDefault(reason, 0L), count, seconds);
          if (rate > 0) {
            drops.put(reason, Math.max(1, Math.round(rate)));
          }
        });
    if (!drops.isEmpty()) {
      s.append("       drops a second: ").append(ShowText.counts(drops)).append('\n');
    }
  }

  private static void lane(StringBuilder s, Lane from, Lane to, double seconds) {
    double busy = Math.max(0, to.busyNs() - from.busyNs());
    double idle = Math.max(0, to.idleNs() - from.idleNs());
    s.append(
        format(
            "lane %d idle %5.1f %%  %,11.0f pps  exact %,.0f megaflow %,.0f slow %,.0f a second%s%n",
            to.index(),
            100 * idle / Math.max(1, busy + idle),
            rate(from.packets(), to.packets(), seconds),
            rate(from.exactHits(), to.exactHits(), seconds),
            rate(from.megaflowHits(), to.megaflowHits(), seconds),
            rate(from.slowPath(), to.slowPath(), seconds),
            to.cpu().isPresent() ? "  (cpu " + to.cpu().getAsInt() + ")" : ""));
    if (!to.queues().isEmpty()) {
      s.append("       busy: ").append(ShowText.queues(to.queues())).append('\n');
    }
    drops(s, from.drops(), to.drops(), seconds);
  }

  /** A port that was restarted or made again counts from 0: never below that. */
  private static double rate(long from, long to, double seconds) {
    return (to >= from ? to - from : to) / seconds;
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
