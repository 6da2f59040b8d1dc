package io.sluice.flow.cache;

/** Why a verdict outputs nothing. */
public enum DropCause {
  /** It does output. */
  NONE,
  NO_RULE,
  RULE_DROP,
  LOOP,
  VLAN_FILTER,
  SAME_PORT
}
