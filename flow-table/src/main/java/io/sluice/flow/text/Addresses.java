package io.sluice.flow.text;

/** Addresses as people write them. */
public final class Addresses {
  private Addresses() {}

  public static String mac(long mac) {
    return MatchWriter.mac(mac);
  }

  public static String ipv4(long address) {
    return MatchWriter.ipv4(address);
  }

  /** As RFC 5952 writes it. */
  public static String ipv6(long high, long low) {
    return MatchWriter.ipv6(high, low);
  }
}
