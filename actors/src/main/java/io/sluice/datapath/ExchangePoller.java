package io.sluice.datapath;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.packet.PacketBurst;

/** Transmits what other lanes looked up for ports whose queues this lane owns. */
final class ExchangePoller {
  private final LaneDatapath datapath;
  private final ExchangeRing[] from;
  private final FaultGuard guard;
  private final LaneTaps taps;
  private final PacketBurst burst = new PacketBurst();
  private final ExchangeRing.Destinations destinations = new ExchangeRing.Destinations();
  private final QueueCounters counters = new QueueCounters();

  ExchangePoller(LaneDatapath datapath, ExchangeRing[] from, FaultGuard guard, LaneTaps taps) {
    this.datapath = datapath;
    this.from = from;
    this.guard = guard;
    this.taps = taps;
  }

  /** Drops of packets whose port went away on their way. Any thread. */
  QueueCounters counters() {
    return counters;
  }

  int poll() {
    int work = 0;
    for (ExchangeRing ring : from) {
      if (ring == null) {
        continue;
      }
      int n = ring.receive(burst, destinations);
      if (n > 0) {
        deliver(n);
        ring.release();
        work += n;
      }
    }
    guard.rethrow();
    return work;
  }

  private void deliver(int n) {
    BridgeLane present = null;
    int id = -1;
    if (taps.on()) {
      taps.crossed(burst, destinations.rule, destinations.cookie);
    }
    for (int i = 0; i < n; i++) {
      if (destinations.bridge[i] != id) {
        if (present != null) {
          present.finish(burst);
        }
        id = destinations.bridge[i];
        present = datapath.bridge(id);
      }
      if (taps.on()) {
        taps.at(id, destinations.ofport[i]);
      }
      if (present != null) {
        present.deliver(burst, i, destinations.ofport[i], destinations.pair[i], counters);
      } else {
        counters.drop(DropReason.NO_SUCH_PORT, burst, i); // nor the bridge any more
      }
    }
    if (present != null) {
      present.finish(burst);
    }
  }
}
