package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * A port's counters; all ones where one is not known.
 *
 * @param seconds how long the port has been there; 1.3 only
 * @param nanoseconds beyond {@code seconds}; 1.3 only
 */
public record PortCounters(
    long port,
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    long rxDropped,
    long txDropped,
    long rxErrors,
    long txErrors,
    long rxFrameErrors,
    long rxOverruns,
    long rxCrcErrors,
    long collisions,
    long seconds,
    long nanoseconds) {
  static final Struct<PortCounters> LAYOUT =
      (w, p) ->
          new PortCounters(
              w.port(p, PortCounters::port),
              w.pad(w.is10() ? 6 : 4).u64(p, PortCounters::rxPackets),
              w.u64(p, PortCounters::txPackets),
              w.u64(p, PortCounters::rxBytes),
              w.u64(p, PortCounters::txBytes),
              w.u64(p, PortCounters::rxDropped),
              w.u64(p, PortCounters::txDropped),
              w.u64(p, PortCounters::rxErrors),
              w.u64(p, PortCounters::txErrors),
              w.u64(p, PortCounters::rxFrameErrors),
              w.u64(p, PortCounters::rxOverruns),
              w.u64(p, PortCounters::rxCrcErrors),
              w.u64(p, PortCounters::collisions),
              w.is10() ? 0 : w.u32(p, PortCounters::seconds),
              w.is10() ? 0 : w.u32(p, PortCounters::nanoseconds));
}
