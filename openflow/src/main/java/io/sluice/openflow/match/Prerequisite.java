package io.sluice.openflow.match;

/** What must be matched before a field can be. ovs-fields(7), "prerequisites". */
public enum Prerequisite {
  NONE,
  ETHERNET,
  VLAN,
  MPLS,
  IPV4,
  IPV6,
  IP,
  ARP,
  TCP,
  UDP,
  SCTP,
  ICMPV4,
  ICMPV6,
  ND,
  ND_SOLICIT,
  ND_ADVERT,
  CT
}
