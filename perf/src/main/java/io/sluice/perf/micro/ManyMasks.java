package io.sluice.perf.micro;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules of up to 112 pairs of prefix lengths, and flows that hit one rule each. Packets of another
 * pair differ in the first bits of both addresses, so that every megaflow's mask is its rule's.
 */
final class ManyMasks {
  private static final int LONGEST = 32;
  private static final int DESTINATION_LENGTHS = 7;
  private static final int SHORTEST_SOURCE = 8;

  final int masks;
  final int flows;

  ManyMasks(int masks, int flows) {
    this.masks = masks;
    this.flows = flows;
  }

  List<String> rules() {
    List<String> rules = new ArrayList<>();
    for (int f = 0; f < flows; f++) {
      rules.add(
          "priority=100,udp,nw_src=%s/%d,nw_dst=%s/%d,actions=output:2"
              .formatted(
                  dotted(source(f)),
                  SHORTEST_SOURCE + f % masks / DESTINATION_LENGTHS,
                  dotted(destination(f)),
                  length(f)));
    }
    return rules;
  }

  int source(int flow) {
    return 10 + flow % masks / DESTINATION_LENGTHS << 24;
  }

  int destination(int flow) {
    // A network of each mask's own, with room for its flows.
    int network = flow % masks << (masks <= 16 ? 20 : 17);
    return 10 << 24 | network | flow / masks << LONGEST - length(flow);
  }

  private int length(int flow) {
    // One mask alone has room for every flow.
    return masks == 1 ? LONGEST : LONGEST - flow % masks % DESTINATION_LENGTHS;
  }

  private static String dotted(int a) {
    return (a >>> 24) + "." + (a >> 16 & 255) + "." + (a >> 8 & 255) + "." + (a & 255);
  }
}
