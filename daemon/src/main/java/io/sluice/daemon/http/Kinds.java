package io.sluice.daemon.http;

import java.util.List;

/** Every kind of thing that has paths. */
public final class Kinds {
  private Kinds() {}

  /** All of them. */
  public static List<Routes> all(Sources sources) {
    Views views = new Views(sources);
    return List.of(
        new IndexRoutes(),
        new SwitchRoutes(views),
        new ActorRoutes(views),
        new LaneRoutes(views),
        new PoolRoutes(views),
        new BridgeRoutes(views),
        new PortRoutes(views),
        new FlowRoutes(views),
        new MegaflowRoutes(views),
        new FdbRoutes(views),
        new DropRoutes(views),
        new ConfigRoutes(views),
        new EventRoutes(views));
  }
}
