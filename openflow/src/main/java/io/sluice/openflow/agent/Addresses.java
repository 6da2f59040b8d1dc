package io.sluice.openflow.agent;

/** Numbers that must stay the same as long as a name does: datapath ids, ports' addresses. */
final class Addresses {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long LOCAL_BIT = 0x020000000000L;
  private static final long GROUP_BIT = 0x010000000000L;

  private Addresses() {}

  /** A locally administered Ethernet address of a name (FNV-1a). */
  static long of(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    long folded = (hash ^ hash >>> 48) & 0xffffffffffffL;
    return folded & ~GROUP_BIT | LOCAL_BIT;
  }
}
