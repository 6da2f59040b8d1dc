package io.sluice.qos;

/**
 * So many tokens a second, of which some may gather. Owned by one thread, which passes the time in.
 *
 * <p>What has gathered is kept as the time that it took, so that a token may be anything from a
 * packet to a bit and rates from one a second to terabits neither overflow nor round away.
 */
public final class TokenBucket {
  private final double nsPerToken;
  private final double fullNs;
  private double creditNs;
  private long lastNs;
  private boolean started;

  /**
   * A full bucket.
   *
   * @param tokensPerSecond more than 0
   * @param burst how many tokens can gather, more than 0
   */
  public TokenBucket(double tokensPerSecond, double burst) {
    if (!(tokensPerSecond > 0) || !(burst > 0)) {
      throw new IllegalArgumentException("rate " + tokensPerSecond + ", burst " + burst);
    }
    nsPerToken = 1e9 / tokensPerSecond;
    fullNs = burst * nsPerToken;
    creditNs = fullNs;
  }

  /** Takes tokens if there are enough; else takes none. Time that goes backwards is no time. */
  public boolean take(long tokens, long nowNs) {
    if (started) {
      creditNs = Math.min(fullNs, creditNs + Math.max(0, nowNs - lastNs));
    }
    started = true;
    lastNs = nowNs;
    double costNs = tokens * nsPerToken;
    if (costNs > creditNs) {
      return false;
    }
    creditNs -= costNs;
    return true;
  }
}
