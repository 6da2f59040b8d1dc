package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.List;
import java.util.Random;

/** Rules and keys out of a small world, so that they meet. */
final class RandomRules {
  private final Random r;

  RandomRules(long seed) {
    r = new Random(seed);
  }

  FlowMod rule(int priority) {
    return FlowMod.add(0, priority, match(), List.of(new FlowAction.Output(1)));
  }

  private Match match() {
    Match m = anyMatch();
    while (m.matchMask().used.length < 3 && r.nextInt(20) > 0) {
      m = anyMatch(); // few that match nearly everything
    }
    return m;
  }

  private Match anyMatch() {
    Match.Builder m = new Match.Builder();
    if (r.nextInt(3) == 0) {
      m.exact(Field.IN_PORT, r.nextInt(4));
    }
    if (r.nextInt(6) == 0) {
      m.masked(Field.REG3, r.nextInt(4), r.nextInt(4));
    }
    if (r.nextInt(8) == 0) {
      m.exact(Field.METADATA, r.nextInt(3));
    }
    if (r.nextInt(5) == 0) {
      m.exact(Field.DL_DST, r.nextInt(4));
    }
    switch (r.nextInt(5)) {
      case 0 -> {}
      case 1 -> {
        m.exact(Field.DL_TYPE, FlowKey.TYPE_IPV6);
        int bits = r.nextInt(129);
        m.masked128(
            Field.IPV6_DST,
            address6(),
            r.nextInt(4),
            PrefixTrie.mask(Math.min(64, bits)),
            PrefixTrie.mask(Math.max(0, bits - 64)));
      }
      default -> ipv4(m);
    }
    return m.build();
  }

  private void ipv4(Match.Builder m) {
    m.exact(Field.DL_TYPE, FlowKey.TYPE_IPV4);
    if (r.nextBoolean()) {
      m.masked(Field.NW_DST, address(), prefix());
    }
    if (r.nextInt(3) == 0) {
      m.masked(Field.NW_SRC, address(), r.nextInt(4) == 0 ? r.nextInt() : prefix());
    }
    if (r.nextBoolean()) {
      m.exact(Field.NW_PROTO, r.nextBoolean() ? 6 : 17);
      if (r.nextBoolean()) {
        m.masked(Field.TP_DST, port(), r.nextInt(3) == 0 ? 0xfff0 : 0xffff);
      }
      if (r.nextInt(4) == 0) {
        m.exact(Field.TP_SRC, port());
      }
      if (r.nextInt(6) == 0) {
        m.masked(Field.TCP_FLAGS, 2, 2);
      }
    }
  }

  private long prefix() {
    int bits = 8 + r.nextInt(25);
    return -1L << 32 - bits;
  }

  private long address() {
    return 0x0a000000 | r.nextInt(4) << 22 | r.nextInt(3) << 12 | r.nextInt(5);
  }

  private long address6() {
    return 0x20010db800000000L | (long) r.nextInt(3) << 20 | r.nextInt(3);
  }

  private int port() {
    return r.nextInt(4) << 10 | r.nextInt(4);
  }

  /** A key of a packet somewhere in the pipeline. */
  long[] key() {
    long[] k = new long[PipelineKey.WORDS];
    Field.IN_PORT.set(k, 0, r.nextInt(4));
    Field.REG3.set(k, 0, r.nextInt(4));
    Field.METADATA.set(k, 0, r.nextInt(3));
    Field.DL_DST.set(k, 0, r.nextInt(4));
    Field.DL_SRC.set(k, 0, r.nextLong());
    if (r.nextInt(5) == 0) {
      Field.DL_TYPE.set(k, 0, FlowKey.TYPE_IPV6);
      k[7] = address6();
      k[8] = r.nextInt(4);
    } else {
      Field.DL_TYPE.set(k, 0, FlowKey.TYPE_IPV4);
      Field.NW_SRC.set(k, 0, address());
      Field.NW_DST.set(k, 0, address());
    }
    Field.NW_PROTO.set(k, 0, r.nextBoolean() ? 6 : 17);
    Field.TP_SRC.set(k, 0, port());
    Field.TP_DST.set(k, 0, port());
    Field.TCP_FLAGS.set(k, 0, r.nextInt(4));
    return k;
  }

  /** Another key with the same bits where a mask has them. */
  long[] sibling(long[] key, long[] mask) {
    long[] k = new long[key.length];
    for (int w = 0; w < k.length; w++) {
      // Few bits differ, so that the sibling is of the small world too.
      long noise = r.nextLong() & r.nextLong() & r.nextLong();
      k[w] = key[w] ^ noise & ~mask[w];
    }
    return k;
  }

  int below(int n) {
    return r.nextInt(n);
  }
}
