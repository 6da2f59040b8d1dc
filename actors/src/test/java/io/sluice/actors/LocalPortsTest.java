package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestPorts.generator;
import static io.sluice.actors.TestSwitch.await;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.port;
import static io.sluice.actors.TestSwitch.refused;
import static io.sluice.actors.TestSwitch.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.pcap.PcapDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    sluice = SwitchSystem.start(settings(1, dir), (addresses, pool) -> List.of(lane));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  /** Adds a port and waits until its lane polls it, so that queues come to the lane in order. */
  private void add(PortSpec spec) throws Exception {
    get(sluice.addPort("br0", spec));
    get(sluice.ready());
  }

  @Test
  void shouldCarryAndCountWhatAGeneratorMakes() throws Exception {
    add(generator(common("gen"), 4, 20_000));
    add(new PortSpec.Sink(common("sink")));
    await(sluice, "sink", port -> port.txPackets() > 500);
    // Packets and bytes are two counters: the same at one time only when nothing comes.
    SwitchState.Port gen = port(sluice, "gen");
    get(sluice.delPort("br0", "gen"));
    SwitchState.Port sink = port(sluice, "sink");
    assertEquals(64 * sink.txPackets(), sink.txBytes());
    assertEquals("discarding", sink.status());
    assertTrue(sink.link());
    assertTrue(sink.txPackets() >= 500 && gen.rxPackets() > 500, gen + " " + sink);
    assertEquals(List.of(0), gen.lanes());
  }

  @Test
  void shouldAddAndDeletePortsUnderTraffic() throws Exception {
    get(sluice.addPort("br0", generator(common("gen"), 4, 20_000)));
    for (int i = 0; i < 5; i++) {
      get(sluice.addPort("br0", new PortSpec.Sink(common("sink"))));
      await(sluice, "sink", port -> port.txPackets() > 50);
      get(sluice.delPort("br0", "sink"));
    }
    assertEquals(1, lane.queues.stream().filter(queue -> queue.attached).count());
    long before = port(sluice, "gen").rxPackets();
    await(sluice, "gen", port -> port.rxPackets() > before + 100);
  }

  @Test
  void shouldRestartAPortWhosePollerFailsAndDisturbNoOther() throws Exception {
    add(generator(common("gen"), 4, 20_000));
    add(new PortSpec.Sink(common("good")));
    add(generator(common("bad"), 4, 20_000));
    await(sluice, "good", port -> port.txPackets() > 100);
    lane.queues.get(2).broken = true;
    SwitchState.Port failed = await(sluice, "bad", port -> port.restarts() == 1);
    assertEquals("a defect in the poller", failed.lastFailure());
    assertFalse(lane.queues.get(2).attached);
    long then = failed.rxPackets();
    SwitchState.Port back =
        await(sluice, "bad", port -> port.link() && port.rxPackets() > then + 100);
    assertEquals(1, back.restarts());
    assertEquals("generating", back.status());

    assertEquals(0, port(sluice, "gen").restarts() + port(sluice, "good").restarts());
    get(sluice.delPort("br0", "gen"));
    get(sluice.delPort("br0", "bad"));
    assertEquals(Map.of(), port(sluice, "good").drops());
  }

  /** With the real datapath: a guest that is away is no loss while others get the packets. */
  @Test
  void shouldLeaveAGuestThatIsAwayOutOfFloods() throws Exception {
    SwitchSystem real = TestSwitch.start(1, dir);
    try {
      get(real.addPort("br0", TestPorts.server(common("away"), dir.resolve("away.sock"))));
      get(real.addPort("br0", new PortSpec.Sink(common("sink", 3))));
      get(real.ready());
      get(real.addPort("br0", generator(common("gen", 2), 4, 20_000)));
      await(real, "sink", port -> port.txPackets() > 500);
      assertEquals(Map.of(), port(real, "gen").drops());
      get(real.delPort("br0", "sink"));
      await(real, "gen", port -> port.drops().getOrDefault("guest not ready", 0L) > 500);
      long flooded = port(real, "gen").drops().get("guest not ready");
      TestSwitch.flows(real, "in_port=2,actions=output:1");
      await(real, "gen", port -> port.drops().get("guest not ready") > flooded + 500);
    } finally {
      TestSwitch.stop(real);
    }
  }

  @Test
  void shouldSayThatACaptureHasBeenReadToItsEnd() throws Exception {
    Path file = dir.resolve("one.pcap");
    try (PcapDevice device = new PcapDevice(Optional.empty(), Optional.of(file), 0, false)) {
      assertFalse(device.finished());
    }
    byte[] head = Files.readAllBytes(file);
    byte[] one = Arrays.copyOf(head, head.length + 16 + 60);
    one[head.length + 8] = 60;
    one[head.length + 12] = 60;
    Files.write(file, one);
    add(new PortSpec.Pcap(common("once"), Optional.of(file), Optional.empty(), 0, false));
    await(sluice, "once", port -> port.status().equals("has read all 1 packet"));
    assertEquals(1, port(sluice, "once").rxPackets());
    add(new PortSpec.Pcap(common("loop"), Optional.of(file), Optional.empty(), 1000, true));
    await(sluice, "loop", port -> port.rxPackets() > 2);
    assertEquals("reading 1 packet in a loop", port(sluice, "loop").status());
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
    String message = refused(sluice.addPort("br0", pcap));
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
    get(sluice.addPort("br0", generator(common("gen"), 4, 20_000)));
    await(sluice, "p", port -> port.txPackets() > 200);
    get(sluice.delPort("br0", "gen"));
    long packets = port(sluice, "p").txPackets();
    get(sluice.delPort("br0", "p"));
    // A file header of 24 bytes, then 16 and the frame for each.
    assertEquals(24 + packets * (16 + 64), Files.size(file));
  }
}
