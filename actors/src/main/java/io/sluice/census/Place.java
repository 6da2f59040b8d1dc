package io.sluice.census;

import java.util.OptionalInt;

/**
 * An actor's place in the tree.
 *
 * @param path words parted by slashes
 * @param lane whose thread it runs on
 * @param poller the name of what it has polled there; empty: nothing
 */
public record Place(String path, String kind, OptionalInt lane, String poller) {
  /** The path of the actor that all others are below. */
  public static final String ROOT = "switch";

  /** Of an actor that runs on no lane. */
  public static Place of(String path, String kind) {
    return new Place(path, kind, OptionalInt.empty(), "");
  }

  /** Of an actor on a lane. */
  public static Place onLane(String path, String kind, int lane, String poller) {
    return new Place(path, kind, OptionalInt.of(lane), poller);
  }

  /** The path of a bridge. */
  public static String bridge(String name) {
    return ROOT + "/bridges/" + name;
  }

  /** The path of a port. */
  public static String port(String bridge, String name) {
    return bridge(bridge) + "/" + name;
  }
}
