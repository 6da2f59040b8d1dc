package io.sluice.openflow.match;

/** Gathers what the fields of a match say, to tell which further ones can follow. */
public final class PrerequisiteCheck {
  private static final int VLAN_PRESENT = 0x1000;
  private static final int CT_VALID = 0x01 | 0x02 | 0x04 | 0x08 | 0x40 | 0x80;
  private static final int CT_INVALID = 0x10;
  private static final int CT_TRACKED = 0x20;

  private long etherType;
  private long protocol;
  private long icmpType;
  private long icmpCode;
  private long vlan;
  private long ctState;
  private long ctMask;

  public void add(MatchField field) {
    switch (field.field()) {
      case OXM_OF_ETH_TYPE, NXM_OF_ETH_TYPE -> etherType = field.number();
      case OXM_OF_IP_PROTO, NXM_OF_IP_PROTO -> protocol = field.number();
      case OXM_OF_ICMPV6_TYPE, NXM_NX_ICMPV6_TYPE -> icmpType = field.number();
      case OXM_OF_ICMPV6_CODE, NXM_NX_ICMPV6_CODE -> icmpCode = field.number();
      case OXM_OF_VLAN_VID, NXM_OF_VLAN_TCI -> vlan = field.number();
      case NXM_NX_CT_STATE -> {
        ctState = field.number();
        ctMask = field.maskNumber();
      }
      default -> {}
    }
  }

  public boolean met(Prerequisite prerequisite) {
    return switch (prerequisite) {
      case NONE, ETHERNET -> true;
      case VLAN -> (vlan & VLAN_PRESENT) != 0;
      case MPLS -> etherType == 0x8847 || etherType == 0x8848;
      case IPV4 -> etherType == 0x0800;
      case IPV6 -> etherType == 0x86dd;
      case IP -> etherType == 0x0800 || etherType == 0x86dd;
      case ARP -> etherType == 0x0806 || etherType == 0x8035;
      case TCP -> met(Prerequisite.IP) && protocol == 6;
      case UDP -> met(Prerequisite.IP) && protocol == 17;
      case SCTP -> met(Prerequisite.IP) && protocol == 132;
      case ICMPV4 -> etherType == 0x0800 && protocol == 1;
      case ICMPV6 -> etherType == 0x86dd && protocol == 58;
      case ND -> neighbour(135) || neighbour(136);
      case ND_SOLICIT -> neighbour(135);
      case ND_ADVERT -> neighbour(136);
      case CT ->
          (ctState & CT_VALID) != 0
              || (ctState & CT_TRACKED) != 0
                  && (ctMask & CT_INVALID) != 0
                  && (ctState & CT_INVALID) == 0;
    };
  }

  private boolean neighbour(int type) {
    return met(Prerequisite.ICMPV6) && icmpType == type && icmpCode == 0;
  }
}
