package io.sluice.flow.cache;

/** Why a verdict outputs nothing. */
public enum DropCause {
  /** It does output. */
  NONE,
  NO_RULE,
  RULE_DROP,
  LOOP,

  /** The program pushes more VLAN tags than a packet can be given. */
  TOO_MANY_TAGS,

  /** The program pushes more MPLS labels than are known of a packet, or pops one of more. */
  TOO_MANY_LABELS,
  VLAN_FILTER,

  /** A controller has forbidden it to the port. */
  PORT_CONFIG,

  /** It was for the controllers, and none of them wants it. */
  NO_CONTROLLER,

  /** It was flooded, and no port that it could go to is up. */
  PORTS_DOWN,

  /** It was flooded, and there is no other port that it could go to, up or down. */
  NO_OTHER_PORT,

  /** Its group has no bucket that is alive, or none that may be chosen. */
  NO_BUCKET,

  /** NORMAL, and its destination is one that bridges do not forward: 01:80:c2:00:00:0x. */
  RESERVED_ADDRESS,
  SAME_PORT
}
