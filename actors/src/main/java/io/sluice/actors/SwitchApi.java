package io.sluice.actors;

import io.sluice.actors.SwitchState.FdbEntry;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.TableStats;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The door to a running switch. Every call is a message to the owning actor and may be made from
 * any thread; a refused one completes with {@link SwitchException}, whose message is for the user,
 * and has changed nothing.
 */
public interface SwitchApi {
  CompletionStage<Void> addBridge(String bridge);

  CompletionStage<Void> delBridge(String bridge);

  /** Completes with the port's OpenFlow number. */
  CompletionStage<Integer> addPort(String bridge, PortSpec port);

  CompletionStage<Void> delPort(String bridge, String port);

  /**
   * Applies all of them, of flows, groups and meters, as one generation, or none; packets that are
   * sent when it has completed are treated by it. The calling thread may be made use of for it.
   */
  default CompletionStage<Void> applyFlows(String bridge, List<? extends Change> changes) {
    return applyFlows(bridge, changes, null);
  }

  /**
   * The same.
   *
   * @param by who asks, for the watchers; may be null
   */
  CompletionStage<Void> applyFlows(String bridge, List<? extends Change> changes, Object by);

  /**
   * The flows that {@code filter} (a match; table and cookie count too) covers, with statistics.
   */
  CompletionStage<List<FlowStats>> dumpFlows(String bridge, FlowMod filter);

  /**
   * As {@link #dumpFlows}, but hands the flows over on the bridge's actor before anything of them
   * changes: watchers hear of every later change after that, and of no earlier one.
   *
   * @param seen must not block
   */
  CompletionStage<Void> seeFlows(String bridge, FlowMod filter, Consumer<List<FlowStats>> seen);

  /** The tables of a bridge with statistics, all of them, by number. */
  CompletionStage<List<TableStats>> dumpTables(String bridge);

  /** The groups of a bridge with statistics, by number. */
  CompletionStage<List<GroupStats>> dumpGroups(String bridge);

  /** The meters of a bridge with statistics, by number. */
  CompletionStage<List<MeterStats>> dumpMeters(String bridge);

  /** The watcher hears of a bridge from when this completes, until the bridge is gone. */
  CompletionStage<Void> watch(String bridge, BridgeWatcher watcher);

  /** Ends {@link #watch}. */
  CompletionStage<Void> unwatch(String bridge, BridgeWatcher watcher);

  /**
   * Sets and takes away what a port is not to do, until it is deleted.
   *
   * @param by who asks, for the watchers; may be null
   */
  CompletionStage<Void> configurePort(
      String bridge, int ofport, Set<PortConfig.Flag> on, Set<PortConfig.Flag> off, Object by);

  /** Which packets go to a bridge's watchers; at first none do. */
  CompletionStage<Void> listen(String bridge, Listeners to);

  /**
   * Carries out actions on a packet that a controller made or changed, by the flows as they are
   * now. Completes when a lane has been told, which keeps the order of such packets.
   */
  CompletionStage<Void> packetOut(String bridge, PacketOut packet);

  /** Completes when all packets of {@link #packetOut} that were handed in before are sent. */
  CompletionStage<Void> packetOutsSent(String bridge);

  CompletionStage<List<FdbEntry>> fdb(String bridge);

  /** What would happen to a packet of these fields, step by step; nothing is sent or counted. */
  CompletionStage<String> trace(String bridge, Match packet);

  /** What each lane's caches over a bridge hold, by lane; null for a lane that has none. */
  CompletionStage<List<LookupView>> look(String bridge, int mostMegaflows);

  /**
   * Has a queue (as in {@link SwitchState.Queue}) polled by another lane. No packet is lost or
   * overtaken by it; all traffic stands still for the moment that it takes.
   */
  CompletionStage<Void> moveQueue(String queue, int lane);

  /** Moves queues so that lanes are evenly loaded; completes with what was done, a line each. */
  CompletionStage<List<String>> rebalance();

  /** Makes a capture, for a reader of another process; whoever asks ends it. */
  CompletionStage<Capture> capture(CaptureRequest request);

  /** What the numbers in captured packets mean now. */
  CompletionStage<List<CapturePort>> capturePorts();

  CompletionStage<SwitchState> state();

  /** Completes when every port that was added so far is polled by its lane. */
  CompletionStage<Void> ready();

  /** Stops rings, tells guests, removes sockets, ends the actor system. Completes within 2 s. */
  CompletionStage<Void> stop();
}
