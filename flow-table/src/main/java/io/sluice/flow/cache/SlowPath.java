package io.sluice.flow.cache;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.Learned;
import io.sluice.flow.pipeline.PipelineKey;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.Rule;
import io.sluice.flow.pipeline.RuleStats;
import io.sluice.flow.pipeline.Shortened;
import io.sluice.flow.pipeline.SideEffect;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a packet's key through the tables: the program for it, and the mask of all that was looked
 * at, so that the program holds for every packet that is equal under the mask. Owned by the lane.
 */
public final class SlowPath {
  /** Most times that a packet may go to a table no later than its rule's, or into a bucket. */
  private static final int MAX_TURNS = 64;

  /**
   * Most tables, buckets and clones within each other: all tables, and all turns. Half of a
   * thread's stack holds so many, interpreted too.
   */
  private static final int MAX_DEPTH = PipelineSnapshot.TABLES + MAX_TURNS;

  private static final int MAX_LOOKUPS = 4096;

  /**
   * Most actions done for one packet, and most that its program may have: a rule's longest list
   * some times over, but not that list for each of {@link #MAX_LOOKUPS} rules.
   */
  private static final int MAX_ACTIONS = 65_536;

  /** As many outputs as Open vSwitch's 64 kB of datapath actions hold. */
  private static final int MAX_PROGRAM = 8192;

  /** An action set's or a packet-out's rule, where a rule is asked for. */
  private static final long NO_COOKIE = -1;

  /** Those that have given themselves no number. */
  private static final List<Integer> EVERY_CONTROLLER = List.of(0);

  private final int lane;
  private final NormalAction normal;
  final Translation t = new Translation();
  private final FieldWriter fields = new FieldWriter(t);
  private final Selection selection = new Selection(t);
  private final Learning learning = new Learning(t);

  PipelineSnapshot snapshot;
  long nowNs;
  boolean usesMacs;
  long macKey;

  private TraceSink trace;
  private int lookups;
  private int turns;
  private int done;
  // Why nothing of the program is carried out; null while it goes well.
  private DropCause refused;
  private int table;
  private Rule rule; // whose actions these are; null: nobody's
  private long cookie;
  private int reason;
  private boolean tableMiss;

  public SlowPath(int lane, MacTable macs) {
    this.lane = lane;
    this.normal = new NormalAction(this, macs);
  }

  /** Tells what it does from now on; null: nobody. */
  public void traceTo(TraceSink sink) {
    trace = sink;
  }

  /** The verdict for the packet whose key is {@code keys[base ..]}. Learns its source address. */
  public Verdict translate(PipelineSnapshot current, long[] keys, int base, long now) {
    begin(current, keys, base, now);
    PortConfig from = current.port(t.inPort);
    if (from != null && !from.receives()) {
      t.cause = DropCause.PORT_CONFIG;
      return result(keys, base);
    }
    if (!run(0, t.inPort, 0)) {
      miss(0);
    }
    finishSet();
    return result(keys, base);
  }

  /** The verdict for a packet that somebody hands in with actions of its own. */
  public Verdict execute(
      PipelineSnapshot current, long[] keys, int base, List<FlowAction> actions, long now) {
    begin(current, keys, base, now);
    reason = Punt.PACKET_OUT;
    list(actions, 0, 0);
    finishSet();
    return result(keys, base);
  }

  /** What the last packet has become, and the pipeline's own words. */
  public long[] finalKey() {
    return t.key.clone();
  }

  /** Whether the program of the last verdict ends for its packet where a TTL is decremented. */
  public boolean ttlUsedUp() {
    return t.ttlUsedUp;
  }

  private void begin(PipelineSnapshot current, long[] keys, int base, long now) {
    t.begin(current, keys, base);
    snapshot = current;
    nowNs = now;
    usesMacs = false;
    macKey = -1;
    lookups = 0;
    turns = 0;
    done = 0;
    refused = null;
    table = 0;
    rule = null;
    cookie = NO_COOKIE;
    reason = Punt.ACTION;
    tableMiss = false;
  }

  private Verdict result(long[] keys, int base) {
    if (refused != null) {
      t.program.clear();
      t.effects.clear();
      t.cause = refused;
    }
    DatapathAction[] program = t.takeProgram();
    long[] seen = t.takeSeen();
    long[] masked = new long[FlowKey.WORDS];
    for (int w = 0; w < FlowKey.WORDS; w++) {
      masked[w] = keys[base + w] & seen[w];
    }
    return new Verdict(
        program,
        program.length == 0 ? t.cause : DropCause.NONE,
        seen,
        masked,
        t.counters.toArray(new RuleStats.Slot[0]),
        usesMacs,
        macKey,
        t.inPort,
        t.effects.toArray(new SideEffect[0]));
  }

  /**
   * Returns whether there was a rule.
   *
   * @param matchPort is for this lookup only: tables that its rule goes on to see the packet's port
   */
  private boolean run(int tableId, int matchPort, int depth) {
    boolean turn = rule != null && tableId <= table;
    if (depth > MAX_DEPTH || turn && turns >= MAX_TURNS || ++lookups > MAX_LOOKUPS) {
      refused = DropCause.LOOP;
      remark(depth, "over max translation depth " + MAX_TURNS);
      return true;
    }
    Rule found = t.lookup(tableId, matchPort);
    if (trace != null) {
      trace.table(depth, tableId, found);
    }
    if (found == null) {
      return false;
    }
    t.counters.add(found.stats().slot(lane));
    Rule outerRule = rule;
    int outerTable = table;
    long outerCookie = cookie;
    boolean outerMiss = tableMiss;
    int outerReason = reason;
    rule = found;
    table = tableId;
    // A packet-out's packet stays that, whatever tables it goes through.
    reason = reason == Punt.PACKET_OUT ? reason : Punt.ACTION;
    cookie = rule.cookie();
    tableMiss = rule.matchesAll();
    turns += turn ? 1 : 0;
    list(rule.actions(), tableId, depth);
    turns -= turn ? 1 : 0;
    rule = outerRule;
    table = outerTable;
    cookie = outerCookie;
    tableMiss = outerMiss;
    reason = outerReason;
    return true;
  }

  /** No rule of a table of the pipeline: the table-miss of OpenFlow 1.0. */
  private void miss(int tableId) {
    t.cause = DropCause.NO_RULE;
    if (snapshot.listeners().want(Punt.IMPLICIT_MISS, 0) && tellsMisses()) {
      int outer = table;
      table = tableId;
      punt(new FlowAction.Controller(0xffff, Punt.IMPLICIT_MISS, 0, "", 0));
      table = outer;
    }
  }

  private boolean tellsMisses() {
    PortConfig from = snapshot.port(t.inPort);
    return from == null || !from.flags().contains(PortConfig.Flag.NO_PACKET_IN);
  }

  private void list(List<FlowAction> actions, int tableId, int depth) {
    for (FlowAction action : actions) {
      if (refused != null || t.exit) {
        break;
      }
      if (++done > MAX_ACTIONS || t.program.size() > MAX_PROGRAM) {
        refused = DropCause.LOOP;
        remark(depth, "over " + MAX_ACTIONS + " actions, or " + MAX_PROGRAM + " in the datapath");
        break;
      }
      if (trace != null) {
        trace.action(depth, action);
      }
      t.lookAt(action);
      execute(action, tableId, depth);
    }
  }

  private void execute(FlowAction action, int tableId, int depth) {
    switch (action) {
      case FlowAction.Output(int port, _) -> output(port, depth);
      case FlowAction.OutputReg(var from, int maxLength) -> {
        long port = t.read(from)[1];
        if (trace != null) {
          trace.detail(depth, "output port is " + Long.toUnsignedString(port));
        }
        outputTo(port, maxLength, depth);
      }
      case FlowAction.InPort _ -> emitOutput(t.inPort);
      case FlowAction.Normal _ -> normal.run();
      case FlowAction.Flood _ -> flood(false);
      case FlowAction.All _ -> flood(true);
      case FlowAction.Controller c -> punt(c);
      case FlowAction.Group(int id) -> group(id, depth);
      case FlowAction.SetField s -> fields.set(s.field(), s.hi(), s.lo(), s.maskHi(), s.maskLo());
      case FlowAction.SetTos(int value, int mask) -> fields.setTos(value, mask);
      case FlowAction.Move(var from, var to) -> {
        long[] v = t.read(from);
        write(to, v[0], v[1]);
        if (trace != null) {
          trace.moved(depth, to, to.readHi(t.key), to.readLo(t.key));
        }
      }
      case FlowAction.StackPush(var from) -> t.stack.push(t.read(from));
      case FlowAction.StackPop(var to) -> {
        if (t.stack.isEmpty()) {
          remark(depth, "the stack is empty");
        } else {
          long[] v = t.stack.pop();
          write(to, v[0], v[1]);
        }
      }
      case FlowAction.SetVlan(int value, int mask) -> {
        t.vlans.set(value, mask);
        t.vlans.store(t.key);
      }
      case FlowAction.PopVlan _ -> {
        t.vlans.pop();
        t.vlans.store(t.key);
      }
      case FlowAction.PushVlan(int tpid) -> {
        if (!t.vlans.push(tpid, t.vlans.outerTci())) {
          refused = DropCause.TOO_MANY_TAGS;
        }
        t.vlans.store(t.key);
      }
      case FlowAction.DecTtl(var controllers) -> fields.decTtl(expired(controllers));
      case FlowAction.DecMplsTtl _ -> fields.decMplsTtl(expired(List.of()));
      case FlowAction.PushMpls(int type) -> labels(t.labels.push(type));
      case FlowAction.PopMpls(int type) -> labels(t.labels.pop(type));
      case FlowAction.OutputTruncated(int port, long length) -> truncated(port, length, depth);
      // No port has queues: as with Open vSwitch's userspace datapath, they are all the same.
      case FlowAction.Enqueue(int port, int _) -> output(port, depth);
      case FlowAction.SetQueue _, FlowAction.PopQueue _ -> {}
      case FlowAction.Resubmit(int port, int target) ->
          run(target < 0 ? tableId : target, port < 0 ? t.inPort : port, depth + 1);
      case FlowAction.GotoTable(int target) -> {
        if (!run(target, t.inPort, depth + 1)) {
          miss(target);
        }
      }
      case FlowAction.Exit _ -> t.exit = true;
      case FlowAction.Clone(var actions) -> {
        Translation.Saved saved = save(depth);
        list(actions, tableId, depth + 1);
        finishSet();
        t.restore(saved);
      }
      case FlowAction.Multipath m -> write(m.to(), 0, selection.link(m));
      case FlowAction.Bundle b -> bundle(b, depth);
      case FlowAction.WriteActions(var actions) -> {
        t.actionSet.addAll(actions);
        actionSetChanged(depth);
      }
      case FlowAction.ClearActions _ -> {
        t.actionSet.clear();
        actionSetChanged(depth);
      }
      case FlowAction.WriteMetadata(long value, long mask) ->
          Field.METADATA.set(t.key, 0, value, 0, mask);
      case FlowAction.Note _, FlowAction.Conjunction _ -> {}
      case FlowAction.Learn(var spec) -> {
        Learned made = learning.learned(spec);
        if (trace != null) {
          trace.learned(depth, made.flow());
        }
        boolean taken = snapshot.takes(made);
        if (taken) {
          t.effects.add(made);
        } else {
          remark(depth, "limit exceeded, learn failed");
        }
        if (spec.resultTo() != null) {
          write(spec.resultTo(), 0, taken ? 1 : 0);
        }
      }
      case FlowAction.FinTimeout(int idle, int hard) -> {
        if (t.endsConnection() && rule != null && rule.outlasts(idle, hard)) {
          t.effects.add(new Shortened(rule, idle, hard));
        }
      }
      case FlowAction.Meter(int id) -> t.emit(new DatapathAction(DatapathAction.METER, id));
    }
  }

  private void actionSetChanged(int depth) {
    Field.ACTSET_OUTPUT.set(t.key, 0, ActionSet.output(t.actionSet));
    if (trace != null) {
      trace.actionSetIs(depth, ActionSet.ordered(t.actionSet));
    }
  }

  private void write(io.sluice.flow.pipeline.Subfield to, long hi, long lo) {
    fields.set(to.field(), to.high(hi, lo), to.placeLo(lo), to.maskHi(), to.maskLo());
  }

  /** At the end of the pipeline, or of a clone. */
  private void finishSet() {
    if (t.actionSet.isEmpty() || refused != null) {
      return;
    }
    if (trace != null) {
      trace.actionSet();
    }
    t.exit = false;
    List<FlowAction> ordered = ActionSet.ordered(t.actionSet);
    t.actionSet.clear();
    int outer = reason;
    reason = Punt.ACTION_SET;
    list(ordered, table, 1);
    reason = outer;
  }

  private void output(int port, int depth) {
    if (port == FlowAction.PORT_IN_PORT) {
      emitOutput(t.inPort);
    } else if (port == FlowAction.PORT_TABLE) {
      if (!run(0, t.inPort, depth + 1)) {
        miss(0);
      }
    } else if (port == t.inPort) {
      remark(depth, "skipping output to input port");
      t.cause = DropCause.SAME_PORT;
    } else {
      emitOutput(port);
    }
  }

  private void labels(boolean possible) {
    if (!possible) {
      refused = DropCause.TOO_MANY_LABELS;
    }
  }

  private void truncated(int port, long length, int depth) {
    int to = port == FlowAction.PORT_IN_PORT ? t.inPort : port;
    if (port == t.inPort) {
      remark(depth, "skipping output to input port");
      t.cause = DropCause.SAME_PORT;
    } else if (maySend(to)) {
      t.output(new DatapathAction(DatapathAction.OUTPUT_TRUNCATED, length, to));
    }
  }

  /** To a port whose number was computed: the reserved ones too. */
  private void outputTo(long port, int maxLength, int depth) {
    if (port == 0xfffa) {
      normal.run();
    } else if (port == 0xfffb || port == 0xfffc) {
      flood(port == 0xfffc);
    } else if (port == 0xfffd) {
      punt(new FlowAction.Controller(maxLength));
    } else if (port < 0xff00 || port == FlowAction.PORT_LOCAL || port == FlowAction.PORT_IN_PORT) {
      output((int) port, depth);
    }
  }

  /** Out of a port, if that may send. */
  void emitOutput(int port) {
    if (maySend(port)) {
      t.output(port);
    }
  }

  private boolean maySend(int port) {
    PortConfig to = snapshot.port(port);
    boolean may = to == null || to.sends();
    if (!may) {
      t.cause = DropCause.PORT_CONFIG;
    }
    return may;
  }

  private void flood(boolean all) {
    t.cause = DropCause.NO_OTHER_PORT; // counts where nothing comes of it
    for (int i = 0; i < snapshot.portCount(); i++) {
      PortConfig to = snapshot.portAt(i);
      if (to.ofport() != t.inPort && (all || to.floods()) && isUp(to)) {
        emitOutput(to.ofport());
      }
    }
  }

  /**
   * Whether a port is up. Flooding leaves out the others, so that one guest that is away does not
   * look like a loss of every packet that the rest did get.
   */
  boolean isUp(PortConfig port) {
    if (!port.live()) {
      t.cause = DropCause.PORTS_DOWN; // counts where there is no other output
    }
    return port.live();
  }

  private void punt(FlowAction.Controller c) {
    int why = c.reason() == Punt.ACTION ? reason : c.reason();
    why = why == Punt.ACTION && tableMiss ? Punt.EXPLICIT_MISS : why;
    if (why == Punt.EXPLICIT_MISS && !tellsMisses()) {
      t.cause = DropCause.PORT_CONFIG;
      return;
    }
    if (!snapshot.listeners().want(why, c.controllerId())) {
      t.cause = DropCause.NO_CONTROLLER;
      return;
    }
    Punt punt = puntOf(c, why);
    t.output(new DatapathAction(DatapathAction.CONTROLLER, 0, 0, 0, 0, punt));
  }

  private Punt puntOf(FlowAction.Controller c, int why) {
    long[] pipeline = Arrays.copyOfRange(t.key, FlowKey.WORDS, PipelineKey.WORDS);
    return new Punt(
        c.maxLength(), why, c.controllerId(), c.userdata(), table, cookie, pipeline, c.meter());
  }

  /**
   * Whom a packet is sent to when its TTL is found used up, which only its program finds out; null:
   * nobody.
   *
   * @param controllers the action's; none is named: those that call themselves 0
   */
  private Punt[] expired(List<Integer> controllers) {
    Punt[] punts =
        (controllers.isEmpty() ? EVERY_CONTROLLER : controllers)
            .stream()
                .filter(id -> snapshot.listeners().want(Punt.INVALID_TTL, id))
                .map(id -> new FlowAction.Controller(0xffff, Punt.INVALID_TTL, id, "", 0))
                .map(c -> puntOf(c, c.reason()))
                .toArray(Punt[]::new);
    return punts.length == 0 ? null : punts;
  }

  private void bundle(FlowAction.Bundle b, int depth) {
    int port = selection.port(b);
    if (b.to() != null) {
      write(b.to(), 0, port);
    } else if (port != FlowAction.PORT_NONE) {
      output(port, depth);
    } else {
      t.cause = DropCause.PORTS_DOWN;
    }
  }

  private void group(int id, int depth) {
    Group g = snapshot.group(id);
    if (g == null) {
      return;
    }
    if (turns >= MAX_TURNS || depth >= MAX_DEPTH) {
      refused = DropCause.LOOP;
      return;
    }
    t.counters.add(g.stats().slot(lane));
    switch (g.type()) {
      case ALL -> {
        for (int i = 0; i < g.buckets().size() && refused == null; i++) {
          bucket(g, i, depth);
        }
      }
      case INDIRECT -> bucket(g, 0, depth);
      case SELECT -> bucket(g, selection.bucket(g), depth);
      case FAST_FAILOVER -> bucket(g, selection.firstAlive(g), depth);
    }
  }

  /**
   * A bucket is an action set of its own; what it does to the packet ends with it. What tables that
   * it goes to write into the packet's action set stays there.
   */
  private void bucket(Group g, int i, int depth) {
    if (i < 0) {
      t.cause = DropCause.NO_BUCKET;
      remark(depth, "no live bucket");
      return;
    }
    if (trace != null) {
      trace.bucket(depth + 1, i);
    }
    if (++lookups > MAX_LOOKUPS) {
      refused = DropCause.LOOP;
      return;
    }
    t.counters.add(g.bucketStats(i).slot(lane));
    Translation.Saved saved = save(depth);
    t.actionSet = saved.actionSet();
    int outer = reason;
    reason = Punt.GROUP;
    turns++;
    list(ActionSet.ordered(g.buckets().get(i).actions()), table, depth + 1);
    turns--;
    reason = outer;
    t.restore(saved);
  }

  private Translation.Saved save(int depth) {
    Translation.Saved saved = t.save();
    if (t.depth > DatapathAction.MAX_SAVED) {
      refused = DropCause.LOOP;
      remark(depth, "clones and groups nested deeper than " + DatapathAction.MAX_SAVED);
    }
    return saved;
  }

  private void remark(int depth, String text) {
    if (trace != null) {
      trace.remark(depth, text);
    }
  }
}
