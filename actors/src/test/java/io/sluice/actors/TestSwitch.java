package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What tests of a whole switch share: how it is started, and waiting for what it answers. */
final class TestSwitch {
  /** A directory for switches that make no sockets. */
  static final Path NO_SOCKETS = Path.of("target");

  private TestSwitch() {}

  /** Lanes that are pinned nowhere and back off. */
  static SwitchSettings settings(int lanes, Path directory) {
    return new SwitchSettings(
        Lanes.unpinned(lanes, IdleMode.BACKOFF), directory, SwitchSettings.DEFAULT_POOL_CHUNKS);
  }

  /** With the real datapath, and bridge br0. */
  static SwitchSystem start(int lanes, Path directory) throws Exception {
    SwitchSystem sluice = SwitchSystem.start(settings(lanes, directory));
    get(sluice.addBridge("br0"));
    return sluice;
  }

  /** Stops it, and checks that every packet that ever came in is accounted for. */
  static void stop(SwitchSystem sluice) throws Exception {
    get(sluice.stop());
    SwitchState.Balance balance = sluice.balance();
    assertEquals(0, balance.missing(), () -> "packets unaccounted for: " + balance);
  }

  /** The answer, which has a minute to come: the machine may be busy. */
  static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** What the user is told; fails when the request was carried out. */
  static String refused(CompletionStage<?> answer) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> get(answer));
    return assertInstanceOf(SwitchException.class, e.getCause()).getMessage();
  }

  /** The port as it is now, on whichever bridge. */
  static SwitchState.Port port(SwitchApi sluice, String name) throws Exception {
    return get(sluice.state()).bridges().stream()
        .flatMap(bridge -> bridge.ports().stream())
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The port as it is once the condition holds, which has a minute to come true. */
  static SwitchState.Port await(
      SwitchApi sluice, String name, Predicate<SwitchState.Port> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      SwitchState.Port port = port(sluice, name);
      if (condition.test(port)) {
        return port;
      }
      assertTrue(System.nanoTime() < deadline, "still " + port);
    }
  }

  /**
   * Waits until nothing that guests send to each other need get lost: their links are up, and their
   * lanes have had the messages that start the rings (each answers when flows are dumped).
   */
  static void awaitRings(SwitchApi sluice, String... ports) throws Exception {
    for (String port : ports) {
      await(sluice, port, SwitchState.Port::link);
    }
    awaitLanes(sluice);
  }

  /**
   * Moves a queue, and asks again for as long as a lane had no CPU for the half second that a move
   * waits for it: nothing was moved then.
   */
  static CompletionStage<Void> move(SwitchApi sluice, String queue, int lane) {
    return move(sluice, queue, lane, 100);
  }

  private static CompletionStage<Void> move(SwitchApi sluice, String queue, int lane, int tries) {
    return sluice
        .moveQueue(queue, lane)
        .exceptionallyCompose(
            e ->
                tries > 1 && e.getMessage().contains("not every lane answered in time")
                    ? move(sluice, queue, lane, tries - 1)
                    : CompletableFuture.failedFuture(e));
  }

  /**
   * Returns when every lane has ended the burst that it was at, and has had all messages sent to it
   * so far: what was taken in by older flows is counted by now.
   */
  static void awaitLanes(SwitchApi sluice) throws Exception {
    get(sluice.dumpFlows("br0", FlowMod.all()));
  }

  /** Adds flows to br0, one request each, as a user writes them. */
  static void flows(SwitchApi sluice, String... flows) throws Exception {
    for (String flow : flows) {
      get(sluice.applyFlows("br0", List.of(new FlowParser().parseFlow(flow))));
    }
  }
}
