package io.sluice.daemon.http;

import java.util.List;

/** Every kind of thing that has paths. */
public final class Kinds {
  private Kinds() {}

  /** All of them. */
  public static List<Routes> all(Sources sources) {
    return List.of(new IndexRoutes(), new SwitchRoutes(sources));
  }
}
