package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generator, sink and pcap ports under their actors, on one lane. */
class LocalPortsTest {
  @TempDir Path dir;
  private final RecordingWork lane = new RecordingWork();
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice =
        SwitchSystem.start(
            new SwitchSettings(
                Lanes.unpinned(1, IdleMode.BACKOFF), dir, SwitchSettings.DEFAULT_POOL_CHUNKS),
            (addresses, pool) -> List.of(lane));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static PortSpec.Common common(String name) {
    return new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All());
  }

  private static PortSpec generator(String name) {
    return new PortSpec.Generator(
        common(name),
        64,
        4,
        20_000,
        "02:00:00:00:00:01",
        "02:00:00:00:00:02",
        "10.0.0.1",
        "10.0.0.2");
  }

  /** Adds a port and waits until its lane polls it, so that queues come to the lane in order. */
  private void add(PortSpec spec) throws Exception {
    get(sluice.addPort("br0", spec));
    get(sluice.ready());
  }

  private SwitchState.Port port(String name) throws Exception {
    return get(sluice.state()).bridges().getFirst().ports().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private SwitchState.Port await(String name, Predicate<SwitchState.Port> condition)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      SwitchState.Port port = port(name);
      if (condition.test(port)) {
        return port;
      }
      assertTrue(System.nanoTime() < deadline, "still " + port);
    }
  }

  @Test
  void shouldCarryAndCountWhatAGeneratorMakes() throws Exception {
    add(generator("gen"));
    add(new PortSpec.Sink(common("sink")));
    SwitchState.Port sink = await("sink", port -> port.txPackets() > 500);
    assertEquals(64 * sink.txPackets(), sink.txBytes());
    assertEquals("discarding", sink.status());
    assertTrue(sink.link());
    SwitchState.Port gen = port("gen");
    assertTrue(gen.rxPackets() >= sink.txPackets());
    assertEquals(List.of(0), gen.lanes());
    assertEquals(
        List.of("gen.0", "sink.0"),
        get(sluice.state()).lanes().getFirst().queues().stream()
            .map(SwitchState.Queue::name)
            .toList());
  }

  @Test
  void shouldAddAndDeletePortsUnderTraffic() throws Exception {
    get(sluice.addPort("br0", generator("gen")));
    for (int i = 0; i < 5; i++) {
      get(sluice.addPort("br0", new PortSpec.Sink(common("sink"))));
      await("sink", port -> port.txPackets() > 50);
      get(sluice.delPort("br0", "sink"));
    }
    assertEquals(1, lane.queues.stream().filter(queue -> queue.attached).count());
    long before = port("gen").rxPackets();
    await("gen", port -> port.rxPackets() > before + 100);
  }

  @Test
  void shouldRestartAPortWhosePollerFailsAndDisturbNoOther() throws Exception {
    add(generator("gen"));
    add(new PortSpec.Sink(common("good")));
    add(generator("bad"));
    await("good", port -> port.txPackets() > 100);
    lane.queues.get(2).broken = true;
    SwitchState.Port failed = await("bad", port -> port.restarts() == 1);
    assertEquals("a defect in the poller", failed.lastFailure());
    assertFalse(lane.queues.get(2).attached);
    long then = failed.rxPackets();
    SwitchState.Port back = await("bad", port -> port.link() && port.rxPackets() > then + 100);
    assertEquals(1, back.restarts());
    assertEquals("generating", back.status());

    assertEquals(0, port("gen").restarts() + port("good").restarts());
    get(sluice.delPort("br0", "gen"));
    get(sluice.delPort("br0", "bad"));
    assertEquals(Map.of(), port("good").drops());
  }

  @Test
  void shouldRefuseACaptureThatIsNotThereAndLeaveNothing() throws Exception {
    PortSpec pcap =
        new PortSpec.Pcap(
            common("p"),
            Optional.of(dir.resolve("missing.pcap")),
            Optional.of(dir.resolve("out.pcap")),
            0,
            false);
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> get(sluice.addPort("br0", pcap)));
    String message = assertInstanceOf(SwitchException.class, e.getCause()).getMessage();
    assertTrue(message.startsWith("port p: ") && message.contains("missing.pcap"), message);
    assertFalse(Files.exists(dir.resolve("out.pcap")));
    assertEquals(List.of(), get(sluice.state()).bridges().getFirst().ports());
  }

  @Test
  void shouldWriteACaptureThatIsWholeWhenThePortIsDeleted() throws Exception {
    Path file = dir.resolve("out.pcap");
    get(
        sluice.addPort(
            "br0", new PortSpec.Pcap(common("p"), Optional.empty(), Optional.of(file), 0, false)));
    get(sluice.addPort("br0", generator("gen")));
    await("p", port -> port.txPackets() > 200);
    get(sluice.delPort("br0", "gen"));
    long packets = port("p").txPackets();
    get(sluice.delPort("br0", "p"));
    // A file header of 24 bytes, then 16 and the frame for each.
    assertEquals(24 + packets * (16 + 64), Files.size(file));
  }
}
