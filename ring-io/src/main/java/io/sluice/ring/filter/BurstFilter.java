package io.sluice.ring.filter;

import io.sluice.ring.packet.PacketBurst;

/**
 * Decides of packets in a burst. Allocates nothing and never throws, whatever their bytes are. Used
 * by one thread at a time: each lane has its own.
 */
public interface BurstFilter {
  /** The packets that match, as bits. */
  int matching(PacketBurst burst);

  /** Whether one of them matches. */
  boolean matches(PacketBurst burst, int i);

  /** How many bytes from a packet's beginning on it may look at, at most. */
  int reach();
}
