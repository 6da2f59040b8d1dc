package io.sluice.daemon.api;

import io.sluice.actors.PortRules;
import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.FdbEntry;
import io.sluice.census.Census;
import io.sluice.daemon.json.Json;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.GroupMod.Command;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.log.EventLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries out requests: words in, texts out. On the thread of the client's connection, which may
 * wait. Thread-safe: it holds nothing but the door to the switch.
 */
public final class Requests {
  private static final EventLog LOG = EventLog.of(Requests.class);
  private static final long PATIENCE_SECONDS = 30;
  private static final int MAX_SAMPLE_MS = 10_000;

  /** A request of the command line: how many words it has, and what it does with them. */
  private record Handler(int arguments, Body body) {}

  private interface Body {
    Answer run(List<String> arguments) throws InterruptedException;
  }

  private final SwitchApi api;
  private final DumpRequests dumps;
  private final Companions companions;

  /** So that bridge and companions come and go together. */
  private final Semaphore bridges = new Semaphore(1);

  private final Map<String, Handler> handlers;

  /** As the other, of a switch whose actors nobody asks for. */
  public Requests(SwitchApi api, Companions companions) {
    this(api, new Census(), companions);
  }

  /**
   * The one of a switch, whoever asks: bridges are added and deleted one at a time.
   *
   * @param census of the same switch
   * @param companions of bridges that requests add
   */
  public Requests(SwitchApi api, Census census, Companions companions) {
    this.api = api;
    this.companions = companions;
    dumps = new DumpRequests(api);
    FlowRequests flows = new FlowRequests(api);
    GroupRequests groups = new GroupRequests(api, flows);
    MeterRequests meters = new MeterRequests(api);
    handlers =
        Map.ofEntries(
            Map.entry("show", new Handler(1, this::show)),
            Map.entry("lanes", new Handler(0, a -> Answer.ok(ShowText.lanes(await(api.state()))))),
            Map.entry(
                "drops",
                new Handler(1, a -> Answer.ok(DropsText.write(await(api.state()), a.get(0))))),
            Map.entry("actors", new Handler(0, a -> Answer.ok(ActorsText.write(census.all())))),
            Map.entry("move-queue", new Handler(2, this::moveQueue)),
            Map.entry("rebalance", new Handler(0, a -> rebalance())),
            Map.entry("top", new Handler(1, this::top)),
            Map.entry("add-br", new Handler(1, a -> addBridge(a.get(0)))),
            Map.entry("del-br", new Handler(1, a -> deleteBridge(a.get(0)))),
            Map.entry("add-port", new Handler(-2, this::addPort)),
            Map.entry("del-port", new Handler(2, a -> done(api.delPort(a.get(0), a.get(1))))),
            Map.entry("add-flow", new Handler(2, a -> flows.add(a.get(0), a.get(1)))),
            Map.entry("add-flows", new Handler(3, a -> flows.addAll(a.get(0), a.get(1), a.get(2)))),
            Map.entry(
                "replace-flows", new Handler(3, a -> flows.replace(a.get(0), a.get(1), a.get(2)))),
            Map.entry(
                "del-flows",
                new Handler(3, a -> flows.delete(a.get(0), a.get(1), a.get(2).equals("strict")))),
            Map.entry("dump-flows", new Handler(2, a -> flows.dump(a.get(0), a.get(1)))),
            Map.entry(
                "add-group", new Handler(2, a -> groups.change(Command.ADD, a.get(0), a.get(1)))),
            Map.entry(
                "mod-group",
                new Handler(2, a -> groups.change(Command.MODIFY, a.get(0), a.get(1)))),
            Map.entry(
                "del-groups",
                new Handler(2, a -> groups.change(Command.DELETE, a.get(0), a.get(1)))),
            Map.entry("dump-groups", new Handler(1, a -> groups.dump(a.get(0)))),
            Map.entry(
                "add-meter",
                new Handler(2, a -> meters.change(MeterMod.Command.ADD, a.get(0), a.get(1)))),
            Map.entry(
                "mod-meter",
                new Handler(2, a -> meters.change(MeterMod.Command.MODIFY, a.get(0), a.get(1)))),
            Map.entry(
                "del-meters",
                new Handler(2, a -> meters.change(MeterMod.Command.DELETE, a.get(0), a.get(1)))),
            Map.entry("dump-meters", new Handler(1, a -> meters.dump(a.get(0)))),
            Map.entry("trace", new Handler(2, a -> flows.trace(a.get(0), a.get(1)))),
            Map.entry("dump-megaflows", new Handler(1, a -> flows.megaflows(a.get(0)))),
            Map.entry("lookup-stats", new Handler(1, a -> flows.lookupStats(a.get(0)))),
            Map.entry(
                "dump-ports",
                new Handler(0, a -> Answer.ok(DumpRequests.ports(await(api.capturePorts()))))),
            Map.entry("fdb-show", new Handler(1, this::fdb)));
  }

  /** Never throws: what goes wrong is an answer. */
  public Answer execute(List<String> words) {
    String verb = words.getFirst();
    List<String> arguments = words.subList(1, words.size());
    Handler handler = handlers.get(verb);
    if (handler == null) {
      return Answer.usage(
          "the switch does not know '%s': it is of another version than this command"
              .formatted(verb));
    }
    int expected = handler.arguments();
    if (expected < 0 ? arguments.size() < -expected : arguments.size() != expected) {
      return Answer.usage(
          "%s: expected %d arguments, got %d"
              .formatted(verb, Math.abs(expected), arguments.size()));
    }
    try {
      return handler.body().run(arguments);
    } catch (PortWords.WrongWords e) {
      return Answer.usage(e.getMessage());
    } catch (SwitchException | FlowException e) {
      return Answer.refused(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.refused("the switch is stopping");
    } catch (RuntimeException e) {
      LOG.defect(e, "request-defect", "request", verb);
      return Answer.refused(
          "the switch failed to do this (%s); its log says more"
              .formatted(e.getClass().getSimpleName()));
    }
  }

  /** Carries out a capture, as long as its client wants it; throws when that has gone. */
  Answer dump(List<String> words, DumpRequests.Peer peer) throws IOException {
    try {
      return dumps.converse(words, peer);
    } catch (RuntimeException e) {
      LOG.defect(e, "request-defect", "request", DumpRequests.VERB);
      return Answer.refused("the switch failed to do this; its log says more");
    }
  }

  private Answer addBridge(String bridge) throws InterruptedException {
    bridges.acquire();
    try {
      Answer answer = done(api.addBridge(bridge));
      try {
        companions.added(bridge);
      } catch (SwitchException e) {
        done(api.delBridge(bridge));
        throw e;
      }
      return answer;
    } finally {
      bridges.release();
    }
  }

  private Answer deleteBridge(String bridge) throws InterruptedException {
    bridges.acquire();
    try {
      Answer answer = done(api.delBridge(bridge));
      companions.deleted(bridge);
      return answer;
    } finally {
      bridges.release();
    }
  }

  private static Answer done(CompletionStage<?> stage) throws InterruptedException {
    await(stage);
    return Answer.ok("");
  }

  /** The result, or what the switch said against it. */
  static <T> T await(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new SwitchException(
          "the switch did not answer within %d s; it may still do it: look with show"
              .formatted(PATIENCE_SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException r) {
        throw r;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Answer show(List<String> a) throws InterruptedException {
    SwitchState state = await(api.state());
    return Answer.ok(a.get(0).equals("json") ? Json.lines(state) + "\n" : ShowText.write(state));
  }

  private Answer moveQueue(List<String> a) throws InterruptedException {
    int lane;
    try {
      lane = Integer.parseInt(a.get(1));
    } catch (NumberFormatException e) {
      return Answer.usage(
          "move-queue: expected a lane's number as lanes shows it, got '%s'".formatted(a.get(1)));
    }
    return done(api.moveQueue(a.get(0), lane));
  }

  private Answer rebalance() throws InterruptedException {
    List<String> done = await(api.rebalance());
    return Answer.ok(
        done.isEmpty()
            ? "no queue was moved: no move would make the lanes clearly more even\n"
            : String.join("\n", done) + "\n");
  }

  private Answer addPort(List<String> a) throws InterruptedException {
    PortSpec spec = PortWords.parse(a.get(1), a.subList(2, a.size()));
    try {
      PortRules.check(spec);
    } catch (SwitchException e) {
      // Whatever the switch is like, such a port there cannot be.
      return Answer.usage(e.getMessage());
    }
    int ofport = await(api.addPort(a.get(0), spec));
    return Answer.ok("port " + a.get(1) + " is number " + ofport + "\n");
  }

  private Answer fdb(List<String> a) throws InterruptedException {
    StringBuilder s = new StringBuilder(" port  VLAN  MAC                Age\n");
    for (FdbEntry e : await(api.fdb(a.get(0)))) {
      s.append("%5d  %4d  %s  %3d%n".formatted(e.ofport(), e.vlan(), e.mac(), e.ageSeconds()));
    }
    return Answer.ok(s.toString());
  }

  private Answer top(List<String> a) throws InterruptedException {
    int ms;
    try {
      ms = Integer.parseInt(a.get(0));
    } catch (NumberFormatException e) {
      ms = -1;
    }
    if (ms < 1 || ms > MAX_SAMPLE_MS) {
      return Answer.usage("top: expected 1 to " + MAX_SAMPLE_MS + " ms, got " + a.get(0));
    }
    SwitchState before = await(api.state());
    Thread.sleep(ms);
    return Answer.ok(TopText.write(before, await(api.state())));
  }
}
