package io.sluice.datapath.tap;

/**
 * Where a tap's records go: one lane writes, somebody else reads. It never waits; what it has no
 * room for is lost and counted here. Between a claim that gave an address and its commit or abort
 * there is no other claim.
 */
public interface TapSink {
  /**
   * Room for a record.
   *
   * @param size bytes, at most {@link TapRecord#MAX_SIZE}
   * @return where it is to be written, 8-byte aligned; 0 without room, and the packet is counted as
   *     lost
   */
  long claim(int size);

  /** The record is written: its reader may have it. */
  void commit();

  /** The record could not be written, and nobody gets to see it. */
  void abort();
}
