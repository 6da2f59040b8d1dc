package io.sluice.datapath.tap;

import io.sluice.ring.device.DropReason;

/**
 * Which packets a tap wants, apart from what is in them. All conditions must hold.
 *
 * @param points of {@link #IN}, {@link #OUT} and {@link #DROP}
 * @param bridge its number in the switch, or {@link #ANY}
 * @param port OpenFlow number, or {@link #ANY}
 * @param reason only drops for it; null: any
 * @param byRule only packets that a rule with {@code cookie} was carried out for
 */
public record Selection(
    int points, int bridge, int port, DropReason reason, boolean byRule, long cookie) {
  /** As received from the port, before anything is done to it. */
  public static final int IN = 1;

  /** As transmitted to the port. */
  public static final int OUT = 2;

  /** As it was when it was dropped. */
  public static final int DROP = 4;

  public static final int ANY = -1;

  /** Everything at some points. */
  public static Selection everything(int points) {
    return new Selection(points, ANY, ANY, null, false, 0);
  }

  /** Whether packets at one of these points of a port may be wanted. */
  boolean covers(int somePoints, int atBridge, int atPort) {
    return (points & somePoints) != 0
        && (bridge == ANY || bridge == atBridge)
        && (port == ANY || port == atPort);
  }

  boolean covers(DropReason why) {
    return (points & DROP) != 0 && (reason == null || reason == why);
  }
}
