package io.sluice.daemon.api;

import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.Balance;
import io.sluice.actors.SwitchState.Bridge;
import io.sluice.actors.SwitchState.Controller;
import io.sluice.actors.SwitchState.Lane;
import io.sluice.actors.SwitchState.Pool;
import io.sluice.actors.SwitchState.Port;
import io.sluice.actors.SwitchState.Queue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A switch's state for people: show. */
final class ShowText {
  private ShowText() {}

  static String write(SwitchState state) {
    StringBuilder s = new StringBuilder();
    s.append("switch, up ").append(state.uptimeNs() / 1_000_000_000L).append(" s\n");
    for (Bridge b : state.bridges()) {
      s.append(
          "bridge %s: %d flow%s, generation %d%n"
              .formatted(b.name(), b.flows(), b.flows() == 1 ? "" : "s", b.generation()));
      b.controllers().forEach(c -> controller(s, c));
      b.ports().forEach(p -> port(s, p));
    }
    state.lanes().forEach(l -> lane(s, l));
    pool(s, state.pool());
    balance(s, state.balance());
    return s.toString();
  }

  /** The lanes alone. */
  static String lanes(SwitchState state) {
    StringBuilder s = new StringBuilder();
    state.lanes().forEach(l -> lane(s, l));
    return s.toString();
  }

  private static void controller(StringBuilder s, Controller c) {
    s.append("  controller ").append(c.target());
    if (c.connected()) {
      s.append(
          ": connected for %d s, OpenFlow %s, role %s%n"
              .formatted(c.seconds(), c.version(), c.role()));
    } else {
      s.append(": not connected for %d s: %s%n".formatted(c.seconds(), c.why()));
    }
  }

  private static void port(StringBuilder s, Port p) {
    s.append(
        "  port %s: number %d, %s%s, VLAN %s, link %s, %s%n"
            .formatted(
                p.name(),
                p.ofport(),
                p.kind(),
                p.detail().isEmpty() ? "" : " " + p.detail(),
                p.vlan(),
                p.link() ? "up" : "down",
                p.status()));
    s.append(
        "    lane %s; rx %d packets %d bytes; tx %d packets %d bytes%n"
            .formatted(
                p.lanes().isEmpty() ? "none" : join(p.lanes()),
                p.rxPackets(),
                p.rxBytes(),
                p.txPackets(),
                p.txBytes()));
    if (!p.drops().isEmpty()) {
      s.append("    drops: ").append(counts(p.drops())).append('\n');
    }
    if (p.restarts() > 0) {
      s.append(
          "    restarted %d time%s, last: %s%n"
              .formatted(p.restarts(), p.restarts() == 1 ? "" : "s", p.lastFailure()));
    }
  }

  private static void lane(StringBuilder s, Lane l) {
    long cycles = Math.max(1, l.busyNs() + l.idleNs());
    s.append(
        "lane %d: %s, idle %.1f %%, %d packets (exact %d, megaflow %d, slow %d), queues: %s%n"
            .formatted(
                l.index(),
                l.cpu().isPresent() ? "cpu " + l.cpu().getAsInt() : "not pinned",
                100.0 * l.idleNs() / cycles,
                l.packets(),
                l.exactHits(),
                l.megaflowHits(),
                l.slowPath(),
                l.queues().isEmpty() ? "none" : queues(l.queues())));
    s.append(
        "    longest cycle %.3f ms, longest poll %.3f ms%s%n"
            .formatted(
                l.longest().cycleNs() / 1e6,
                l.longest().pollNs() / 1e6,
                l.longest().poller().isEmpty() ? "" : " (" + l.longest().poller() + ")"));
    if (!l.drops().isEmpty()) {
      s.append("    drops of other lanes' packets: ").append(counts(l.drops())).append('\n');
    }
  }

  /** Each queue and what it took of its lane's time lately: vh0.0 12.5 %. */
  static String queues(List<Queue> queues) {
    return queues.stream()
        .map(
            q ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f %%%s",
                    q.name(),
                    100 * q.busyShare(),
                    q.fixed() ? " (fixed)" : ""))
        .collect(Collectors.joining(", "));
  }

  private static void pool(StringBuilder s, Pool p) {
    s.append(
        "pool: %s, %d chunks of %d bytes, %d free%s%n"
            .formatted(
                p.hugePages() ? "huge pages" : "plain memory",
                p.chunks(),
                p.chunkSize(),
                p.free(),
                p.usedBy().isEmpty() ? "" : ", used: " + counts(p.usedBy())));
  }

  private static void balance(StringBuilder s, Balance b) {
    s.append(
        "packets: %d in, %d copies, %d out, %d to controllers, %d dropped, %d between lanes%n"
            .formatted(b.in(), b.copies(), b.out(), b.told(), b.dropped(), b.held()));
  }

  private static String join(Iterable<Integer> numbers) {
    StringBuilder s = new StringBuilder();
    for (int n : numbers) {
      s.append(s.isEmpty() ? "" : ",").append(n);
    }
    return s.toString();
  }

  static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
