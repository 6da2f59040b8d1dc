package io.sluice.flow.cache;

/**
 * What a packet takes in each tier of a lookup, from the bursts that are timed: one in {@value
 * #EVERY}. A burst has packets of several tiers; what is above the mean of a faster tier is the
 * slower one's. Owned by the lane, which reads the clock.
 */
public final class TierTimes {
  /** Of so many bursts one is timed. */
  public static final int EVERY = 1024;

  /** Of so many packets the older half counts half: what was not compiled yet is forgotten. */
  private static final int FADING = 1 << 14;

  private static final int EXACT = 0;
  private static final int MEGAFLOW = 1;
  private static final int SLOW = 2;

  private final LaneLookup lookup;
  private final long[] ns = new long[3];
  private final long[] packets = new long[3];
  private int untilNext = EVERY;
  private long exact;
  private long megaflow;
  private long slow;

  TierTimes(LaneLookup lookup) {
    this.lookup = lookup;
  }

  /** Whether the next burst is to be timed: {@link #start} is called before it then. */
  public boolean due() {
    return --untilNext == 0;
  }

  /** A burst is going to be classified, and timed. */
  public void start() {
    untilNext = EVERY;
    exact = lookup.exactHits();
    megaflow = lookup.megaflowHits();
    slow = lookup.slowPath();
  }

  /** The burst was classified in so much time. */
  public void end(long elapsedNs) {
    long rest = elapsedNs;
    long byExact = lookup.exactHits() - exact;
    long byMegaflow = lookup.megaflowHits() - megaflow;
    long bySlow = lookup.slowPath() - slow;
    if (byMegaflow + bySlow > 0) {
      rest -= expected(EXACT, byExact);
      if (bySlow > 0) {
        rest -= expected(MEGAFLOW, byMegaflow);
        add(SLOW, bySlow, rest);
      } else {
        add(MEGAFLOW, byMegaflow, rest);
      }
    } else {
      add(EXACT, byExact, rest);
    }
  }

  private long expected(int tier, long n) {
    return packets[tier] == 0 ? 0 : ns[tier] / packets[tier] * n;
  }

  private void add(int tier, long n, long elapsedNs) {
    if (packets[tier] > FADING) {
      packets[tier] >>= 1;
      ns[tier] >>= 1;
    }
    packets[tier] += n;
    ns[tier] += Math.max(0, elapsedNs);
  }

  /** Nanoseconds a packet of each tier, the exact cache's first; negative: none was timed. */
  double[] means() {
    double[] means = new double[3];
    for (int tier = 0; tier < means.length; tier++) {
      means[tier] = packets[tier] == 0 ? -1 : (double) ns[tier] / packets[tier];
    }
    return means;
  }
}
