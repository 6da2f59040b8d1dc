package io.sluice.daemon.api;

import io.sluice.actors.BridgeWatcher;
import io.sluice.actors.Capture;
import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.FdbEntry;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.flow.cache.DropCause;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.pipeline.PacketCheck;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.TableStats;
import io.sluice.flow.text.FlowFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A switch that remembers what it was asked. Bridge br0 has a port vm1, number 1; there is no other
 * bridge. Its counters grow by a thousand packets with each look.
 */
public final class FakeSwitch implements SwitchApi {
  private static final List<SwitchState.Controller> CONTROLLERS =
      List.of(
          new SwitchState.Controller("tcp:10.0.0.1:6653", true, 7, "1.3", "master", ""),
          new SwitchState.Controller("ssl:10.0.0.2:6653", false, 9, "", "", "Connection refused"));

  public final List<String> asked = new CopyOnWriteArrayList<>();
  public final List<FlowMod> flows = new CopyOnWriteArrayList<>();
  public final AtomicInteger flowChanges = new AtomicInteger();

  /** What it says to changes of tables; null: it makes them. */
  public volatile SwitchException refusal;

  public final List<GroupMod> groups = new CopyOnWriteArrayList<>();
  public final List<MeterMod> meters = new CopyOnWriteArrayList<>();
  public final List<PortSpec> ports = new CopyOnWriteArrayList<>();
  private long looks;

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private CompletionStage<Void> remember(String request) {
    asked.add(request);
    return done(null);
  }

  @Override
  public CompletionStage<Void> addBridge(String bridge) {
    asked.add("add-br " + bridge);
    return bridge.equals("br0")
        ? CompletableFuture.failedFuture(new SwitchException("bridge br0 exists"))
        : done(null);
  }

  @Override
  public CompletionStage<Capture> capture(CaptureRequest request) {
    asked.add("dump " + request.port());
    return CompletableFuture.failedFuture(new SwitchException("no port " + request.port()));
  }

  @Override
  public CompletionStage<List<CapturePort>> capturePorts() {
    return done(List.of(new CapturePort(0, 1, "br0", "vm1")));
  }

  @Override
  public CompletionStage<Void> delBridge(String bridge) {
    asked.add("del-br " + bridge);
    return bridge.equals("broken")
        ? CompletableFuture.failedFuture(new IllegalStateException("a bug"))
        : done(null);
  }

  @Override
  public CompletionStage<Integer> addPort(String bridge, PortSpec port) {
    ports.add(port);
    return done(7);
  }

  @Override
  public CompletionStage<Void> delPort(String bridge, String port) {
    return remember("del-port " + bridge + " " + port);
  }

  @Override
  public CompletionStage<Void> applyFlows(
      String bridge, List<? extends Change> changes, Object by) {
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    flowChanges.incrementAndGet();
    for (Change change : changes) {
      switch (change) {
        case FlowMod flow -> flows.add(flow);
        case GroupMod group -> groups.add(group);
        case MeterMod meter -> meters.add(meter);
        case PacketCheck packet -> {}
      }
    }
    return done(null);
  }

  @Override
  public CompletionStage<Void> seeFlows(
      String bridge, FlowMod filter, Consumer<List<FlowStats>> seen) {
    throw new UnsupportedOperationException("the control API does not watch flows");
  }

  @Override
  public CompletionStage<List<TableStats>> dumpTables(String bridge) {
    return done(List.of(new TableStats(0, flows.size(), 0)));
  }

  @Override
  public CompletionStage<List<GroupStats>> dumpGroups(String bridge) {
    return done(
        groups.stream()
            .map(g -> new GroupStats(g, 1, 3, 180, List.of(3L), List.of(180L), 1_500_000_000L))
            .toList());
  }

  @Override
  public CompletionStage<List<FlowStats>> dumpFlows(String bridge, FlowMod filter) {
    return done(
        flows.stream().map(f -> new FlowStats(f, 12, 720, 1_500_000_000L, 500_000_000L)).toList());
  }

  @Override
  public CompletionStage<List<MeterStats>> dumpMeters(String bridge) {
    return done(
        meters.stream()
            .map(x -> new MeterStats(x, 1, 9, 900, List.of(4L), List.of(400L), 1_500_000_000L))
            .toList());
  }

  @Override
  public CompletionStage<Void> watch(String bridge, BridgeWatcher watcher) {
    return done(null);
  }

  @Override
  public CompletionStage<Void> unwatch(String bridge, BridgeWatcher watcher) {
    return done(null);
  }

  @Override
  public CompletionStage<Void> configurePort(
      String bridge, int ofport, Set<PortConfig.Flag> on, Set<PortConfig.Flag> off, Object by) {
    return done(null);
  }

  @Override
  public CompletionStage<Void> listen(String bridge, Listeners to) {
    return done(null);
  }

  @Override
  public CompletionStage<Void> packetOut(String bridge, PacketOut packet) {
    return done(null);
  }

  @Override
  public CompletionStage<Void> packetOutsSent(String bridge) {
    return done(null);
  }

  @Override
  public CompletionStage<List<FdbEntry>> fdb(String bridge) {
    return done(List.of(new FdbEntry(1, 10, "02:00:00:00:00:01", 3)));
  }

  @Override
  public CompletionStage<String> trace(String bridge, Match packet) {
    asked.add("trace " + bridge + " " + FlowFormatter.formatMatch(packet));
    return done("Flow: traced\n");
  }

  @Override
  public CompletionStage<List<LookupView>> look(String bridge, int mostMegaflows) {
    Match match = new Match.Builder().exact(Field.IN_PORT, 1).build();
    LookupView view =
        new LookupView(
            60,
            30,
            10,
            1024,
            1,
            List.of(new LookupView.Mask(match, 1, 7)),
            List.of(
                new LookupView.Megaflow(
                    match, List.of(), DropCause.RULE_DROP, 5, 300, 2_000_000_000L)),
            new double[] {5.5, -1, 2000});
    return done(java.util.Arrays.asList(view, null));
  }

  @Override
  public CompletionStage<Void> moveQueue(String queue, int lane) {
    return remember("move-queue " + queue + " " + lane);
  }

  @Override
  public CompletionStage<List<String>> rebalance() {
    asked.add("rebalance");
    return done(List.of("queue vm1.0 moved from lane 0 to lane 1"));
  }

  @Override
  public synchronized CompletionStage<SwitchState> state() {
    long n = ++looks * 1000;
    SwitchState.Port port =
        new SwitchState.Port(
            "vm1",
            1,
            "sink",
            "",
            "all",
            List.of(),
            true,
            "running",
            1,
            "bad \"descriptor\"",
            List.of(0),
            n,
            n * 64,
            0,
            0,
            0,
            Map.of("no rule", n));
    SwitchState.Lane lane =
        new SwitchState.Lane(
            0,
            OptionalInt.of(2),
            looks * 250,
            looks * 750,
            new SwitchState.Longest(90_000, 40_000, "vm1.0"),
            n,
            n,
            0,
            0,
            Map.of("exchange between lanes full", n),
            List.of(new SwitchState.Queue("vm1.0", 0.25, false)));
    return done(
        new SwitchState(
            List.of(new SwitchState.Bridge("br0", 3, 1, CONTROLLERS, List.of(port))),
            List.of(lane),
            new SwitchState.Balance(n, 0, 0, 0, n, 0),
            new SwitchState.Pool(false, 2048, 8192, 8000, Map.of()),
            5_000_000_000L,
            looks * 1_000_000_000L));
  }

  @Override
  public CompletionStage<Void> ready() {
    return done(null);
  }

  @Override
  public CompletionStage<Void> stop() {
    return done(null);
  }
}
