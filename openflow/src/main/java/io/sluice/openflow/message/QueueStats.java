package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * A queue's counters.
 *
 * @param seconds how long the queue has been there; 1.3 only
 * @param nanoseconds beyond {@code seconds}; 1.3 only
 */
public record QueueStats(
    long port,
    long queue,
    long txBytes,
    long txPackets,
    long txErrors,
    long seconds,
    long nanoseconds) {
  static final Struct<QueueStats> LAYOUT =
      (w, q) ->
          new QueueStats(
              w.port(q, QueueStats::port),
              w.pad(w.is10() ? 2 : 0).u32(q, QueueStats::queue),
              w.u64(q, QueueStats::txBytes),
              w.u64(q, QueueStats::txPackets),
              w.u64(q, QueueStats::txErrors),
              w.is10() ? 0 : w.u32(q, QueueStats::seconds),
              w.is10() ? 0 : w.u32(q, QueueStats::nanoseconds));
}
