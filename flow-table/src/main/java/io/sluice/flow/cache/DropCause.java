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
  VLAN_FILTER,
  SAME_PORT
}
