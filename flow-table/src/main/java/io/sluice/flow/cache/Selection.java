package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.PortConfig;
import java.util.List;

/**
 * Choices by hash: of a group's bucket, a multipath's link, a bundle's port. The same flow gets the
 * same answer on every lane and after every restart, and when one choice goes only its flows move
 * (highest random weight). Part of the slow path.
 */
final class Selection {
  private static final int MAX_GROUP_DEPTH = 32;
  private final Translation t;

  Selection(Translation t) {
    this.t = t;
  }

  /** The bucket of a SELECT group, by weight among those alive; -1: there is none. */
  int bucket(Group group) {
    long hash = fiveTuple();
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    List<Group.Bucket> buckets = group.buckets();
    for (int i = 0; i < buckets.size(); i++) {
      Group.Bucket b = buckets.get(i);
      if (b.weight() == 0 || !alive(b, 0)) {
        continue;
      }
      // -w / ln(u) of a u in (0, 1): the largest wins with a probability proportional to w.
      double u = ((mix(hash ^ mix(b.id() + 1L)) >>> 11) + 1) * 0x1p-53;
      double score = u >= 1 ? Double.MAX_VALUE : b.weight() / -Math.log(u);
      if (score > bestScore) {
        bestScore = score;
        best = i;
      }
    }
    return best;
  }

  /** The first bucket that is alive; -1: there is none. */
  int firstAlive(Group group) {
    for (int i = 0; i < group.buckets().size(); i++) {
      if (alive(group.buckets().get(i), 0)) {
        return i;
      }
    }
    return -1;
  }

  private boolean alive(Group.Bucket b, int depth) {
    if (b.watchPort() == Group.NO_WATCH && b.watchGroup() == Group.NO_WATCH) {
      return true;
    }
    return b.watchPort() != Group.NO_WATCH && alive(b.watchPort())
        || b.watchGroup() != Group.NO_WATCH && groupAlive(b.watchGroup(), depth + 1);
  }

  private boolean groupAlive(int id, int depth) {
    PipelineSnapshot snapshot = t.snapshot;
    Group g = snapshot.group(id);
    return g != null
        && depth < MAX_GROUP_DEPTH
        && g.buckets().stream().anyMatch(b -> alive(b, depth));
  }

  private boolean alive(int ofport) {
    PortConfig port = t.snapshot.port(ofport);
    return port != null && port.live();
  }

  /** The link of a multipath action. */
  long link(FlowAction.Multipath m) {
    long hash = hash(m.fields(), m.basis());
    int n = m.links();
    return switch (m.algorithm()) {
      case MODULO_N -> Integer.remainderUnsigned((int) hash, n);
      case HASH_THRESHOLD -> (hash & 0xffffffffL) * n >>> 32;
      case ITER_HASH -> iterated(hash, n);
      default -> highest(hash, n);
    };
  }

  private static long highest(long hash, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (Long.compareUnsigned(mix(hash ^ mix(i)), mix(hash ^ mix(best))) > 0) {
        best = i;
      }
    }
    return best;
  }

  /** Links are a number below a power of two: hashed on until it is one. */
  private static long iterated(long hash, int n) {
    int below = n == 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    long h = hash;
    while ((h & below - 1) >= n) {
      h = mix(h);
    }
    return h & below - 1;
  }

  /** The port of a bundle that is up; PORT_NONE: none is. */
  int port(FlowAction.Bundle b) {
    if (b.algorithm() == FlowAction.Algorithm.ACTIVE_BACKUP) {
      return b.ports().stream().filter(this::alive).findFirst().orElse(FlowAction.PORT_NONE);
    }
    long hash = hash(b.fields(), b.basis());
    int best = FlowAction.PORT_NONE;
    long bestScore = 0;
    for (int i = 0; i < b.ports().size(); i++) {
      long score = mix(hash ^ mix(i));
      if (alive(b.ports().get(i))
          && (best == FlowAction.PORT_NONE || Long.compareUnsigned(score, bestScore) > 0)) {
        best = b.ports().get(i);
        bestScore = score;
      }
    }
    return best;
  }

  private boolean isV4() {
    return FlowKey.dlType(t.key, 0) == FlowKey.TYPE_IPV4;
  }

  private boolean isV6() {
    return FlowKey.dlType(t.key, 0) == FlowKey.TYPE_IPV6;
  }

  private boolean hasPorts() {
    int proto = FlowKey.nwProto(t.key, 0);
    return (FlowKey.nwFrag(t.key, 0) & FlowKey.FRAG_ANY) == 0
        && (proto == FlowKey.PROTO_TCP
            || proto == FlowKey.PROTO_UDP
            || proto == FlowKey.PROTO_SCTP);
  }

  /** Addresses, protocol and ports of IP; Ethernet addresses of anything else. */
  private long fiveTuple() {
    t.lookAt(Field.DL_TYPE);
    if (!isV4() && !isV6()) {
      t.lookAt(Field.DL_SRC, Field.DL_DST);
      return mix(mix(Field.DL_SRC.get(t.key, 0)) ^ Field.DL_DST.get(t.key, 0));
    }
    t.lookAt(Field.NW_PROTO, Field.NW_FRAG);
    long h = mix(FlowKey.nwProto(t.key, 0));
    for (int w : addressWords(true, true)) {
      h = mix(h ^ t.key[w]);
    }
    return hasPorts() ? mix(h ^ ports()) : h;
  }

  private long ports() {
    t.lookAt(Field.TP_SRC, Field.TP_DST);
    return t.key[4] >>> 32;
  }

  /** The words of a packet's addresses, which matter from now on. */
  private int[] addressWords(boolean source, boolean destination) {
    if (isV4()) {
      lookAtIf(source, Field.NW_SRC);
      lookAtIf(destination, Field.NW_DST);
      return new int[] {3};
    }
    lookAtIf(source, Field.IPV6_SRC);
    lookAtIf(destination, Field.IPV6_DST);
    return new int[] {5, 6, 7, 8};
  }

  private void lookAtIf(boolean does, Field field) {
    if (does) {
      t.lookAt(field);
    }
  }

  private long hash(FlowAction.HashFields fields, int basis) {
    long h = mix(basis + 0x9E3779B97F4A7C15L);
    return switch (fields) {
      case ETH_SRC -> {
        t.lookAt(Field.DL_SRC);
        yield mix(h ^ Field.DL_SRC.get(t.key, 0));
      }
      case NW_SRC -> mix(h ^ address(true));
      case NW_DST -> mix(h ^ address(false));
      case SYMMETRIC_L3 -> symmetricL3(h);
      case SYMMETRIC_L3L4 -> symmetricL4(h, false);
      case SYMMETRIC_L3L4_UDP -> symmetricL4(h, true);
      case SYMMETRIC_L4 -> {
        t.lookAt(Field.DL_SRC, Field.DL_DST, Field.VLAN_TCI);
        h = mix(h ^ Field.DL_SRC.get(t.key, 0) ^ Field.DL_DST.get(t.key, 0));
        h = mix(h ^ FlowKey.vlanTci(t.key, 0) & 0xfff);
        yield symmetricL4(h, true);
      }
    };
  }

  /** One address, folded to a word; 0 when the packet has none. */
  private long address(boolean source) {
    t.lookAt(Field.DL_TYPE);
    if (isV4()) {
      addressWords(source, !source);
      return (source ? Field.NW_SRC : Field.NW_DST).get(t.key, 0);
    }
    if (isV6()) {
      addressWords(source, !source);
      Field f = source ? Field.IPV6_SRC : Field.IPV6_DST;
      return mix(t.key[f.word]) ^ t.key[f.word + 1];
    }
    return 0;
  }

  private long symmetricL3(long h) {
    return mix(h ^ address(true) ^ address(false));
  }

  private long symmetricL4(long h, boolean udpToo) {
    long l3 = symmetricL3(h);
    if (!isV4() && !isV6()) {
      return l3;
    }
    t.lookAt(Field.NW_PROTO, Field.NW_FRAG);
    int proto = FlowKey.nwProto(t.key, 0);
    l3 = mix(l3 ^ proto);
    if (!hasPorts() || proto == FlowKey.PROTO_UDP && !udpToo) {
      return l3;
    }
    long ports = ports();
    return mix(l3 ^ (ports >>> 16 ^ ports & 0xffff));
  }

  private static long mix(long v) {
    long x = (v ^ v >>> 32) * 0xD6E8FEB86659FD93L;
    x = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
    return x ^ x >>> 32;
  }
}
