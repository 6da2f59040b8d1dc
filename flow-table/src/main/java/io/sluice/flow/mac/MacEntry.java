package io.sluice.flow.mac;

/** A learned address as listed. */
public record MacEntry(long mac, int vlan, int ofport, long lastSeenNs) {
  /** The address as people write it. */
  public String macText() {
    StringBuilder s = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int b = (int) (mac >>> shift) & 0xff;
      s.append(Character.forDigit(b >>> 4, 16)).append(Character.forDigit(b & 15, 16));
      if (shift > 0) {
        s.append(':');
      }
    }
    return s.toString();
  }
}
