package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Field;
import io.sluice.openflow.match.OxmClass;
import io.sluice.openflow.match.OxmField;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Which of the switch's fields are which on the wire. */
final class Fields {
  private static final Map<String, Field> MATCHED = new HashMap<>();
  private static final Map<String, Field> WRITTEN = new HashMap<>();
  private static final Map<String, OxmField> NXM = new HashMap<>();
  private static final Map<String, OxmField> OXM = new HashMap<>();
  private static final Map<Field, OxmField> HEADERS = new EnumMap<>(Field.class);

  static {
    // Those that are called otherwise here.
    MATCHED.put("eth_src", Field.DL_SRC);
    MATCHED.put("eth_dst", Field.DL_DST);
    MATCHED.put("eth_type", Field.DL_TYPE);
    MATCHED.put("ip_src", Field.NW_SRC);
    MATCHED.put("ip_dst", Field.NW_DST);
    MATCHED.put("ip_frag", Field.NW_FRAG);
    // Those that share a place, as no packet has both.
    MATCHED.put("arp_op", Field.NW_PROTO);
    MATCHED.put("arp_spa", Field.NW_SRC);
    MATCHED.put("arp_tpa", Field.NW_DST);
    MATCHED.put("nd_sll", Field.ARP_SHA);
    MATCHED.put("nd_tll", Field.ARP_THA);
    for (String protocol : new String[] {"tcp", "udp", "sctp"}) {
      MATCHED.put(protocol + "_src", Field.TP_SRC);
      MATCHED.put(protocol + "_dst", Field.TP_DST);
    }
    for (String protocol : new String[] {"icmp", "icmpv6"}) {
      MATCHED.put(protocol + "_type", Field.TP_SRC);
      MATCHED.put(protocol + "_code", Field.TP_DST);
    }
    for (Field icmp :
        new Field[] {Field.ICMP_TYPE, Field.ICMP_CODE, Field.ICMPV6_TYPE, Field.ICMPV6_CODE}) {
      WRITTEN.put(icmp.label, icmp);
    }
    WRITTEN.put("nd_sll", Field.ND_SLL);
    WRITTEN.put("nd_tll", Field.ND_TLL);
    WRITTEN.put("arp_op", Field.ARP_OP);
    WRITTEN.put("arp_spa", Field.ARP_SPA);
    WRITTEN.put("arp_tpa", Field.ARP_TPA);
    for (Field field : Field.values()) {
      MATCHED.putIfAbsent(field.label, field);
    }
    for (OxmField field : OxmField.values()) {
      boolean nicira = field.oxmClass == OxmClass.NXM_0 || field.oxmClass == OxmClass.NXM_1;
      (nicira ? NXM : OXM).putIfAbsent(field.label, field);
    }
    for (Field field : Field.values()) {
      HEADERS.put(field, OxmField.valueOf(field.nxm));
    }
  }

  private Fields() {}

  /** The field that is matched, or null where the switch has none. */
  static Field matched(OxmField field) {
    return MATCHED.get(field.label);
  }

  /** The field that actions read and write, or null where the switch has none. */
  static Field written(OxmField field) {
    Field own = WRITTEN.get(field.label);
    return own != null ? own : MATCHED.get(field.label);
  }

  /** How a field is named in actions. */
  static OxmField header(Field field) {
    return HEADERS.get(field);
  }

  /**
   * The header of a name, in the version's own way.
   *
   * @param oxm whether OpenFlow's headers come before Nicira's
   */
  static OxmField header(String label, boolean oxm) {
    OxmField first = (oxm ? OXM : NXM).get(label);
    return first != null ? first : (oxm ? NXM : OXM).get(label);
  }
}
