package io.sluice.actors;

import java.util.ArrayList;
import java.util.List;

/**
 * What all ports of a switch did, also those that are gone, so that no packet is forgotten that was
 * counted once: counters are entered here when they are made, before any lane writes them, and not
 * when somebody hears of them. Thread-safe.
 */
final class PacketLedger {
  private final List<PortStats> ports = new ArrayList<>();

  /** Ports that are gone, but for a device that did not let go of its queues yet. */
  private final List<PortStats> leaving = new ArrayList<>();

  private PortStats.Totals departed = PortStats.Totals.NONE;

  /** The counters of a new port. */
  synchronized PortStats open() {
    PortStats stats = new PortStats();
    ports.add(stats);
    return stats;
  }

  /** The port is gone. */
  synchronized void close(PortStats stats) {
    if (ports.removeIf(port -> port == stats)) {
      leaving.add(stats);
    }
    leaving.removeIf(
        port -> {
          if (port.rests()) {
            departed = departed.plus(port.totals());
            return true;
          }
          return false;
        });
  }

  /** What ports did that are gone. */
  synchronized PortStats.Totals departed() {
    PortStats.Totals sum = departed;
    for (PortStats port : leaving) {
      sum = sum.plus(port.totals());
    }
    return sum;
  }

  /** What all ports did. */
  synchronized PortStats.Totals all() {
    PortStats.Totals sum = departed();
    for (PortStats port : ports) {
      sum = sum.plus(port.totals());
    }
    return sum;
  }
}
