package io.sluice.daemon.api;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState.Bridge;
import io.sluice.actors.SwitchState.Port;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.text.FlowFormatter;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.flow.trace.LookupText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** The requests about flows. Flows name ports by number or name. Thread-safe. */
final class FlowRequests {
  private static final int MOST_MEGAFLOWS = 1000;

  private final SwitchApi api;

  FlowRequests(SwitchApi api) {
    this.api = api;
  }

  Answer add(String bridge, String flow) throws InterruptedException {
    try {
      FlowMod mod = parser(bridge).parseFlow(flow);
      return apply(bridge, List.of(mod), Map.of(mod, new Written("", flow)));
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("flow", "", flow, e));
    }
  }

  /**
   * All of a file as one change, or nothing of it.
   *
   * @param file its name, for messages
   */
  Answer addAll(String bridge, String file, String text) throws InterruptedException {
    return change(bridge, file, text, FlowParser::parseChange, flows -> flows);
  }

  /** The same, and what else the bridge has goes, in the same change. */
  Answer replace(String bridge, String file, String text) throws InterruptedException {
    return change(
        bridge,
        file,
        text,
        FlowRequests::toAdd,
        flows ->
            FlowReplacement.changes(Requests.await(api.dumpFlows(bridge, FlowMod.all())), flows));
  }

  /** What is to be changed, given the flows of a file. */
  private interface Changes {
    List<FlowMod> of(List<FlowMod> flows) throws InterruptedException;
  }

  /** How a line of a file is read. */
  private interface Lines {
    FlowMod read(FlowParser parser, String line) throws FlowSyntaxException;
  }

  /**
   * Where a change was written.
   *
   * @param where file and line with a blank behind, or empty
   */
  private record Written(String where, String text) {}

  private static FlowMod toAdd(FlowParser parser, String line) throws FlowSyntaxException {
    int column = FlowParser.keywordColumn(line);
    if (column > 0) {
      throw new FlowSyntaxException(
          "replace-flows takes flows as they are to be, without a word before them: what is not"
              + " there goes; add-flows takes such lines",
          column);
    }
    return parser.parseFlow(line);
  }

  private Answer change(String bridge, String file, String text, Lines lines, Changes changes)
      throws InterruptedException {
    FlowParser parser = parser(bridge);
    List<FlowMod> mods = new ArrayList<>();
    Map<FlowMod, Written> written = new IdentityHashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String flow = withoutComment(line);
      if (flow.isBlank()) {
        continue;
      }
      String where = file + ":" + number + ": ";
      try {
        FlowMod mod = lines.read(parser, flow);
        mods.add(mod);
        written.put(mod, new Written(where, flow));
      } catch (FlowSyntaxException e) {
        return Answer.usage(Caret.point("flow", where, flow, e));
      }
    }
    return apply(bridge, changes.of(mods), written);
  }

  /** Makes all changes or none; points at the action that the switch does not take. */
  private Answer apply(String bridge, List<FlowMod> mods, Map<FlowMod, Written> written)
      throws InterruptedException {
    try {
      if (!mods.isEmpty()) {
        Requests.await(api.applyFlows(bridge, mods));
      }
      return Answer.ok("");
    } catch (SwitchException e) {
      Written w = e.action() < 0 ? null : written.get(mods.get(e.change()));
      if (w == null) {
        throw e;
      }
      int column = FlowParser.actionColumn(w.text, e.action());
      return Answer.usage(
          Caret.point("flow", w.where, w.text, new FlowSyntaxException(e.getMessage(), column)));
    }
  }

  private static String withoutComment(String line) {
    int hash = line.indexOf('#');
    return (hash < 0 ? line : line.substring(0, hash)).stripTrailing();
  }

  Answer delete(String bridge, String match, boolean strict) throws InterruptedException {
    try {
      FlowMod mod = strict ? parser(bridge).parseStrictFilter(match) : filter(bridge, match);
      Requests.await(api.applyFlows(bridge, List.of(mod)));
      return Answer.ok("");
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("match", "", match, e));
    }
  }

  Answer dump(String bridge, String match) throws InterruptedException {
    try {
      FlowMod filter = filter(bridge, match);
      StringBuilder s = new StringBuilder();
      for (FlowStats flow : Requests.await(api.dumpFlows(bridge, filter))) {
        s.append(' ').append(FlowFormatter.format(flow)).append('\n');
      }
      return Answer.ok(s.toString());
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("match", "", match, e));
    }
  }

  Answer trace(String bridge, String packet) throws InterruptedException {
    try {
      Match fields = parser(bridge).parseFilter(packet).match();
      return Answer.ok(Requests.await(api.trace(bridge, fields)));
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("packet", "", packet, e));
    }
  }

  Answer megaflows(String bridge) throws InterruptedException {
    return eachLane(bridge, MOST_MEGAFLOWS, this::megaflowLines);
  }

  private String megaflowLines(LookupView v) {
    StringBuilder s = new StringBuilder();
    v.megaflows().forEach(m -> s.append("  ").append(LookupText.megaflow(m)).append('\n'));
    int more = v.megaflowCount() - v.megaflows().size();
    return s + (more > 0 ? "  and " + more + " more\n" : "");
  }

  Answer lookupStats(String bridge) throws InterruptedException {
    double megahertz = CpuClock.megahertz();
    return eachLane(bridge, 0, v -> LookupText.stats(v, megahertz));
  }

  private Answer eachLane(String bridge, int megaflows, Function<LookupView, String> text)
      throws InterruptedException {
    List<LookupView> views = Requests.await(api.look(bridge, megaflows));
    StringBuilder s = new StringBuilder();
    for (int lane = 0; lane < views.size(); lane++) {
      if (views.get(lane) != null) {
        s.append("lane ").append(lane).append(":\n").append(text.apply(views.get(lane)));
      }
    }
    return Answer.ok(s.toString());
  }

  private FlowMod filter(String bridge, String match)
      throws FlowSyntaxException, InterruptedException {
    return match.isBlank() ? FlowMod.all() : parser(bridge).parseFilter(match);
  }

  private FlowParser parser(String bridge) throws InterruptedException {
    return new FlowParser(portNumbers(bridge));
  }

  /** The numbers of the bridge's ports as they are now, by name. */
  Function<String, OptionalInt> portNumbers(String bridge) throws InterruptedException {
    List<Bridge> bridges = Requests.await(api.state()).bridges();
    for (Bridge b : bridges) {
      if (b.name().equals(bridge)) {
        Map<String, Integer> numbers = new HashMap<>();
        for (Port p : b.ports()) {
          numbers.put(p.name(), p.ofport());
        }
        return name -> {
          Integer n = numbers.get(name);
          return n == null ? OptionalInt.empty() : OptionalInt.of(n);
        };
      }
    }
    throw new SwitchException(
        "no bridge %s; %s"
            .formatted(
                bridge,
                bridges.isEmpty()
                    ? "there is none: make it with add-br " + bridge
                    : "there is "
                        + String.join(", ", bridges.stream().map(Bridge::name).sorted().toList())));
  }
}
