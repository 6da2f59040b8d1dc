package io.sluice.flow.packet;

/**
 * Layout of a flow key: {@value #WORDS} longs; a field that a packet does not have is 0.
 *
 * <pre>
 *        63          48 47          32 31          16 15     8 7      0
 *   0   |   in_port    |   dl_type    |   vlan_tci   | nw_frag|nw_proto|
 *   1   |                 dl_dst                     |    inner tci    |
 *   2   |                 dl_src                     | nw_tos | nw_ttl |
 *   3   |        nw_src / arp_spa     |       nw_dst / arp_tpa         |
 *   4   |   tp_src     |   tp_dst     |  tcp_flags   |        0        |
 *   5,6   ipv6_src     7,8   ipv6_dst     9,10   nd_target
 *   11  |            arp_sha / nd_sll                |        0        |
 *   12  |            arp_tha / nd_tll                |        0        |
 *   13  |        outermost label      |0|n| behind |   ipv6_label      |
 *   14  |        second label         |          third label           |
 * </pre>
 *
 * <p>Words 0 to 4 hold everything of an IPv4 packet. vlan_tci is the outer tag with bit 12 set when
 * there is a tag (as OVS does); bits 7 and 6 of nw_frag tell that the outer and the inner tag are
 * 802.1ad ones (0x88a8), so that a tag can be put back as it was. ICMP's type and code lie in
 * tp_src and tp_dst, ARP's operation in nw_proto. dl_type is the type behind at most two tags.
 *
 * <p>Of an MPLS stack there are the three outermost entries, and how many of them there are (n).
 * What lies behind the stack is parsed too, by its first bits, into the words that it would have
 * without labels, and "behind" says what it was taken for: a rule sees it only when the labels have
 * been popped, so that this needs no second look at the packet.
 */
public final class FlowKey {
  public static final int WORDS = 15;

  /** Longs from one key to the next in an array of keys. */
  public static final int STRIDE = 16;

  /** Words that an IPv4 packet without ARP addresses can fill. */
  public static final int SHORT_WORDS = 5;

  public static final int IN_PORT_SHIFT = 48;
  public static final int DL_TYPE_SHIFT = 32;
  public static final int VLAN_TCI_SHIFT = 16;
  public static final int NW_FRAG_SHIFT = 8;

  public static final long IN_PORT_MASK = 0xffffL << IN_PORT_SHIFT;
  public static final long DL_TYPE_MASK = 0xffffL << DL_TYPE_SHIFT;
  public static final long VLAN_TCI_MASK = 0xffffL << VLAN_TCI_SHIFT;
  public static final long NW_FRAG_MASK = 0x03L << NW_FRAG_SHIFT;
  public static final long TPID_MASK = 0xc0L << NW_FRAG_SHIFT;
  public static final long INNER_TCI_MASK = 0xffffL;
  public static final long NW_PROTO_MASK = 0xffL;

  /** Set in vlan_tci when the frame has a tag. */
  public static final int VLAN_PRESENT = 0x1000;

  /** nw_frag: the packet is a fragment. */
  public static final int FRAG_ANY = 1;

  /** nw_frag: it is not the first one. */
  public static final int FRAG_LATER = 2;

  /** In nw_frag's byte: the outer tag is an 802.1ad one. */
  public static final int OUTER_IS_QINQ = 0x80;

  /** In nw_frag's byte: the inner tag is an 802.1ad one. */
  public static final int INNER_IS_QINQ = 0x40;

  public static final int TYPE_IPV4 = 0x0800;
  public static final int TYPE_ARP = 0x0806;
  public static final int TYPE_RARP = 0x8035;
  public static final int TYPE_VLAN = 0x8100;
  public static final int TYPE_QINQ = 0x88a8;
  public static final int TYPE_IPV6 = 0x86dd;

  public static final int TYPE_MPLS = 0x8847;
  public static final int TYPE_MPLS_MULTICAST = 0x8848;

  /** Entries of an MPLS stack that are known. */
  public static final int MAX_LABELS = 3;

  /** The word with the outermost entry and, in its low half, what is known of the stack. */
  public static final int LABEL_WORD = 13;

  public static final int LABEL_COUNT_SHIFT = 22;
  public static final int BEHIND_SHIFT = 20;
  public static final long LABEL_COUNT_MASK = 3L << LABEL_COUNT_SHIFT;
  public static final long BEHIND_MASK = 3L << BEHIND_SHIFT;
  public static final int BEHIND_UNKNOWN = 0;
  public static final int BEHIND_IPV4 = 1;
  public static final int BEHIND_IPV6 = 2;
  public static final int BEHIND_ARP = 3;

  /** Of an entry: the last of its stack. */
  public static final long BOTTOM_OF_STACK = 0x100;

  /** dl_type of a frame that has a length and no SNAP type, as OpenFlow 1.0 says. */
  public static final int TYPE_NONE = 0x05ff;

  public static final int PROTO_ICMP = 1;
  public static final int PROTO_TCP = 6;

  /** Bits of the TCP flags. */
  public static final int FIN_OR_RST = 0x005;

  public static final int PROTO_UDP = 17;
  public static final int PROTO_ICMPV6 = 58;
  public static final int PROTO_SCTP = 132;

  /** ICMPv6's types of neighbour discovery. */
  public static final int ND_SOLICIT = 135;

  public static final int ND_ADVERT = 136;

  private FlowKey() {}

  public static boolean isIp(int type) {
    return type == TYPE_IPV4 || type == TYPE_IPV6;
  }

  public static boolean isMpls(int type) {
    return type == TYPE_MPLS || type == TYPE_MPLS_MULTICAST;
  }

  public static int inPort(long[] k, int base) {
    return (int) (k[base] >>> IN_PORT_SHIFT);
  }

  public static int dlType(long[] k, int base) {
    return (int) (k[base] >>> DL_TYPE_SHIFT) & 0xffff;
  }

  public static int vlanTci(long[] k, int base) {
    return (int) (k[base] >>> VLAN_TCI_SHIFT) & 0xffff;
  }

  public static int nwFrag(long[] k, int base) {
    return (int) (k[base] >>> NW_FRAG_SHIFT) & 0xff;
  }

  public static int nwProto(long[] k, int base) {
    return (int) k[base] & 0xff;
  }

  public static long dlDst(long[] k, int base) {
    return k[base + 1] >>> 16;
  }

  public static long dlSrc(long[] k, int base) {
    return k[base + 2] >>> 16;
  }
}
