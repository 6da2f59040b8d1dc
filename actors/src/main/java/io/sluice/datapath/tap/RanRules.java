package io.sluice.datapath.tap;

import io.sluice.flow.cache.Verdict;

/**
 * Which rules were carried out for the packets in work, as far as this lane knows: all where it
 * looked them up; one where another lane did, which told with the packet. Owned by the lane.
 */
final class RanRules {
  private Verdict[] verdicts;
  private boolean[] told;
  private long[] cookies;

  void lookedUp(Verdict[] found) {
    verdicts = found;
    told = null;
  }

  void toldBy(boolean[] rules, long[] theirCookies) {
    verdicts = null;
    told = rules;
    cookies = theirCookies;
  }

  void unknown() {
    verdicts = null;
    told = null;
  }

  boolean ran(int i, long cookie) {
    return verdicts != null
        ? verdicts[i].ranRule(cookie)
        : told != null && told[i] && cookies[i] == cookie;
  }

  boolean any(int i) {
    return verdicts != null ? verdicts[i].hasRule() : told != null && told[i];
  }

  /** The cookie of the last one, if there is {@link #any}. */
  long last(int i) {
    return verdicts != null ? verdicts[i].lastCookie() : cookies[i];
  }
}
