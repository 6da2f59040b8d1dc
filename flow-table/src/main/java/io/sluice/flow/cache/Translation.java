package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.LookupScratch;
import io.sluice.flow.pipeline.PipelineKey;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.Rule;
import io.sluice.flow.pipeline.RuleStats;
import io.sluice.flow.pipeline.SideEffect;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.pipeline.UnionMask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The state of one packet under translation: its key as the actions so far have made it, the
 * program that makes the packet so, and which bits of the packet all that depended on. Owned by the
 * lane, used again for every packet.
 */
final class Translation {
  /** The packet's and the pipeline's words, as they are now. */
  final long[] key = new long[PipelineKey.WORDS];

  final VlanStack vlans = new VlanStack();
  final LabelStack labels = new LabelStack(this);
  final List<DatapathAction> program = new ArrayList<>();
  final List<RuleStats.Slot> counters = new ArrayList<>();
  final List<SideEffect> effects = new ArrayList<>();
  final Deque<long[]> stack = new ArrayDeque<>();
  List<FlowAction> actionSet = new ArrayList<>();
  PipelineSnapshot snapshot;
  int inPort;
  DropCause cause;
  boolean exit;

  /**
   * Whether this packet's TTL is used up by its program. Another's of the same megaflow need not.
   */
  boolean ttlUsedUp;

  /** How many states there are to come back to. */
  int depth;

  /** Bits of the packet that were looked at. */
  private long[] seen;

  /**
   * Bits of the key that hold what actions wrote: they are the same for all packets that come this
   * way, so that looking at them is looking at nothing.
   */
  final long[] written = new long[PipelineKey.WORDS];

  private final long[] probe = new long[PipelineKey.WORDS];
  private final LookupScratch scratch = new LookupScratch();

  void begin(PipelineSnapshot current, long[] keys, int base) {
    Arrays.fill(key, 0);
    System.arraycopy(keys, base, key, 0, FlowKey.WORDS);
    Field.ACTSET_OUTPUT.set(key, 0, FlowAction.PORT_UNSET);
    snapshot = current;
    inPort = FlowKey.inPort(key, 0);
    vlans.load(key);
    program.clear();
    counters.clear();
    effects.clear();
    stack.clear();
    actionSet.clear();
    exit = false;
    ttlUsedUp = false;
    depth = 0;
    seen = new long[FlowKey.WORDS];
    Field.IN_PORT.cover(seen);
    Arrays.fill(written, 0, FlowKey.WORDS, 0);
    Arrays.fill(written, FlowKey.WORDS, PipelineKey.WORDS, -1L);
    cause = DropCause.RULE_DROP;
    labels.load();
  }

  /** What was looked at; the caller's from now on. */
  long[] takeSeen() {
    long[] taken = seen;
    seen = null;
    return taken;
  }

  /** The rule of a table for a packet that came in on a port, or null. */
  Rule lookup(int table, int matchPort) {
    for (int w = 0; w < PipelineKey.WORDS; w++) {
      // What is known already costs nothing to look at again.
      probe[w] = w < FlowKey.WORDS ? seen[w] | written[w] : -1L;
    }
    Field.IN_PORT.set(key, 0, matchPort);
    Rule rule = snapshot.table(table).lookup(key, probe, scratch);
    Field.IN_PORT.set(key, 0, inPort);
    lookAt(probe);
    return rule;
  }

  /** The packet's bits of this mask matter, as far as they are still the packet's. */
  private void lookAt(long[] mask) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      seen[w] |= mask[w] & ~written[w];
    }
  }

  /** Bits of a word of the key matter. */
  void lookAt(int word, long bits) {
    seen[word] |= bits & ~written[word];
  }

  /** What an action depends on by itself. */
  void lookAt(FlowAction action) {
    Arrays.fill(probe, 0);
    UnionMask.addAction(action, probe);
    lookAt(probe);
  }

  /** Whether the packet is TCP's and has FIN or RST, which matter then. */
  boolean endsConnection() {
    boolean ip = FlowKey.isIp(FlowKey.dlType(key, 0));
    if (!ip || Field.NW_PROTO.get(key, 0) != FlowKey.PROTO_TCP) {
      return false;
    }
    Arrays.fill(probe, 0);
    UnionMask.addEnds(probe);
    lookAt(probe);
    return (Field.TCP_FLAGS.get(key, 0) & FlowKey.FIN_OR_RST) != 0;
  }

  /** All of a field matters. */
  void lookAt(Field... fields) {
    Arrays.fill(probe, 0);
    for (Field f : fields) {
      f.cover(probe);
    }
    lookAt(probe);
  }

  /** Reads bits, which matter from now on: the value's high and low half. */
  long[] read(Subfield from) {
    Arrays.fill(probe, 0);
    from.cover(probe);
    lookAt(probe);
    return new long[] {from.readHi(key), from.readLo(key)};
  }

  /** Notes that bits of a field hold a constant now. */
  void wrote(Field field, long hi, long lo) {
    field.cover(written, hi, lo);
  }

  void emit(DatapathAction action) {
    program.add(action);
  }

  void output(int port) {
    output(new DatapathAction(DatapathAction.OUTPUT, port));
  }

  /** To a port, with the tags that it should have by now. */
  void output(DatapathAction action) {
    if (!vlans.inPlace()) {
      vlans.emit(program);
    }
    program.add(action);
  }

  /** A packet's state to come back to. */
  record Saved(
      int programLength,
      long[] key,
      long[] written,
      int[] want,
      int[] wire,
      LabelStack.Saved labels,
      List<FlowAction> actionSet,
      long[][] stack,
      int inPort,
      boolean exit) {}

  /** Remembers the packet as it is; the action set starts empty. */
  Saved save() {
    depth++;
    Saved s =
        new Saved(
            program.size(),
            key.clone(),
            written.clone(),
            vlans.save(),
            vlans.saveWire(),
            labels.save(),
            actionSet,
            stack.toArray(new long[0][]),
            inPort,
            exit);
    actionSet = new ArrayList<>();
    return s;
  }

  /** Makes the packet again what it was, in the program too when that has changed it. */
  void restore(Saved s) {
    depth--;
    boolean changed = false;
    for (int i = s.programLength; i < program.size(); i++) {
      changed |= program.get(i).rewrites();
    }
    if (changed) {
      program.add(s.programLength, new DatapathAction(DatapathAction.SAVE, 0));
      program.add(new DatapathAction(DatapathAction.RESTORE, 0));
      vlans.restoreWire(s.wire);
    }
    System.arraycopy(s.key, 0, key, 0, key.length);
    System.arraycopy(s.written, 0, written, 0, written.length);
    vlans.restore(s.want);
    labels.restore(s.labels);
    actionSet = s.actionSet;
    stack.clear();
    stack.addAll(List.of(s.stack));
    inPort = s.inPort;
    exit = s.exit;
  }

  /** Cuts off what nobody sees: what is behind the last output, and saves without a restore. */
  DatapathAction[] takeProgram() {
    int end = program.size();
    while (end > 0 && !program.get(end - 1).emits()) {
      end--;
    }
    int depth = 0;
    boolean[] useful = new boolean[end];
    for (int i = end - 1; i >= 0; i--) {
      int opcode = program.get(i).opcode;
      depth += opcode == DatapathAction.RESTORE ? 1 : 0;
      useful[i] = opcode != DatapathAction.SAVE || depth > 0;
      depth -= opcode == DatapathAction.SAVE && depth > 0 ? 1 : 0;
    }
    List<DatapathAction> kept = new ArrayList<>(end);
    for (int i = 0; i < end; i++) {
      if (useful[i]) {
        kept.add(program.get(i));
      }
    }
    return kept.toArray(new DatapathAction[0]);
  }
}
