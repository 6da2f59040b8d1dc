package io.sluice.datapath;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;

/**
 * A number for the flow that a packet belongs to: the same for all its packets, on every lane and
 * whatever the rules look at. IP packets are told apart by addresses, protocol and ports; fragments
 * by addresses and protocol alone, because later ones have no ports; all else by MAC addresses and
 * type. Owned by the lane that asks.
 */
final class FlowHash {
  /** Enough for IPv6 behind two tags, with an extension header, and its ports. */
  private static final int HEAD = 96;

  private final long[] key = new long[FlowKey.STRIDE];

  /** The hash of packet {@code i}; copies more of it into its head when that is too short. */
  int of(PacketBurst burst, int i) {
    BurstFrames.pullUp(burst, i, HEAD);
    // No more than that, also when there is more: how much is there depends on the rules.
    int head = Math.min(burst.headLength[i], HEAD);
    HeaderParser.parse(
        burst.heads, burst.headOffset[i], head, burst.length[i], 0, key, 0, HeaderParser.Depth.ALL);
    return hash(key);
  }

  private static int hash(long[] k) {
    int type = FlowKey.dlType(k, 0);
    if (type != FlowKey.TYPE_IPV4 && type != FlowKey.TYPE_IPV6) {
      return finish(mix(mix(type, FlowKey.dlDst(k, 0)), FlowKey.dlSrc(k, 0)));
    }
    boolean fragment = (FlowKey.nwFrag(k, 0) & FlowKey.FRAG_ANY) != 0;
    long h = mix(FlowKey.nwProto(k, 0), fragment ? 0 : k[4] >>> 32);
    if (type == FlowKey.TYPE_IPV4) {
      return finish(mix(h, k[3]));
    }
    return finish(mix(mix(mix(mix(h, k[5]), k[6]), k[7]), k[8]));
  }

  private static long mix(long h, long word) {
    long x = (h ^ word) * 0x9E3779B97F4A7C15L;
    return x ^ x >>> 32;
  }

  private static int finish(long h) {
    return (int) (h * 0xD6E8FEB86659FD93L >>> 32);
  }
}
