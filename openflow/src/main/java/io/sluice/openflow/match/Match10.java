package io.sluice.openflow.match;

import io.sluice.openflow.wire.Struct;

/**
 * The match of OpenFlow 1.0, {@code ofp_match} of section 5.2.3, as it lies on the wire.
 *
 * @param wildcards which fields do not count; six bits each say how many low bits of the IPv4
 *     addresses do not
 */
public record Match10(
    long wildcards,
    long inPort,
    long dlSrc,
    long dlDst,
    int dlVlan,
    int dlVlanPcp,
    int dlType,
    int nwTos,
    int nwProto,
    long nwSrc,
    long nwDst,
    int tpSrc,
    int tpDst)
    implements Match {

  public static final int IN_PORT = 1 << 0;
  public static final int DL_VLAN = 1 << 1;
  public static final int DL_SRC = 1 << 2;
  public static final int DL_DST = 1 << 3;
  public static final int DL_TYPE = 1 << 4;
  public static final int NW_PROTO = 1 << 5;
  public static final int TP_SRC = 1 << 6;
  public static final int TP_DST = 1 << 7;
  public static final int NW_SRC_SHIFT = 8;
  public static final int NW_DST_SHIFT = 14;
  public static final int DL_VLAN_PCP = 1 << 20;
  public static final int NW_TOS = 1 << 21;
  public static final int ALL = (1 << 22) - 1;

  /** {@link #dlVlan} of a packet without a tag. */
  public static final int VLAN_NONE = 0xffff;

  public static final Match10 ANY =
      new Match10(
          ALL & ~(0x3f << NW_SRC_SHIFT | 0x3f << NW_DST_SHIFT)
              | 32 << NW_SRC_SHIFT
              | 32 << NW_DST_SHIFT,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0);

  public static final Struct<Match10> LAYOUT =
      (w, m) ->
          new Match10(
              w.u32(m, Match10::wildcards),
              w.port16(m, Match10::inPort),
              w.u48(m, Match10::dlSrc),
              w.u48(m, Match10::dlDst),
              w.u16(m, Match10::dlVlan),
              w.u8(m, Match10::dlVlanPcp),
              w.pad(1).u16(m, Match10::dlType),
              w.u8(m, Match10::nwTos),
              w.u8(m, Match10::nwProto),
              w.pad(2).u32(m, Match10::nwSrc),
              w.u32(m, Match10::nwDst),
              w.u16(m, Match10::tpSrc),
              w.u16(m, Match10::tpDst));

  /** Whether the field of this wildcard bit does not count. */
  public boolean wild(int bit) {
    return (wildcards & bit) != 0;
  }

  /** How many high bits of the source address count. */
  public int nwSrcPrefix() {
    return prefix(NW_SRC_SHIFT);
  }

  /** How many high bits of the destination address count. */
  public int nwDstPrefix() {
    return prefix(NW_DST_SHIFT);
  }

  private int prefix(int shift) {
    return Math.max(0, 32 - (int) (wildcards >>> shift & 0x3f));
  }
}
