package io.sluice.flow.trace;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.Punt;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.text.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the steps of a verdict as OVS writes datapath actions. */
public final class DatapathText {
  private DatapathText() {}

  /**
   * All steps, or "drop".
   *
   * @param key of a packet that they are for
   */
  public static String write(DatapathAction[] actions, long[] key) {
    StringBuilder s = new StringBuilder();
    for (DatapathAction a : actions) {
      boolean inside = s.isEmpty() || s.charAt(s.length() - 1) == '(';
      if (a.opcode == DatapathAction.RESTORE) {
        s.append(')');
      } else {
        s.append(inside ? "" : ",").append(step(a, key));
      }
    }
    return s.isEmpty() ? "drop" : s.toString();
  }

  private static String step(DatapathAction a, long[] key) {
    boolean v6 = FlowKey.dlType(key, 0) == FlowKey.TYPE_IPV6;
    String ip = v6 ? "ipv6" : "ipv4";
    String l4 =
        switch (FlowKey.nwProto(key, 0)) {
          case FlowKey.PROTO_TCP -> "tcp";
          case FlowKey.PROTO_SCTP -> "sctp";
          case FlowKey.PROTO_ICMP -> "icmp";
          case FlowKey.PROTO_ICMPV6 -> "icmpv6";
          default -> "udp";
        };
    return switch (a.opcode) {
      case DatapathAction.OUTPUT -> Long.toString(a.value);
      case DatapathAction.OUTPUT_TRUNCATED -> "trunc(" + a.high + ")," + a.value;
      case DatapathAction.PUSH_MPLS ->
          "push_mpls(%s,eth_type=0x%x)".formatted(mpls(a.value, 0xffffffffL), a.value >>> 32);
      case DatapathAction.POP_MPLS -> "pop_mpls(eth_type=0x%x)".formatted(a.value);
      case DatapathAction.SET_MPLS -> "set(mpls(" + mpls(a.value, a.high) + "))";
      case DatapathAction.SAVE -> "clone(";
      case DatapathAction.PUSH_VLAN -> pushVlan(a);
      case DatapathAction.POP_VLAN -> "pop_vlan";
      case DatapathAction.SET_VLAN_TCI -> "set(vlan(" + vlan(a) + "))";
      case DatapathAction.SET_DL_SRC -> set("eth", "src", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_DL_DST -> set("eth", "dst", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_NW_SRC -> set("ipv4", "src", v4(a.value), v4(a.mask), a);
      case DatapathAction.SET_NW_DST -> set("ipv4", "dst", v4(a.value), v4(a.mask), a);
      case DatapathAction.SET_IPV6_SRC -> set("ipv6", "src", v6(a), v6Mask(a), a);
      case DatapathAction.SET_IPV6_DST -> set("ipv6", "dst", v6(a), v6Mask(a), a);
      case DatapathAction.SET_NW_TOS ->
          "set(%s(%s=%#x/%#x))".formatted(ip, v6 ? "tclass" : "tos", a.value, a.high);
      case DatapathAction.SET_NW_TTL -> set(ip, v6 ? "hlimit" : "ttl", "" + a.value, hex(a), a);
      case DatapathAction.DEC_TTL -> "dec_ttl";
      case DatapathAction.SET_TP_SRC -> set(l4, "src", "" + a.value, hex(a), a);
      case DatapathAction.SET_TP_DST -> set(l4, "dst", "" + a.value, hex(a), a);
      case DatapathAction.SET_ICMP_TYPE -> set(l4, "type", "" + a.value, hex(a), a);
      case DatapathAction.SET_ICMP_CODE -> set(l4, "code", "" + a.value, hex(a), a);
      case DatapathAction.SET_ND_TARGET -> set("nd", "target", v6(a), v6Mask(a), a);
      case DatapathAction.SET_ND_SLL -> set("nd", "sll", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_ND_TLL -> set("nd", "tll", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_IPV6_LABEL -> set("ipv6", "label", "" + a.value, hex(a), a);
      case DatapathAction.SET_ARP_SPA -> set("arp", "sip", v4(a.value), v4(a.mask), a);
      case DatapathAction.SET_ARP_TPA -> set("arp", "tip", v4(a.value), v4(a.mask), a);
      case DatapathAction.SET_ARP_SHA -> set("arp", "sha", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_ARP_THA -> set("arp", "tha", mac(a.value), mac(a.mask), a);
      case DatapathAction.SET_ARP_OP -> set("arp", "op", "" + a.value, hex(a), a);
      case DatapathAction.METER -> "meter(" + a.value + ")";
      case DatapathAction.CONTROLLER -> controller((Punt) a.detail);
      default -> a.toString();
    };
  }

  private static String set(
      String header, String field, String value, String mask, DatapathAction a) {
    return "set(" + header + "(" + field + "=" + value + (a.partial() ? "/" + mask : "") + "))";
  }

  private static String mac(long v) {
    return Addresses.mac(v & 0xffff_ffff_ffffL);
  }

  private static String v4(long v) {
    return Addresses.ipv4(v & 0xffff_ffffL);
  }

  private static String v6(DatapathAction a) {
    return Addresses.ipv6(a.high, a.value);
  }

  private static String v6Mask(DatapathAction a) {
    return Addresses.ipv6(a.maskHigh, a.mask);
  }

  private static String hex(DatapathAction a) {
    return "0x" + Long.toHexString(a.mask);
  }

  private static String vlan(DatapathAction a) {
    return "vid=" + (a.value & 0xfff) + ",pcp=" + (a.value >>> 13 & 7);
  }

  /** The parts of an entry that a mask has. */
  private static String mpls(long entry, long mask) {
    List<String> parts = new ArrayList<>();
    part(parts, "label", entry, mask, 0xfffff000L);
    part(parts, "tc", entry, mask, 0xe00);
    part(parts, "ttl", entry, mask, 0xff);
    part(parts, "bos", entry, mask, FlowKey.BOTTOM_OF_STACK);
    return String.join(",", parts);
  }

  private static void part(List<String> parts, String name, long entry, long mask, long bits) {
    if ((mask & bits) != 0) {
      int shift = Long.numberOfTrailingZeros(bits);
      String suffix = (mask & bits) == bits ? "" : "/0x%x".formatted((mask & bits) >>> shift);
      parts.add(name + "=" + ((entry & bits) >>> shift) + suffix);
    }
  }

  private static String pushVlan(DatapathAction a) {
    int tpid = (int) (a.value >>> 16) & 0xffff;
    String type = tpid == FlowKey.TYPE_VLAN ? "" : "tpid=0x%x,".formatted(tpid);
    return "push_vlan(" + type + vlan(a) + ")";
  }

  private static String controller(Punt p) {
    return String.format(
        Locale.ROOT,
        "userspace(controller(reason=%d,rule_cookie=%#x,controller_id=%d,max_len=%d))",
        p.reason(),
        p.cookie(),
        p.controllerId(),
        p.maxLength());
  }
}
