package io.sluice.datapath;

import java.util.Arrays;

/**
 * What the lanes of a switch share: an {@link ExchangeRing} from each lane to each other, and for
 * each port which queue pairs can be transmitted to, and where ({@link Spread}).
 *
 * <p>The table of ports is replaced as a whole under a lock, by lanes whose queues come and go, and
 * read by all without one. Its version grows with each change, after it.
 */
public final class Fabric implements AutoCloseable {
  /** Lanes that a switch can have: those with packets waiting are the bits of a long. */
  public static final int MAX_LANES = 64;

  private static final int EXCHANGE_SIZE = 2 << 20;
  private static final Spread[] NO_PORTS = {};

  private final int lanes;
  private final ExchangeRing[][] rings;
  private volatile Spread[][] spreads = {};
  private volatile int version;

  public Fabric(int lanes) {
    if (lanes < 1 || lanes > MAX_LANES) {
      throw new IllegalArgumentException(lanes + " lanes; expected 1 to " + MAX_LANES);
    }
    this.lanes = lanes;
    rings = new ExchangeRing[lanes][lanes];
    for (int to = 0; to < lanes; to++) {
      for (int from = 0; from < lanes; from++) {
        rings[to][from] = to == from ? null : new ExchangeRing(EXCHANGE_SIZE);
      }
    }
  }

  int lanes() {
    return lanes;
  }

  ExchangeRing ring(int to, int from) {
    return rings[to][from];
  }

  /** Packets on their way to a lane. Any thread. */
  long held(int to) {
    long held = 0;
    for (ExchangeRing ring : rings[to]) {
      held += ring == null ? 0 : ring.held();
    }
    return held;
  }

  /** Grows when any port's spread has changed. */
  int version() {
    return version;
  }

  /** A port's queue pairs; with none when nobody can transmit to it. */
  Spread spread(int bridge, int ofport) {
    Spread[][] all = spreads;
    if (ofport < 0 || bridge >= all.length || ofport >= all[bridge].length) {
      return Spread.NONE;
    }
    return all[bridge][ofport];
  }

  /** This lane can transmit to the pair from now on. */
  synchronized void attach(int bridge, int ofport, int pair, int lane) {
    replace(bridge, ofport, spread(bridge, ofport).with(pair, lane));
  }

  /** This lane cannot transmit to the pair any more; if another can by now, that stays. */
  synchronized void detach(int bridge, int ofport, int pair, int lane) {
    replace(bridge, ofport, spread(bridge, ofport).without(pair, lane));
  }

  private void replace(int bridge, int ofport, Spread now) {
    if (now == spread(bridge, ofport)) {
      return;
    }
    Spread[][] all = Arrays.copyOf(spreads, Math.max(spreads.length, bridge + 1));
    for (int b = 0; b < all.length; b++) {
      if (all[b] == null) {
        all[b] = NO_PORTS;
      }
    }
    int had = all[bridge].length;
    all[bridge] = Arrays.copyOf(all[bridge], Math.max(had, ofport + 1));
    Arrays.fill(all[bridge], had, all[bridge].length, Spread.NONE);
    all[bridge][ofport] = now;
    spreads = all;
    version = version + 1;
  }

  @Override
  public void close() {
    for (ExchangeRing[] to : rings) {
      for (ExchangeRing ring : to) {
        if (ring != null) {
          ring.close();
        }
      }
    }
  }
}
