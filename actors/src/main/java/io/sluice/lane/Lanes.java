package io.sluice.lane;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.sluice.ring.os.Sched;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Which lanes a switch has, and their dispatchers' configuration. */
public final class Lanes {
  private Lanes() {}

  /**
   * A lane on each CPU this process may use but the first, which is left for everything else; with
   * one CPU, one lane, not pinned.
   */
  public static List<LaneSpec> auto(IdleMode idle) {
    return auto(Sched.getAffinity(), idle);
  }

  static List<LaneSpec> auto(BitSet cpus, IdleMode idle) {
    int first = cpus.nextSetBit(0);
    List<LaneSpec> lanes = new ArrayList<>();
    for (int cpu = cpus.nextSetBit(first + 1); cpu >= 0; cpu = cpus.nextSetBit(cpu + 1)) {
      lanes.add(new LaneSpec(lanes.size(), OptionalInt.of(cpu), idle));
    }
    return lanes.isEmpty() ? unpinned(1, idle) : List.copyOf(lanes);
  }

  /** So many lanes, pinned to nothing. */
  public static List<LaneSpec> unpinned(int count, IdleMode idle) {
    List<LaneSpec> lanes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lanes.add(new LaneSpec(i, OptionalInt.empty(), idle));
    }
    return List.copyOf(lanes);
  }

  /** Lanes pinned to these CPUs, in this order. */
  public static List<LaneSpec> on(List<Integer> cpus, IdleMode idle) {
    List<LaneSpec> lanes = new ArrayList<>();
    for (int cpu : cpus) {
      lanes.add(new LaneSpec(lanes.size(), OptionalInt.of(cpu), idle));
    }
    return List.copyOf(lanes);
  }

  /** The dispatcher's name of a lane. */
  public static String dispatcher(int index) {
    return "sluice.lane-" + index;
  }

  /** The dispatchers of these lanes, to be put before Akka's own configuration. */
  public static Config config(List<LaneSpec> lanes) {
    Config config = ConfigFactory.empty("lanes");
    for (LaneSpec spec : lanes) {
      Map<String, Object> lane = new HashMap<>();
      lane.put("index", spec.index());
      lane.put("idle", spec.idle().name());
      spec.cpu().ifPresent(cpu -> lane.put("cpu", cpu));
      Map<String, Object> dispatcher =
          Map.of(
              "type",
              "Dispatcher",
              "executor",
              LaneExecutorConfigurator.class.getName(),
              "throughput",
              5,
              // Akka ends an executor this long after its last actor; a switch must be gone in 2 s.
              "shutdown-timeout",
              "50 ms",
              "lane",
              lane);
      config =
          config.withValue(
              dispatcher(spec.index()), ConfigValueFactory.fromMap(dispatcher, "lanes"));
    }
    return config;
  }
}
