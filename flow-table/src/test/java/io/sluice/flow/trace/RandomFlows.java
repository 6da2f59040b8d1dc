package io.sluice.flow.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Flows and packets in text, out of a small world, that Open vSwitch takes too. */
final class RandomFlows {
  private RandomFlows() {}

  static List<String> flows(Random r) {
    List<String> flows = new ArrayList<>();
    for (int table = 0; table < 4; table++) {
      TreeSet<Integer> priorities = new TreeSet<>();
      while (priorities.size() < 25) {
        priorities.add(2 + r.nextInt(1000));
      }
      for (int priority : priorities) {
        flows.add(
            "table=%d,priority=%d%s,actions=%s"
                .formatted(table, priority, match(r, table), actions(r, table)));
      }
    }
    flows.add("priority=1,actions=resubmit(,1),resubmit(,2)");
    return flows;
  }

  private static String match(Random r, int table) {
    StringBuilder m = new StringBuilder();
    String type = List.of("ip", "tcp", "udp", "ip", "tcp", "arp").get(r.nextInt(6));
    m.append(',').append(type);
    if (r.nextInt(3) == 0) {
      m.append(",in_port=").append(1 + r.nextInt(4));
    }
    if (r.nextInt(4) == 0) {
      m.append(",dl_dst=02:00:00:00:00:0").append(r.nextInt(3));
    }
    if (table > 0 && r.nextInt(3) == 0) {
      m.append(",reg0=0x").append(r.nextInt(3)).append("/0x3");
    }
    if (type.equals("arp")) {
      return m + (r.nextBoolean() ? ",arp_tpa=" + address(r) : ",arp_op=" + (1 + r.nextInt(2)));
    }
    if (r.nextInt(3) > 0) {
      m.append(",nw_dst=").append(address(r)).append('/').append(8 + r.nextInt(25));
    }
    if (r.nextInt(3) == 0) {
      m.append(",nw_src=").append(address(r)).append('/').append(8 + r.nextInt(25));
    }
    if (!type.equals("ip") && r.nextBoolean()) {
      m.append(',').append(type).append(r.nextBoolean() ? "_dst=" : "_src=").append(port(r));
    }
    return m.toString();
  }

  private static String actions(Random r, int table) {
    List<String> actions = new ArrayList<>();
    for (int n = 1 + r.nextInt(3); n > 0; n--) {
      actions.add(
          switch (r.nextInt(6)) {
            case 0 -> "load:0x" + r.nextInt(4) + "->NXM_NX_REG0[0..15]";
            case 1 -> "move:NXM_OF_IN_PORT[0..1]->NXM_NX_REG0[0..1]";
            case 2, 3 ->
                table < 3 ? "resubmit(," + (table + 1 + r.nextInt(3 - table)) + ")" : "IN_PORT";
            default -> "output:" + (1 + r.nextInt(5));
          });
    }
    return String.join(",", actions);
  }

  static String packet(Random r) {
    String type = List.of("tcp", "udp", "icmp", "arp", "tcp", "udp").get(r.nextInt(6));
    String base =
        "in_port=%d,%s,dl_dst=02:00:00:00:00:0%d".formatted(1 + r.nextInt(4), type, r.nextInt(3));
    if (type.equals("arp")) {
      return base + ",arp_tpa=" + address(r) + ",arp_op=" + (1 + r.nextInt(2));
    }
    base += ",nw_src=" + address(r) + ",nw_dst=" + address(r);
    return type.equals("icmp")
        ? base
        : base + "," + type + "_src=" + port(r) + "," + type + "_dst=" + port(r);
  }

  private static String address(Random r) {
    return "10." + r.nextInt(3) * 64 + "." + r.nextInt(2) * 128 + "." + r.nextInt(4);
  }

  private static int port(Random r) {
    return r.nextInt(3) << 10 | r.nextInt(4);
  }
}
