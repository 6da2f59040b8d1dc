package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.sluice.actors.LaneView;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.FdbEntry;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What routes read of the switch: asked of actors at most four times a second, of lanes (which do
 * such a thing for themselves every half second) at most twice, however many clients ask. Any
 * thread that may wait.
 */
final class Views {
  private static final int ACTORS_MS = 250;
  private static final int LANES_MS = 500;

  private final Sources sources;
  private final Fresh ofActors = new Fresh(ACTORS_MS);
  private final Fresh ofLanes = new Fresh(LANES_MS);
  private final Fresh texts = new Fresh(ACTORS_MS);

  /** Questions that name a thing, to tell them apart. */
  private record About(String what, String bridge, Object more) {}

  Views(Sources sources) {
    this.sources = sources;
  }

  Sources sources() {
    return sources;
  }

  SwitchState state() {
    return Ask.await(ofActors.get("state", () -> sources.api().state()));
  }

  List<LaneView> lanes() {
    return Ask.await(ofActors.get("lanes", () -> sources.inspection().lanes()));
  }

  /** Answers of lanes, or of whoever asks them. */
  <T> T ofLanes(String question, Supplier<CompletionStage<T>> ask) {
    return Ask.await(ofLanes.get(question, ask));
  }

  List<FlowStats> flows(String bridge, String filter) {
    FlowMod parsed = filter(bridge, filter);
    return Ask.await(
        ofActors.get(
            new About("flows", bridge, filter),
            () -> sources.inspection().flowsOfLate(bridge, parsed)));
  }

  List<FdbEntry> fdb(String bridge) {
    return Ask.await(ofLanes.get(new About("fdb", bridge, ""), () -> sources.api().fdb(bridge)));
  }

  List<LookupView> megaflows(String bridge, int most) {
    return Ask.await(
        ofLanes.get(new About("megaflows", bridge, most), () -> sources.api().look(bridge, most)));
  }

  /** A long list as it is sent: written for all who ask it, which costs more than to gather it. */
  <T> byte[] text(T question, Function<T, Object> list) {
    return Ask.await(
        texts.get(
            question, () -> CompletableFuture.completedFuture(JsonText.of(list.apply(question)))));
  }

  /** Something was changed through this server. */
  void changed() {
    ofActors.forget();
    ofLanes.forget();
    texts.forget();
  }

  /** The bridge that a request is about: the one it names, or the only one. */
  SwitchState.Bridge bridge(Context ctx) {
    return bridge(ctx.queryParam("bridge"));
  }

  SwitchState.Bridge bridge(String name) {
    List<SwitchState.Bridge> all = state().bridges();
    if (name == null) {
      if (all.size() == 1) {
        return all.getFirst();
      }
      throw new ProblemException(400, "say bridge=NAME; " + there(all));
    }
    return all.stream()
        .filter(b -> b.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new ProblemException(404, "no bridge %s; %s".formatted(name, there(all))));
  }

  private static String there(List<SwitchState.Bridge> all) {
    return all.isEmpty()
        ? "there is none"
        : "there is " + String.join(", ", all.stream().map(SwitchState.Bridge::name).toList());
  }

  /** A match in flow syntax, which may name ports. */
  FlowMod filter(String bridge, String text) {
    if (text.isBlank()) {
      return FlowMod.all();
    }
    Map<String, Integer> numbers = new HashMap<>();
    bridge(bridge).ports().forEach(port -> numbers.put(port.name(), port.ofport()));
    FlowParser parser =
        new FlowParser(
            name -> {
              Integer n = numbers.get(name);
              return n == null ? OptionalInt.empty() : OptionalInt.of(n);
            });
    try {
      return parser.parseFilter(text);
    } catch (FlowSyntaxException e) {
      throw new ProblemException(
          400, "filter, column %d: %s".formatted(e.column(), e.getMessage()));
    }
  }
}
