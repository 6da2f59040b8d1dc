package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;

/**
 * Whether a rule's actions find what they need in every packet that its match lets through. Since
 * OpenFlow 1.1 a rule that does not promise it is refused; in 1.0 its own actions did nothing then,
 * and Nicira's are refused.
 */
public final class Prerequisites {
  private int type;
  private int proto;

  /** Of ICMPv6; what is not matched is 0. */
  private int icmpType;

  private int icmpCode;
  private boolean tagged;

  /** Whether actions may be for a packet that another rule is to see first. */
  private boolean later;

  /** Which actions are refused where they do not find what they need. */
  private enum Refused {
    NONE,
    /** As in OpenFlow 1.0. */
    NICIRAS,
    ALL
  }

  private final Refused refused;

  public Prerequisites(Match match) {
    this(match, Refused.ALL);
  }

  private Prerequisites(Match match, Refused refused) {
    this.refused = refused;
    type = match.isExact(Field.DL_TYPE) ? (int) match.value(Field.DL_TYPE) : -1;
    proto = match.isExact(Field.NW_PROTO) ? (int) match.value(Field.NW_PROTO) : -1;
    icmpType = (int) match.value(Field.TP_SRC);
    icmpCode = (int) match.value(Field.TP_DST);
    tagged = (match.value(Field.VLAN_TCI) & FlowKey.VLAN_PRESENT) != 0;
  }

  /** What a packet that is handed in is known to be. */
  Prerequisites(PacketOut out, long[] key) {
    this(PacketOut.known(key), out.old() ? Refused.NICIRAS : Refused.ALL);
  }

  private Prerequisites(Prerequisites other) {
    refused = other.refused;
    type = other.type;
    proto = other.proto;
    icmpType = other.icmpType;
    icmpCode = other.icmpCode;
    tagged = other.tagged;
    later = other.later;
  }

  /** What the match of a rule that is added promises. */
  static Prerequisites of(FlowMod mod) {
    if (mod.has(FlowMod.Flag.OPENFLOW_1_0)) {
      return new Prerequisites(mod.match(), Refused.NICIRAS);
    }
    boolean all = mod.has(FlowMod.Flag.OPENFLOW_1_2);
    return new Prerequisites(mod.match(), all ? Refused.ALL : Refused.NONE);
  }

  /** Of a bucket, which takes any packet. */
  public static Prerequisites unasked() {
    return new Prerequisites(Match.ALL, Refused.NONE);
  }

  /** For actions on a packet of their own: what they make of it ends with them. */
  public Prerequisites copy() {
    return new Prerequisites(this);
  }

  /** For an action set, as Open vSwitch has it: its packet may have become what they need. */
  public Prerequisites forSet() {
    Prerequisites set = copy();
    set.later = true;
    return set;
  }

  /**
   * Checks one action and knows the packet behind it.
   *
   * @throws FlowException of kind MATCH_INCONSISTENT
   */
  public void check(FlowAction action) {
    if (refused != Refused.NONE) {
      verify(action);
    }
    follow(action);
  }

  /** Knows the packet behind an action that does nothing where it finds nothing. */
  public void follow(FlowAction action) {
    switch (action) {
      case FlowAction.SetVlan _, FlowAction.PushVlan _ -> tagged = true;
      case FlowAction.PopVlan _ -> tagged = false;
      case FlowAction.PushMpls(int pushed) -> becomes(pushed);
      case FlowAction.PopMpls(int below) -> becomes(below);
      default -> {}
    }
  }

  private void verify(FlowAction action) {
    if (!later && refused == Refused.ALL) {
      verifyNow(action);
    }
    switch (action) {
      // Version 1.0's own, and what Nicira has in its manner.
      case FlowAction.SetField set
          when refused == Refused.NICIRAS && set.as() == FlowAction.SetField.Spelling.OWN -> {}
      case FlowAction.SetField set -> {
        require(tagged || set.field() != Field.VLAN_VID, set.field().label, "a VLAN tag");
        need(set.field());
      }
      case FlowAction.Move(Subfield from, Subfield to) -> {
        need(from.field());
        need(to.field());
      }
      case FlowAction.StackPush(Subfield from) -> need(from.field());
      case FlowAction.StackPop(Subfield to) -> need(to.field());
      case FlowAction.OutputReg(Subfield from, _) -> need(from.field());
      case FlowAction.Multipath m -> need(m.to().field());
      case FlowAction.Bundle b -> {
        if (b.to() != null) {
          need(b.to().field());
        }
      }
      case FlowAction.Learn(LearnSpec spec) -> verify(spec);
      default -> {}
    }
  }

  /** What is read must be in the packet; what is matched or loaded, in packets of the new rule. */
  private void verify(LearnSpec spec) {
    Match.Builder match = new Match.Builder();
    for (LearnSpec.Part part : spec.parts()) {
      Prerequisites learned = new Prerequisites(match.build());
      switch (part) {
        case LearnSpec.Part.MatchField(Subfield from, Subfield to) -> {
          need(from.field());
          learned.need(to.field());
        }
        case LearnSpec.Part.LoadField(Subfield from, Subfield to) -> {
          need(from.field());
          learned.need(to.field());
        }
        case LearnSpec.Part.OutputField(Subfield from) -> need(from.field());
        case LearnSpec.Part.LoadValue(_, _, Subfield to) -> learned.need(to.field());
        case LearnSpec.Part.MatchValue(long hi, long lo, Subfield to) -> {
          learned.need(to.field());
          match.bits(to.field(), to.high(hi, lo), to.placeLo(lo), to.maskHi(), to.maskLo());
        }
      }
    }
  }

  private void verifyNow(FlowAction action) {
    switch (action) {
      case FlowAction.DecTtl _ -> require(ip(), "dec_ttl", "ip or ipv6");
      case FlowAction.FinTimeout _ ->
          require(ip() && proto == FlowKey.PROTO_TCP, "fin_timeout", "tcp");
      case FlowAction.SetTos _ -> require(ip(), "setting the TOS", "ip or ipv6");
      case FlowAction.PopVlan _ -> require(tagged, "pop_vlan", "a VLAN tag");
      case FlowAction.PopMpls _ -> require(FlowKey.isMpls(type), "pop_mpls", "mpls");
      case FlowAction.DecMplsTtl _ -> require(FlowKey.isMpls(type), "dec_mpls_ttl", "mpls");
      default -> {}
    }
  }

  /** A packet of another type: its protocol is not known. */
  private void becomes(int etherType) {
    type = etherType;
    proto = -1;
  }

  private boolean ip() {
    return FlowKey.isIp(type);
  }

  private void need(Field field) {
    boolean v6 = type == FlowKey.TYPE_IPV6;
    boolean arp = type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
    boolean icmp6 = v6 && proto == FlowKey.PROTO_ICMPV6;
    boolean solicit = icmp6 && icmpType == FlowKey.ND_SOLICIT && icmpCode == 0;
    boolean advert = icmp6 && icmpType == FlowKey.ND_ADVERT && icmpCode == 0;
    boolean icmp = type == FlowKey.TYPE_IPV4 && proto == FlowKey.PROTO_ICMP;
    boolean ports =
        ip()
            && (proto == FlowKey.PROTO_TCP
                || proto == FlowKey.PROTO_UDP
                || proto == FlowKey.PROTO_SCTP);
    switch (field) {
      case VLAN_PCP -> require(tagged, field.label, "a VLAN tag");
      case NW_SRC, NW_DST -> require(type == FlowKey.TYPE_IPV4, field.label, "ip");
      case NW_TOS, IP_DSCP, NW_ECN, NW_TTL, NW_PROTO, NW_FRAG ->
          require(ip(), field.label, "ip or ipv6");
      case TP_SRC, TP_DST -> require(ports, field.label, "tcp, udp or sctp");
      case TCP_FLAGS -> require(ip() && proto == FlowKey.PROTO_TCP, field.label, "tcp");
      case ICMP_TYPE, ICMP_CODE -> require(icmp, field.label, "icmp");
      case ICMPV6_TYPE, ICMPV6_CODE -> require(icmp6, field.label, "icmp6");
      case ARP_SPA, ARP_TPA, ARP_OP, ARP_SHA, ARP_THA -> require(arp, field.label, "arp");
      case ND_SLL -> require(solicit, field.label, "icmp6,icmp_type=135");
      case ND_TLL -> require(advert, field.label, "icmp6,icmp_type=136");
      case IPV6_SRC, IPV6_DST, IPV6_LABEL -> require(v6, field.label, "ipv6");
      case ND_TARGET -> require(solicit || advert, field.label, "icmp6,icmp_type=135 or 136");
      case MPLS_LABEL, MPLS_TC, MPLS_BOS, MPLS_TTL ->
          require(FlowKey.isMpls(type), field.label, "mpls");
      default -> {}
    }
  }

  private static void require(boolean there, String what, String prerequisite) {
    if (!there) {
      throw new FlowException(
          FlowException.Kind.MATCH_INCONSISTENT,
          what + " needs a match of " + prerequisite + " in the same flow");
    }
  }
}
