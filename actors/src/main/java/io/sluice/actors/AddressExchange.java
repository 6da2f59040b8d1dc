package io.sluice.actors;

import io.sluice.flow.mac.MacListener;
import io.sluice.lane.Poller;
import java.util.concurrent.atomic.LongAdder;

/**
 * News of learned addresses between lanes: one {@link AddressRing} for each pair of them. News is
 * offered and, when a ring is full, dropped and counted: a guest that invents addresses costs
 * itself flooding and nobody memory, and an address in use is told of again.
 */
final class AddressExchange {
  /** Takes in news on its lane. */
  interface Receiver {
    void learned(int bridge, long mac, int vlan, int ofport, long nowNs);
  }

  private static final int AT_ONCE = 32;

  // [to][from]
  private final AddressRing[][] rings;
  private final LongAdder dropped = new LongAdder();

  AddressExchange(int lanes) {
    rings = new AddressRing[lanes][lanes];
    for (int to = 0; to < lanes; to++) {
      for (int from = 0; from < lanes; from++) {
        rings[to][from] = to == from ? null : new AddressRing();
      }
    }
  }

  /** Where a lane tells the others what it learned on a bridge. Used on that lane. */
  MacListener outbox(int lane, int bridge) {
    return (mac, vlan, ofport, nowNs) -> {
      for (AddressRing[] inbox : rings) {
        AddressRing ring = inbox[lane];
        if (ring != null && !ring.offer(bridge, mac, vlan, ofport)) {
          dropped.increment();
        }
      }
    };
  }

  /** Takes in what the other lanes learned. To be polled by that lane. */
  Poller inbox(int lane, Receiver receiver) {
    AddressRing[] from = rings[lane];
    return new Poller() {
      @Override
      public int poll(long nowNs) {
        int work = 0;
        for (AddressRing ring : from) {
          if (ring != null) {
            work += ring.drain(receiver, AT_ONCE, nowNs);
          }
        }
        return work;
      }

      @Override
      public String name() {
        return "addresses";
      }
    };
  }

  /** News that found a ring full. Any thread. */
  long dropped() {
    return dropped.sum();
  }
}
