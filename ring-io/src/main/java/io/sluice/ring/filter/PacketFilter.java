package io.sluice.ring.filter;

/** Decides of packets by their bytes. Used by one thread at a time: each lane has its own. */
interface PacketFilter {
  int MATCH = 1;
  int NO_MATCH = 0;

  /** It asks for bytes that are not there: no match where the packet ends. */
  int MISSING = -1;

  /**
   * Allocates nothing and never throws, whatever the bytes are.
   *
   * @param bytes has the packet, or its beginning, from the destination MAC on
   * @param at where it begins
   * @param captured bytes of it that are there
   * @param length bytes that it has on the wire
   */
  int matches(byte[] bytes, int at, int captured, int length);

  /**
   * The same of bytes in memory.
   *
   * @param address where the packet begins; {@code captured} bytes from there on can be read
   */
  int matches(long address, int captured, int length);
}
