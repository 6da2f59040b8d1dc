package io.sluice.perf.micro;

import io.sluice.datapath.Fabric;
import io.sluice.datapath.Generations;
import io.sluice.datapath.LaneDatapath;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does the exchange between lanes add to a packet? A generator's 64 bytes to a sink, on one
 * lane, or over the exchange to another; the difference is the exchange. One thread does both
 * lanes' work, so what moving cache lines between CPUs costs comes on top.
 */
@State(Scope.Thread)
public class CrossingBenchmark {
  @Param({"false", "true"})
  public boolean crossing;

  private final Fabric fabric = new Fabric(2);
  private final LaneDatapath from = new LaneDatapath(0, fabric);
  private final LaneDatapath to = new LaneDatapath(1, fabric);
  private final SinkTxQueue sink = new SinkTxQueue();
  private final QueueCounters counters = new QueueCounters();
  private final PacketBurst burst = new PacketBurst();
  private GeneratorDevice generator;
  private long nowNs = 1_000_000_000L;

  @Setup(Level.Trial)
  public void attach() throws FlowSyntaxException {
    generator =
        new GeneratorDevice(
            64, 1, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
    FlowTables tables = new FlowTables();
    tables.setPorts(
        List.of(
            new PortConfig(1, "generator", new VlanMode.All()),
            new PortConfig(2, "sink", new VlanMode.All())));
    List<FlowMod> mods = List.of(new FlowParser().parseFlow("in_port=1,actions=output:2"));
    tables.apply(mods);
    from.add(0, new Generations(tables.snapshot()), MacListener.NONE, nowNs);
    to.add(0, new Generations(tables.snapshot()), MacListener.NONE, nowNs);
    (crossing ? to : from).attach(0, 2, 0, sink);
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public int packet() {
    nowNs += 1000;
    int n = from.poll(0, 1, generator.rx(), counters, burst, nowNs);
    from.maintain(nowNs);
    to.maintain(nowNs);
    return n;
  }

  @TearDown(Level.Trial)
  public void allArrived() {
    if (counters.drops() > 0 || sink.counters().packets() % Frames.BURST != 0) {
      throw new IllegalStateException(counters.drops() + " drops");
    }
    generator.close();
    fabric.close();
  }
}
