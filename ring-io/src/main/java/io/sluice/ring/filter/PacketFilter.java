package io.sluice.ring.filter;

/** Decides of packets by their bytes. Asked by one thread at a time: each lane has its own. */
@FunctionalInterface
public interface PacketFilter {
  /**
   * Allocates nothing and never throws, whatever the bytes are: what an expression asks of bytes
   * that are not there does not match.
   *
   * @param bytes has the packet, or its beginning, from the destination MAC on
   * @param at where it begins
   * @param captured bytes of it that are there
   * @param length bytes that it has on the wire
   */
  boolean matches(byte[] bytes, int at, int captured, int length);
}
