package io.sluice.flow.pipeline;

/**
 * A field of the flow key that can be matched or set: where it lies ({@code word}, {@code shift},
 * {@code bits}) and what its first name in flow syntax is. A field of 128 bits lies in {@code word}
 * (high half) and {@code word + 1}.
 */
public enum Field {
  IN_PORT("in_port", 0, 48, 16),
  DL_TYPE("dl_type", 0, 32, 16),
  VLAN_TCI("vlan_tci", 0, 16, 16),
  NW_FRAG("nw_frag", 0, 8, 8),
  NW_PROTO("nw_proto", 0, 0, 8),
  DL_DST("dl_dst", 1, 16, 48),
  DL_SRC("dl_src", 2, 16, 48),
  NW_TOS("nw_tos", 2, 8, 8),
  NW_TTL("nw_ttl", 2, 0, 8),
  NW_SRC("nw_src", 3, 32, 32),
  NW_DST("nw_dst", 3, 0, 32),
  TP_SRC("tp_src", 4, 48, 16),
  TP_DST("tp_dst", 4, 32, 16),
  TCP_FLAGS("tcp_flags", 4, 16, 16),
  IPV6_SRC("ipv6_src", 5, 0, 128),
  IPV6_DST("ipv6_dst", 7, 0, 128),
  ND_TARGET("nd_target", 9, 0, 128),
  ARP_SHA("arp_sha", 11, 16, 48),
  ARP_THA("arp_tha", 12, 16, 48),
  IPV6_LABEL("ipv6_label", 13, 0, 20),

  // Only set, never matched, by these names: they share their place with the IPv4 fields.
  ARP_SPA("arp_spa", 3, 32, 32),
  ARP_TPA("arp_tpa", 3, 0, 32),
  ARP_OP("arp_op", 0, 0, 8);

  public final String label;
  public final int word;
  public final int shift;
  public final int bits;

  Field(String label, int word, int shift, int bits) {
    this.label = label;
    this.word = word;
    this.shift = shift;
    this.bits = bits;
  }

  /** Whether the field takes two words. */
  public boolean wide() {
    return bits == 128;
  }

  /** All bits of a narrow field, not shifted; of a wide field: all bits of one half. */
  public long ones() {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  /** A narrow field's value in a key. */
  public long get(long[] key, int base) {
    return key[base + word] >>> shift & ones();
  }

  /** Sets a narrow field in a key. */
  public void set(long[] key, int base, long value) {
    key[base + word] = key[base + word] & ~(ones() << shift) | (value & ones()) << shift;
  }

  /** Adds all of the field's bits to a mask. */
  public void cover(long[] mask) {
    mask[word] |= ones() << shift;
    if (wide()) {
      mask[word + 1] = -1L;
    }
  }
}
