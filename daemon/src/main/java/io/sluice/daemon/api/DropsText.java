package io.sluice.daemon.api;

import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.ring.device.DropReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was dropped, and why, for people: drops. */
final class DropsText {
  private static final Map<String, DropReason> BY_LABEL =
      Arrays.stream(DropReason.values())
          .collect(Collectors.toMap(DropReason::label, Function.identity()));

  private DropsText() {}

  /**
   * Of all ports and lanes, or of one port.
   *
   * @param port its name; empty: all
   */
  static String write(SwitchState state, String port) {
    StringBuilder s = new StringBuilder();
    boolean found = port.isEmpty();
    for (SwitchState.Bridge b : state.bridges()) {
      for (SwitchState.Port p : b.ports()) {
        if (port.isEmpty() || p.name().equals(port)) {
          found = true;
          section(s, "port %s of bridge %s".formatted(p.name(), b.name()), p.drops());
        }
      }
    }
    if (!found) {
      throw new SwitchException("no port %s; %s".formatted(port, ports(state)));
    }
    if (port.isEmpty()) {
      state.lanes().forEach(l -> section(s, "packets handed to lane " + l.index(), l.drops()));
    }
    return s.isEmpty() ? "no drops\n" : s.toString();
  }

  private static void section(StringBuilder s, String of, Map<String, Long> drops) {
    if (drops.isEmpty()) {
      return;
    }
    s.append(of).append(":\n");
    drops.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            e ->
                s.append(
                    "  %12d  %-31s  %s%n"
                        .formatted(
                            e.getValue(), e.getKey(), DropAdvice.of(BY_LABEL.get(e.getKey())))));
  }

  private static String ports(SwitchState state) {
    List<String> names =
        state.bridges().stream()
            .flatMap(b -> b.ports().stream())
            .map(SwitchState.Port::name)
            .toList();
    return names.isEmpty() ? "there are none" : "there are " + String.join(", ", names);
  }
}
