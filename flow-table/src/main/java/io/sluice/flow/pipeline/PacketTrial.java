package io.sluice.flow.pipeline;

import java.util.function.Supplier;

/** Tells of packets that are handed in whether their actions come to an end. Changes nothing. */
@FunctionalInterface
public interface PacketTrial {
  /** For who hands in no packets. */
  PacketTrial NONE = (tables, packet, key, nowNs) -> {};

  /**
   * @param tables what it would meet; not cheap, and not to be kept
   * @param key the packet's
   * @throws FlowException of kind ENDLESS
   */
  void check(Supplier<PipelineSnapshot> tables, PacketOut packet, long[] key, long nowNs);
}
