package io.sluice.datapath;

import java.util.Arrays;

/**
 * What the lanes of a switch share: an {@link ExchangeRing} from each lane to each other, and which
 * lanes can transmit to which port.
 *
 * <p>The owners' table is replaced as a whole under a lock, by lanes whose queues come and go, and
 * read by all without one.
 */
public final class Fabric implements AutoCloseable {
  /** Lanes that a switch can have: a port's owners are the bits of a long. */
  public static final int MAX_LANES = 64;

  private static final int EXCHANGE_SIZE = 2 << 20;
  private static final long[] NONE = {};

  private final int lanes;
  private final ExchangeRing[][] rings;
  private volatile long[][] owners = {};

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

  /** A lane that can transmit to the port, or -1. */
  int ownerOf(int bridge, int ofport) {
    long[][] o = owners;
    if (bridge >= o.length || ofport >= o[bridge].length) {
      return -1;
    }
    long mask = o[bridge][ofport];
    return mask == 0 ? -1 : Long.numberOfTrailingZeros(mask);
  }

  synchronized void setOwner(int bridge, int ofport, int lane, boolean owns) {
    long[][] o = Arrays.copyOf(owners, Math.max(owners.length, bridge + 1));
    for (int b = 0; b < o.length; b++) {
      if (o[b] == null) {
        o[b] = NONE;
      }
    }
    o[bridge] = Arrays.copyOf(o[bridge], Math.max(o[bridge].length, ofport + 1));
    if (owns) {
      o[bridge][ofport] |= 1L << lane;
    } else {
      o[bridge][ofport] &= ~(1L << lane);
    }
    owners = o;
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
