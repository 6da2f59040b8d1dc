package io.sluice.flow.cache;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PipelineSnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One lane's caches over one bridge: exact cache, then megaflows, then the slow path over the
 * lane's snapshot. Owned by the lane's thread; only the three hit counters are read by others.
 *
 * <p>A verdict carries the generation and the epoch it was last found right in. The epoch grows
 * with every new snapshot and every change of the MAC table; a verdict of an older epoch is checked
 * again when it is hit, never before, and never flushed.
 */
public final class LaneLookup {
  /** Packets worked on in one go. */
  private static final int BURST = 32;

  private static final int L2_HEAD = 22;
  private static final int V4_HEAD = 128;
  private static final int V6_HEAD = 256;
  private static final VarHandle EXACT_HITS = handle("exactHits");
  private static final VarHandle MEGAFLOW_HITS = handle("megaflowHits");
  private static final VarHandle SLOW_PATH = handle("slowPath");

  private final long[] raw = new long[BURST * FlowKey.STRIDE];
  private final long[] packed = new long[BURST * FlowKey.STRIDE];
  private final int[] hash = new int[BURST];
  private final Verdict[] found = new Verdict[BURST];
  private final int[] pending = new int[BURST];
  private final long seed;
  private final Megaflows megaflows;
  private final MacTable macs;
  private final SlowPath slow;
  private final Housekeeping housekeeping;
  private final TierTimes times = new TierTimes(this);

  private PipelineSnapshot snapshot;
  private ExactCache exact;
  private SignatureCache signatures; // once flows outgrow the exact cache
  private Verdict[] byPort = new Verdict[64];
  private HeaderParser.Depth depth;
  private boolean portOnly;
  private int headBytes;
  private int epoch;
  private long macVersion;

  private int unsigned; // bits: packets that the signatures did not have
  private long lookedAt; // the megaflows' additions when this burst was looked up

  private long exactHits;
  private long megaflowHits;
  private long slowPath;

  public LaneLookup(int laneIndex, PipelineSnapshot snapshot, MacListener listener) {
    this(laneIndex, snapshot, listener, new SplittableRandom().nextLong());
  }

  /**
   * @param seed of the hashes, which no sender may know
   */
  LaneLookup(int laneIndex, PipelineSnapshot snapshot, MacListener listener, long seed) {
    this.seed = seed;
    this.megaflows = new Megaflows(seed);
    this.macs = new MacTable(listener);
    this.slow = new SlowPath(laneIndex, macs);
    this.housekeeping = new Housekeeping(megaflows, macs);
    install(snapshot, 0);
  }

  /** Takes over another generation; verdicts are revalidated as they are hit. */
  public void install(PipelineSnapshot next, long nowNs) {
    snapshot = next;
    epoch++;
    if (exact == null || !exact.fits(next)) {
      exact = new ExactCache(next, seed);
      signatures = null;
    }
    portOnly = next.needsOnlyInPort();
    depth = depthOf(next);
    headBytes = headBytesOf(next);
  }

  private static HeaderParser.Depth depthOf(PipelineSnapshot s) {
    for (int w = FlowKey.SHORT_WORDS; w < FlowKey.WORDS; w++) {
      if (s.unionMask(w) != 0) {
        return HeaderParser.Depth.ALL;
      }
    }
    long l3 =
        s.unionMask(0) & (FlowKey.NW_PROTO_MASK | FlowKey.NW_FRAG_MASK)
            | s.unionMask(2) & 0xffff
            | s.unionMask(3)
            | s.unionMask(4);
    return l3 == 0 ? HeaderParser.Depth.L2 : HeaderParser.Depth.SHORT;
  }

  private int headBytesOf(PipelineSnapshot s) {
    if (depth == HeaderParser.Depth.ALL) {
      return V6_HEAD;
    }
    if (depth == HeaderParser.Depth.SHORT || s.rewrites()) {
      return V4_HEAD;
    }
    return portOnly ? 0 : L2_HEAD;
  }

  /** Bytes of a packet's head that a verdict, or carrying it out, can depend on; 0: none. */
  public int headBytes() {
    return headBytes;
  }

  /**
   * Finds the verdicts of a burst, counts its packets and learns source addresses where a rule says
   * NORMAL. A head that is shorter than {@link #headBytes} while its packet is not is taken as it
   * is: fields behind it are absent.
   */
  public void classify(
      byte[] heads,
      int[] headOffset,
      int[] headLength,
      int[] length,
      int count,
      int inPort,
      long nowNs,
      Verdict[] out) {
    if (portOnly) {
      classifyByPort(length, count, inPort, nowNs, out);
      return;
    }
    for (int from = 0; from < count; from += BURST) {
      int n = Math.min(BURST, count - from);
      extract(heads, headOffset, headLength, length, from, n, inPort);
      exact.pack(raw, packed, hash, n);
      exact.probe(packed, hash, found, n);
      int missed = lookUpMissed(n);
      resolve(missed, length, from, n, nowNs, out);
    }
  }

  private void extract(
      byte[] heads, int[] offset, int[] head, int[] length, int from, int n, int inPort) {
    HeaderParser.Depth d = depth;
    for (int i = 0; i < n; i++) {
      int p = from + i;
      HeaderParser.parse(heads, offset[p], head[p], length[p], inPort, raw, i * FlowKey.STRIDE, d);
    }
  }

  /** Looks in the megaflows for what the exact cache does not have; tells which, bit by bit. */
  private int lookUpMissed(int n) {
    int missed = 0;
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (found[i] == null) {
        missed |= 1 << i;
        pending[count++] = i;
      }
    }
    if (count > 0 && signatures != null) {
      count = signatures.find(raw, hash, pending, count, found);
    }
    unsigned = 0;
    for (int i = 0; i < count; i++) {
      unsigned |= 1 << pending[i];
    }
    if (count > 0) {
      megaflows.find(raw, pending, count, found);
      lookedAt = megaflows.additions();
    }
    return missed;
  }

  private void resolve(int missed, int[] length, int from, int n, long nowNs, Verdict[] out) {
    int slower = 0;
    for (int i = 0; i < n; i++) {
      Verdict v = found[i];
      boolean enter = (missed >>> i & 1) != 0;
      if (enter || v.epoch != epoch) {
        v = slower(v, enter, i, nowNs);
        slower++;
      }
      v.packets++;
      v.bytes += length[from + i];
      out[from + i] = v;
    }
    EXACT_HITS.setOpaque(this, exactHits + n - slower);
  }

  private void classifyByPort(int[] length, int count, int inPort, long nowNs, Verdict[] out) {
    Verdict v = inPort < byPort.length ? byPort[inPort] : null;
    if (v == null || v.epoch != epoch) {
      v = portVerdict(v, inPort, nowNs);
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += length[i];
      out[i] = v;
    }
    v.packets += count;
    v.bytes += bytes;
    EXACT_HITS.setOpaque(this, exactHits + count);
  }

  private Verdict portVerdict(Verdict known, int inPort, long nowNs) {
    Arrays.fill(raw, 0, FlowKey.WORDS, 0);
    raw[0] = (long) inPort << FlowKey.IN_PORT_SHIFT;
    lookedAt = -1; // nowhere yet
    Verdict v = current(known, 0, nowNs);
    if (inPort >= byPort.length) {
      byPort = Arrays.copyOf(byPort, inPort + 64);
    }
    byPort[inPort] = v;
    return v;
  }

  /** A packet whose exact entry is missing, or of an older epoch. */
  private Verdict slower(Verdict known, boolean enter, int i, long nowNs) {
    Verdict v = current(known, i * FlowKey.STRIDE, nowNs);
    if (enter) {
      enter(i, v, v != known || (unsigned >>> i & 1) != 0);
    } else if (v != known) {
      exact.insert(packed, i, hash[i], v);
    }
    return v;
  }

  private void enter(int i, Verdict v, boolean sign) {
    exact.offer(packed, i, hash[i], v);
    if (sign && exact.isOutgrown()) {
      if (signatures == null) {
        signatures = new SignatureCache(); // once, for as long as rules look at the same bits
      }
      signatures.insert(hash[i], v);
    }
  }

  /** The verdict for a key, right for the present epoch. */
  private Verdict current(Verdict known, int base, long nowNs) {
    Verdict v = known != null && known.live ? known : lookAgain(known, base);
    if (v == null) {
      return translate(base, nowNs);
    }
    if (v.epoch != epoch) {
      if (v.generation != snapshot.generation() || v.usesMacs) {
        return revalidate(v, base, nowNs);
      }
      v.epoch = epoch;
    }
    MEGAFLOW_HITS.setOpaque(this, megaflowHits + 1);
    return v;
  }

  /** An earlier packet of the burst may have put it there, or have taken away what was found. */
  private Verdict lookAgain(Verdict gone, int base) {
    return gone == null && lookedAt == megaflows.additions() ? null : megaflows.find(raw, base);
  }

  private Verdict revalidate(Verdict old, int base, long nowNs) {
    Verdict now = runSlowPath(base, nowNs);
    if (old.sameAs(now)) {
      old.generation = now.generation;
      old.epoch = now.epoch;
      return old;
    }
    megaflows.remove(old, nowNs);
    megaflows.add(now, nowNs);
    return now;
  }

  private Verdict translate(int base, long nowNs) {
    Verdict v = runSlowPath(base, nowNs);
    megaflows.add(v, nowNs);
    return v;
  }

  private Verdict runSlowPath(int base, long nowNs) {
    SLOW_PATH.setOpaque(this, slowPath + 1);
    Verdict v = slow.translate(snapshot, raw, base, nowNs);
    noticeMacs();
    v.generation = snapshot.generation();
    v.epoch = epoch;
    v.lastUsedNs = nowNs;
    if (v.effects.length > 0) {
      housekeeping.tellEffects(v, nowNs);
    }
    return v;
  }

  /** Who takes what packets do to the tables. */
  public void effectsTo(EffectSink sink) {
    housekeeping.effectsTo(sink);
  }

  private void noticeMacs() {
    if (macs.version() != macVersion) {
      macVersion = macs.version();
      epoch++;
    }
  }

  /**
   * A bounded bit of housekeeping: folds counters, ages megaflows and addresses. Cheap when called
   * every cycle; returns work done.
   */
  public int maintain(long nowNs) {
    int work = housekeeping.step(nowNs);
    noticeMacs();
    return work;
  }

  /** Brings the rules' statistics up to date. */
  public void foldAll(long nowNs) {
    housekeeping.foldAll(nowNs);
  }

  /** For whoever times bursts. */
  public TierTimes times() {
    return times;
  }

  /** What the caches hold; not for the packet path. */
  public LookupView view(int mostMegaflows, long nowNs) {
    List<LookupView.Megaflow> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(mostMegaflows, megaflows.size()); i++) {
      shown.add(megaflows.at(i).view(nowNs));
    }
    return new LookupView(
        exactHits,
        megaflowHits,
        slowPath,
        exact.slots(),
        megaflows.size(),
        megaflows.masks(),
        shown,
        times.means());
  }

  /**
   * The verdict for a packet that somebody hands in with actions of its own, as OpenFlow's
   * packet-out does; kept nowhere. Not for the packet path.
   */
  public Verdict execute(
      byte[] head,
      int offset,
      int headLength,
      int length,
      int inPort,
      List<FlowAction> actions,
      long nowNs) {
    long[] key = new long[FlowKey.STRIDE];
    HeaderParser.parse(head, offset, headLength, length, inPort, key, 0, HeaderParser.Depth.ALL);
    Verdict v = slow.execute(snapshot, key, 0, actions, nowNs);
    v.packets = 1;
    v.bytes = length;
    v.fold(nowNs);
    housekeeping.tellEffects(v, nowNs);
    noticeMacs();
    return v;
  }

  public long exactHits() {
    return (long) EXACT_HITS.getOpaque(this);
  }

  public long megaflowHits() {
    return (long) MEGAFLOW_HITS.getOpaque(this);
  }

  public long slowPath() {
    return (long) SLOW_PATH.getOpaque(this);
  }

  /** Keys of packets that came to the subtables. For the lane's thread. */
  long searched() {
    return megaflows.searched();
  }

  /** Megaflows at present. For the lane's thread. */
  public int megaflowCount() {
    return megaflows.size();
  }

  /** Another lane learned an address. */
  public void macLearned(long mac, int vlan, int ofport, long nowNs) {
    macs.learnQuietly(MacTable.key(mac, vlan), ofport, nowNs);
    noticeMacs();
  }

  /** What was learned, the longest unused first; a copy. */
  public List<MacEntry> macSnapshot() {
    return macs.list();
  }

  /** Forgets what was learned on a port. */
  public void portRemoved(int ofport) {
    macs.removePort(ofport);
    noticeMacs();
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(LaneLookup.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
