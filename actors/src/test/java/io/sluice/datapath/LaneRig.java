package io.sluice.datapath;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A lane polled by hand: a generator on port 1, whatever a test attaches elsewhere. */
abstract class LaneRig {
  /**
   * There are controllers of the numbers 0, 3 and 4, and they want to hear of all but misses
   * without a rule.
   */
  static final Listeners EVERYTHING = new Listeners(Map.of(0, 0x7f, 3, 0x7f, 4, 0x7f));

  final Fabric fabric = new Fabric(2);
  final LaneDatapath lane = new LaneDatapath(0, fabric);
  final GeneratorDevice generator =
      new GeneratorDevice(
          200, 4, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  final PacketBurst burst = new PacketBurst();
  final QueueCounters counters = new QueueCounters();
  long now = 1_000_000_000L;
  final FlowTables tables = new FlowTables(EnumSet.allOf(FlowTables.Ability.class));
  private Generations generations;

  LaneRig() {
    tables.listen(EVERYTHING);
  }

  @AfterEach
  final void close() {
    generator.close();
    fabric.close();
  }

  final void flows(String... flows) throws Exception {
    flowsWithPorts(4, flows);
  }

  /** With ports 1 to {@code last}. */
  final void flowsWithPorts(int last, String... flows) throws Exception {
    List<PortConfig> ports = new ArrayList<>();
    for (int port = 1; port <= last; port++) {
      ports.add(new PortConfig(port, "p" + port, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    mods.add(FlowMod.all().withCommand(FlowMod.Command.DELETE));
    for (String flow : flows) {
      mods.add(new FlowParser().parseFlow(flow));
    }
    tables.apply(mods);
    publish();
  }

  /** Has the lane work by the tables as they are. */
  final void publish() {
    PipelineSnapshot next = tables.snapshot();
    if (generations == null) {
      generations = new Generations(next);
      lane.add(0, generations, MacListener.NONE, now);
    } else {
      generations.publish(next);
    }
  }

  final int poll() {
    now += 1000;
    int n = lane.poll(0, 1, generator.rx(), counters, burst, now);
    lane.maintain(now);
    return n;
  }

  final long forward(long packets) {
    long done = 0;
    while (done < packets) {
      done += poll();
    }
    return done;
  }
}
