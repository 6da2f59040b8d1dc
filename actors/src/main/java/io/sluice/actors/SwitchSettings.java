package io.sluice.actors;

import io.sluice.lane.IdleMode;
import io.sluice.lane.LaneSpec;
import io.sluice.lane.Lanes;
import io.sluice.ring.memory.PacketPool;
import io.sluice.ring.os.Sched;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a switch is started with; fixed while it runs.
 *
 * @param lanes at least one, see {@link Lanes}
 * @param runDir for sockets; relative socket paths of ports are taken as they are
 * @param poolChunks packets that the packet pool holds
 * @param rebalance when queues change their lane
 */
public record SwitchSettings(
    List<LaneSpec> lanes, Path runDir, int poolChunks, RebalanceSettings rebalance) {
  /** Packets the pool holds when nothing is said: 16 MiB of chunks. */
  public static final int DEFAULT_POOL_CHUNKS = 8192;

  public SwitchSettings {
    lanes = List.copyOf(lanes);
    if (lanes.isEmpty()) {
      throw new SwitchException("a switch needs at least one lane; say lanes = auto");
    }
    if (poolChunks < 1 || poolChunks > PacketPool.MAX_CHUNKS) {
      throw new SwitchException(
          "pool chunks: expected 1 to %d, got %d".formatted(PacketPool.MAX_CHUNKS, poolChunks));
    }
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).index() != i) {
        throw new SwitchException("lane " + i + " has index " + lanes.get(i).index());
      }
    }
    checkCpus(lanes);
  }

  /** Rebalanced only when asked. */
  public SwitchSettings(List<LaneSpec> lanes, Path runDir, int poolChunks) {
    this(lanes, runDir, poolChunks, RebalanceSettings.OFF);
  }

  /** The lane that is pinned to a CPU, if any is. */
  public OptionalInt laneOnCpu(int cpu) {
    return lanes.stream()
        .filter(lane -> lane.cpu().equals(OptionalInt.of(cpu)))
        .mapToInt(LaneSpec::index)
        .findFirst();
  }

  /**
   * Refuses a port whose {@code cpus} are not those of lanes.
   *
   * @throws SwitchException that says which one, and which there are
   */
  public void checkCpus(PortSpec.Common port) {
    for (int cpu : port.cpus()) {
      if (laneOnCpu(cpu).isEmpty()) {
        List<Integer> there =
            lanes.stream().filter(l -> l.cpu().isPresent()).map(l -> l.cpu().getAsInt()).toList();
        throw new SwitchException(
            "port %s: cpus: no lane is on cpu %d; %s"
                .formatted(
                    port.name(),
                    cpu,
                    there.isEmpty()
                        ? "lanes are pinned to no cpu here, so take cpus out"
                        : "lanes are on " + there + " (sluice.lanes in the configuration)"));
      }
    }
  }

  private static void checkCpus(List<LaneSpec> lanes) {
    BitSet allowed = Sched.getAffinity();
    Map<Integer, Integer> taken = new HashMap<>();
    for (LaneSpec lane : lanes) {
      if (lane.cpu().isEmpty()) {
        continue;
      }
      int cpu = lane.cpu().getAsInt();
      if (cpu < 0 || !allowed.get(cpu)) {
        throw new SwitchException(
            "lane %d: cpu %d: expected one that this process may use: %s"
                .formatted(lane.index(), cpu, allowed));
      }
      Integer other = taken.put(cpu, lane.index());
      if (other != null) {
        throw new SwitchException(
            "lane %d: cpu %d is lane %d's; give each lane its own"
                .formatted(lane.index(), cpu, other));
      }
    }
  }

  /** A lane on each CPU but one, busy spinning. */
  public static SwitchSettings defaults(Path runDir) {
    return new SwitchSettings(Lanes.auto(IdleMode.SPIN), runDir, DEFAULT_POOL_CHUNKS);
  }
}
