package io.sluice.flow.cache;

/**
 * One step of a verdict's program, executed in order on a packet's head. Immutable. {@link #opcode}
 * says what; {@link #value} and, for 128 bits, {@link #high} are its operand.
 */
public final class DatapathAction {
  /** To port {@code value}, as the packet is now. */
  public static final int OUTPUT = 0;

  /** Adds an outer tag; {@code value} is tpid << 16 | tci without the present bit. */
  public static final int PUSH_VLAN = 1;

  public static final int POP_VLAN = 2;
  public static final int SET_DL_SRC = 3;
  public static final int SET_DL_DST = 4;

  /** Sets the outer tag's TCI; there is a tag. */
  public static final int SET_VLAN_TCI = 5;

  public static final int SET_NW_SRC = 6;
  public static final int SET_NW_DST = 7;
  public static final int SET_IPV6_SRC = 8;
  public static final int SET_IPV6_DST = 9;

  /** Sets bits {@code high} of the TOS or traffic class byte. */
  public static final int SET_NW_TOS = 10;

  public static final int SET_NW_TTL = 11;

  /** The packet's program ends when the TTL is used up. */
  public static final int DEC_TTL = 12;

  public static final int SET_TP_SRC = 13;
  public static final int SET_TP_DST = 14;
  public static final int SET_IPV6_LABEL = 15;
  public static final int SET_ARP_SPA = 16;
  public static final int SET_ARP_TPA = 17;
  public static final int SET_ARP_SHA = 18;
  public static final int SET_ARP_THA = 19;
  public static final int SET_ARP_OP = 20;

  /** Remembers the packet as it is; programs nest these to a depth of {@value #MAX_SAVED}. */
  public static final int SAVE = 21;

  /** Makes the packet again what it was at the SAVE that this belongs to. */
  public static final int RESTORE = 22;

  /** To the controllers, as {@link #detail}, a {@link Punt}, says. */
  public static final int CONTROLLER = 23;

  /**
   * Throttles by meter {@code value}: the packet's program ends here, goes on, or goes on with
   * another DSCP.
   */
  public static final int METER = 24;

  /** Adds an MPLS entry behind the tags; {@code value} is the Ethernet type << 32 | the entry. */
  public static final int PUSH_MPLS = 25;

  /** Takes the outermost MPLS entry away; {@code value} is the Ethernet type then. */
  public static final int POP_MPLS = 26;

  /** Sets bits {@code high} of the outermost MPLS entry. */
  public static final int SET_MPLS = 27;

  /** The packet's program ends when the outermost MPLS entry's TTL is used up. */
  public static final int DEC_MPLS_TTL = 28;

  /** To port {@code value}, the first {@code high} bytes of the packet at most. */
  public static final int OUTPUT_TRUNCATED = 29;

  public static final int SET_ICMP_TYPE = 30;
  public static final int SET_ICMP_CODE = 31;
  public static final int SET_ND_TARGET = 32;
  public static final int SET_ND_SLL = 33;
  public static final int SET_ND_TLL = 34;

  public static final int MAX_SAVED = 8;

  private static final String[] NAMES = {
    "output",
    "push_vlan",
    "pop_vlan",
    "set_dl_src",
    "set_dl_dst",
    "set_vlan_tci",
    "set_nw_src",
    "set_nw_dst",
    "set_ipv6_src",
    "set_ipv6_dst",
    "set_nw_tos",
    "set_nw_ttl",
    "dec_ttl",
    "set_tp_src",
    "set_tp_dst",
    "set_ipv6_label",
    "set_arp_spa",
    "set_arp_tpa",
    "set_arp_sha",
    "set_arp_tha",
    "set_arp_op",
    "save",
    "restore",
    "controller",
    "meter",
    "push_mpls",
    "pop_mpls",
    "set_mpls",
    "dec_mpls_ttl",
    "output_truncated",
    "set_icmp_type",
    "set_icmp_code",
    "set_nd_target",
    "set_nd_sll",
    "set_nd_tll"
  };

  public final int opcode;
  public final long value;
  public final long high;

  /** Which bits of {@link #value} count; all ones but where a part of a field is set. */
  public final long mask;

  /** Which bits of {@link #high} count, of fields of 128 bits. */
  public final long maskHigh;

  /** What does not fit in numbers: a {@link Punt}, or those of DEC_TTL. */
  public final Object detail;

  DatapathAction(int opcode, long high, long value, long maskHigh, long mask, Object detail) {
    this.opcode = opcode;
    this.high = high;
    this.value = value;
    this.maskHigh = maskHigh;
    this.mask = mask;
    this.detail = detail;
  }

  DatapathAction(int opcode, long high, long value) {
    this(opcode, high, value, -1L, -1L, null);
  }

  DatapathAction(int opcode, long value) {
    this(opcode, 0, value);
  }

  /** Whether only some bits of the field are set. */
  public boolean partial() {
    return (mask & maskHigh) != -1L;
  }

  /** Whether it is seen: the packet leaves the bridge here, or is counted. */
  boolean emits() {
    return opcode == OUTPUT
        || opcode == OUTPUT_TRUNCATED
        || opcode == CONTROLLER
        || opcode == METER
        || opcode == DEC_TTL && detail != null;
  }

  /** Whether the packet is another one afterwards. */
  boolean rewrites() {
    return opcode != OUTPUT
        && opcode != OUTPUT_TRUNCATED
        && opcode != CONTROLLER
        && opcode != SAVE
        && opcode != RESTORE;
  }

  /** Operand of 32 bits or less: port, TCI with TPID, address, ... */
  public int intValue() {
    return (int) value;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DatapathAction a
        && opcode == a.opcode
        && value == a.value
        && high == a.high
        && mask == a.mask
        && maskHigh == a.maskHigh
        && (detail instanceof Punt[] p && a.detail instanceof Punt[] q
            ? java.util.Arrays.equals(p, q)
            : java.util.Objects.equals(detail, a.detail));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value * 31 + high) * 31 + opcode;
  }

  @Override
  public String toString() {
    return opcode == OUTPUT
        ? "output:" + value
        : NAMES[opcode]
            + (high != 0 ? ":" + Long.toHexString(high) : "")
            + ":"
            + Long.toHexString(value);
  }
}
