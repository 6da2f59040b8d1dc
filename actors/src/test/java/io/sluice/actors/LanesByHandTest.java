package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import io.sluice.ring.os.Sched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which lane polls what: by hand, and by load. On two lanes of a real switch. */
class LanesByHandTest {
  private SwitchSystem sluice;

  @AfterEach
  void stop() throws Exception {
    if (sluice != null) {
      TestSwitch.stop(sluice);
    }
  }

  private void start(SwitchSettings settings) throws Exception {
    sluice = SwitchSystem.start(settings);
    get(sluice.addBridge("br0"));
  }

  private List<List<String>> queues() throws Exception {
    return get(sluice.state()).lanes().stream()
        .map(lane -> lane.queues().stream().map(SwitchState.Queue::name).sorted().toList())
        .toList();
  }

  private static PortSpec sink(String name, Integer... cpus) {
    return new PortSpec.Sink(
        new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All(), List.of(cpus)));
  }

  @Test
  void shouldPollAPortsQueuesWhereItsCpusSay() throws Exception {
    List<Integer> cpus = Sched.getAffinity().stream().limit(2).boxed().toList();
    assumeTrue(cpus.size() == 2, "two lanes need two CPUs");
    start(
        new SwitchSettings(
            Lanes.on(cpus, IdleMode.BACKOFF),
            Path.of("target"),
            SwitchSettings.DEFAULT_POOL_CHUNKS));
    for (String name : List.of("a", "b", "c")) {
      get(sluice.addPort("br0", sink(name, cpus.get(1))));
    }
    get(sluice.addPort("br0", sink("d")));
    get(sluice.ready());
    assertEquals(List.of(List.of("d.0"), List.of("a.0", "b.0", "c.0")), queues());
    assertEquals(
        "queue a.0: its port's cpus fix it to lane 1", refused(sluice.moveQueue("a.0", 0)));
    assertEquals(
        "port e: cpus: no lane is on cpu 4711; lanes are on "
            + cpus
            + " (sluice.lanes in the configuration)",
        refused(sluice.addPort("br0", sink("e", 4711))));
    get(sluice.addPort("br0", sink("e")));
  }

  private void addGenerators(String... names) throws Exception {
    for (String name : names) {
      get(sluice.addPort("br0", TestPorts.generator(common(name), 1, 0)));
    }
    get(sluice.ready());
    for (String name : names) {
      get(TestSwitch.move(sluice, name + ".0", 0));
    }
    assertEquals(List.of(), queues().get(1));
  }

  private static SwitchSettings two(RebalanceSettings rebalance) {
    return new SwitchSettings(
        Lanes.unpinned(2, IdleMode.BACKOFF),
        Path.of("target"),
        SwitchSettings.DEFAULT_POOL_CHUNKS,
        rebalance);
  }

  private double busy(String queue) throws Exception {
    return get(sluice.state()).lanes().stream()
        .flatMap(lane -> lane.queues().stream())
        .filter(q -> q.name().equals(queue))
        .mapToDouble(SwitchState.Queue::busyShare)
        .sum();
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "not in time: " + what + "; " + queues());
      Thread.sleep(20);
    }
  }

  @Test
  void shouldRebalanceWhenAsked() throws Exception {
    start(two(RebalanceSettings.OFF));
    addGenerators("a", "b");
    await("both are measured", () -> busy("a.0") > 0.2 && busy("b.0") > 0.2);
    // What is decided by is smoothed over a few measurements.
    await("one moves", () -> !get(sluice.rebalance()).isEmpty());
    assertEquals(List.of(1, 1), queues().stream().map(List::size).toList(), "one on each lane");
    await("both are measured", () -> busy("a.0") > 0.2 && busy("b.0") > 0.2);
    assertEquals(List.of(), get(sluice.rebalance()), "no better way");
  }

  @Test
  void shouldRebalanceByItselfWhenALaneIsOverloaded() throws Exception {
    start(two(new RebalanceSettings(true, 80, 25, Duration.ofSeconds(1), Duration.ofSeconds(1))));
    addGenerators("a", "b", "c");
    await("queues on both lanes", () -> queues().stream().noneMatch(List::isEmpty));
    assertEquals(
        List.of("a.0", "b.0", "c.0"), queues().stream().flatMap(List::stream).sorted().toList());
    get(sluice.delPort("br0", "a"));
    get(sluice.delPort("br0", "b"));
    get(sluice.delPort("br0", "c"));
    assertTrue(PacketBalance.check(sluice).in() > 0);
    assertEquals(0, Stream.of(queues()).mapToInt(q -> q.get(0).size() + q.get(1).size()).sum());
  }
}
