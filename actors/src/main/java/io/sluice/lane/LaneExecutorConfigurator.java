package io.sluice.lane;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;

/**
 * Makes a {@link Lane} the executor of an Akka dispatcher. Akka constructs it by name, from a
 * dispatcher's block as {@link Lanes#config} writes it.
 */
public final class LaneExecutorConfigurator extends ExecutorServiceConfigurator {
  private final LaneSpec spec;

  public LaneExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    Config lane = config.getConfig("lane");
    spec =
        new LaneSpec(
            lane.getInt("index"),
            lane.hasPath("cpu") ? OptionalInt.of(lane.getInt("cpu")) : OptionalInt.empty(),
            IdleMode.valueOf(lane.getString("idle")));
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Lane(spec, threads);
  }
}
