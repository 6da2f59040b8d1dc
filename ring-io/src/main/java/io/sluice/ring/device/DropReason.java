package io.sluice.ring.device;

/** Why a packet was dropped; one counter each, per queue. Shown by {@link #label}. */
public enum DropReason {
  NO_RULE("no rule"),
  RULE_DROP("dropped by rule"),
  QUEUE_FULL("queue full"),
  NOT_READY("guest not ready"),
  RX_DISABLED("ring disabled"),
  MTU("larger than mtu"),
  BUFFER_TOO_SMALL("larger than the guest's buffers"),
  BAD_OFFLOAD("bad offload fields"),
  TOO_SHORT("shorter than a header"),
  TOO_MANY_SEGMENTS("too many segments"),
  NO_SUCH_PORT("no such port"),
  SAME_PORT("back to its own port"),
  NO_OTHER_PORT("nowhere to flood to"),
  NO_BUCKET("no live bucket"),
  RESERVED_ADDRESS("reserved address"),
  LOOP("resubmit too deep"),
  TOO_MANY_TAGS("too many vlan tags"),
  TOO_MANY_LABELS("too many mpls labels"),
  METER("over a meter's rate"),
  TTL("ttl expired"),
  VLAN_FILTER("vlan not allowed on port"),
  PORT_CONFIG("port configured not to"),
  EXCHANGE_FULL("exchange between lanes full"),
  NO_CONTROLLER("no controller wants it"),
  CONTROLLER_BUSY("controllers too slow"),
  IO_ERROR("device error"),
  BAD_DESCRIPTOR("bad descriptor"),
  MEMORY_GONE("guest's memory gone");

  private static final DropReason[] VALUES = values();
  private final String label;

  DropReason(String label) {
    this.label = label;
  }

  /** The words a user reads. */
  public String label() {
    return label;
  }

  /** Number of reasons. */
  public static int count() {
    return VALUES.length;
  }

  /** The reason with this ordinal; does not allocate. */
  public static DropReason of(int ordinal) {
    return VALUES[ordinal];
  }
}
