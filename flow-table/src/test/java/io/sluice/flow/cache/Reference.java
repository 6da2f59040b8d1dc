package io.sluice.flow.cache;

import static io.sluice.flow.packet.HeaderParser.Depth.ALL;

import io.sluice.flow.packet.EditResult;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderEdits;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.flow.packet.MplsEdits;
import io.sluice.flow.packet.PortEdits;
import io.sluice.flow.packet.VlanEdits;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.PipelineKey;
import io.sluice.flow.pipeline.Subfield;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bridge does, as simply as it can be said: a linear search in each table, every action
 * carried out on the packet's bytes at once, and the bytes parsed anew for each look at them. No
 * masks, no programs, no caches.
 */
final class Reference {
  /** The packet's program ends. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stop() {
      super(null, null, false, false);
    }
  }

  /** What bytes alone cannot tell: a type that says one thing and bytes that say another. */
  private static final class Unspecified extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unspecified() {
      super(null, null, false, false);
    }
  }

  final List<List<FlowMod>> tables = new ArrayList<>();
  final Map<Integer, GroupMod> groups = new HashMap<>();
  private final int ports;

  private Frame f;
  private long[] pipeline;
  private Deque<long[]> stack;
  private List<FlowAction> set;
  private List<Sent> sent;
  private int inPort;
  private boolean exit;
  private boolean refused;
  private boolean expired;

  Reference(int ports, int tableCount) {
    this.ports = ports;
    for (int i = 0; i < tableCount; i++) {
      tables.add(new ArrayList<>());
    }
  }

  /** What comes out where; null: it is not specified. */
  List<Sent> run(byte[] packet, int port) {
    f = new Frame(packet);
    pipeline = new long[PipelineKey.WORDS];
    Field.ACTSET_OUTPUT.set(pipeline, 0, FlowAction.PORT_UNSET);
    stack = new ArrayDeque<>();
    set = new ArrayList<>();
    sent = new ArrayList<>();
    inPort = port;
    exit = false;
    refused = false;
    expired = false;
    try {
      table(0, port);
      runSet();
    } catch (Stop e) {
      return refused ? List.of() : sent;
    } catch (Unspecified e) {
      return null;
    }
    return sent;
  }

  /** The packet as it is now; behind labels nothing is seen. */
  private long[] key(int matchPort) {
    long[] key = pipeline.clone();
    long[] parsed = new long[FlowKey.STRIDE];
    HeaderParser.parse(f.b, f.offset, f.length, f.length, matchPort, parsed, 0, ALL);
    System.arraycopy(parsed, 0, key, 0, FlowKey.WORDS);
    if (FlowKey.isMpls(FlowKey.dlType(key, 0))) {
      key[0] &= ~(FlowKey.NW_FRAG_MASK | FlowKey.NW_PROTO_MASK);
      key[2] &= ~0xffffL;
      java.util.Arrays.fill(key, 3, 13, 0);
      key[13] &= ~0xfffffL;
    }
    if (type(key) == FlowKey.TYPE_VLAN || type(key) == FlowKey.TYPE_QINQ) {
      throw new Unspecified(); // a third tag
    }
    return key;
  }

  private static int type(long[] key) {
    return FlowKey.dlType(key, 0);
  }

  private void table(int id, int matchPort) {
    long[] key = key(matchPort);
    FlowMod best = null;
    for (FlowMod rule : tables.get(id)) {
      if ((best == null || rule.priority() > best.priority()) && rule.match().matches(key, 0)) {
        best = rule;
      }
    }
    if (best != null) {
      list(best.actions(), id);
    }
  }

  private void list(List<FlowAction> actions, int id) {
    for (FlowAction action : actions) {
      if (exit) {
        return;
      }
      action(action, id);
    }
  }

  private void action(FlowAction action, int id) {
    switch (action) {
      case FlowAction.Output(int port, _) -> {
        if (port != inPort) {
          sent.add(f.sent(port));
        }
      }
      case FlowAction.InPort _ -> sent.add(f.sent(inPort));
      case FlowAction.Flood _ -> {
        for (int port = 1; port <= ports; port++) {
          action(new FlowAction.Output(port), id);
        }
      }
      case FlowAction.SetField s -> set(s.field(), s.hi(), s.lo(), s.maskHi(), s.maskLo());
      case FlowAction.Move(Subfield from, Subfield to) -> move(from, to);
      case FlowAction.StackPush(Subfield from) -> {
        long[] key = key(inPort);
        stack.push(new long[] {from.readHi(key), from.readLo(key)});
      }
      case FlowAction.StackPop(Subfield to) -> {
        if (!stack.isEmpty()) {
          long[] v = stack.pop();
          set(to.field(), to.high(v[0], v[1]), to.placeLo(v[1]), to.maskHi(), to.maskLo());
        }
      }
      case FlowAction.SetVlan(int value, int mask) -> setVlan(value, mask);
      case FlowAction.PopVlan _ -> f.moved(VlanEdits.pop(f.b, f.offset, f.length));
      case FlowAction.PushVlan(int tpid) ->
          f.moved(VlanEdits.push(f.b, f.offset, f.length, tpid, outerTci()));
      case FlowAction.PushMpls(int type) -> pushMpls(type);
      case FlowAction.PopMpls(int type) -> popMpls(type);
      case FlowAction.DecTtl _ -> {
        if (isIp(key(inPort))) {
          stopIf(HeaderEdits.decTtl(f.b, f.offset, f.length) == EditResult.TTL_EXPIRED);
        }
      }
      case FlowAction.DecMplsTtl _ -> {
        if (FlowKey.isMpls(type(key(inPort)))) {
          stopIf(MplsEdits.decTtl(f.b, f.offset, f.length) == EditResult.TTL_EXPIRED);
        }
      }
      case FlowAction.Resubmit(int port, int table) ->
          table(table < 0 ? id : table, port < 0 ? inPort : port);
      case FlowAction.GotoTable(int table) -> table(table, inPort);
      case FlowAction.Exit _ -> exit = true;
      case FlowAction.Clone(var inner) ->
          aside(
              () -> {
                set = new ArrayList<>();
                list(inner, id);
                runSet();
              });
      case FlowAction.WriteActions(var written) -> {
        set.addAll(written);
        noteSet();
      }
      case FlowAction.ClearActions _ -> {
        set.clear();
        noteSet();
      }
      case FlowAction.WriteMetadata(long value, long mask) ->
          Field.METADATA.set(pipeline, 0, value, 0, mask);
      case FlowAction.Group(int group) -> {
        GroupMod g = groups.get(group);
        int buckets = g.type() == io.sluice.flow.pipeline.Group.Type.ALL ? g.buckets().size() : 1;
        for (int i = 0; i < buckets; i++) {
          List<FlowAction> bucket = g.buckets().get(i).actions();
          aside(() -> list(ordered(bucket), id));
        }
      }
      default -> throw new IllegalArgumentException(action.toString());
    }
  }

  /** With a packet and a pipeline that are as before when it is done. */
  private void aside(Runnable work) {
    Frame frame = f.copy();
    long[] words = pipeline.clone();
    Deque<long[]> values = new ArrayDeque<>(stack);
    List<FlowAction> actions = set;
    work.run();
    f = frame;
    pipeline = words;
    stack = values;
    set = actions;
    exit = false;
  }

  private void runSet() {
    exit = false;
    List<FlowAction> ordered = ordered(set);
    set = new ArrayList<>();
    list(ordered, 0);
  }

  private void noteSet() {
    int port = FlowAction.PORT_UNSET;
    for (FlowAction a : ordered(set)) {
      port = a instanceof FlowAction.Output(int p, _) ? p : port;
    }
    Field.ACTSET_OUTPUT.set(pipeline, 0, port);
  }

  /** An action set's order: OpenFlow 1.3.5, 5.10, with Open vSwitch's between those alike. */
  private static List<FlowAction> ordered(List<FlowAction> set) {
    FlowAction[] one = new FlowAction[8];
    List<FlowAction> fields = new ArrayList<>();
    for (FlowAction a : set) {
      switch (a) {
        case FlowAction.PopVlan _ -> one[0] = a;
        case FlowAction.PopMpls _ -> one[1] = a;
        case FlowAction.PushMpls _ -> one[2] = a;
        case FlowAction.PushVlan _ -> one[3] = a;
        case FlowAction.DecTtl _ -> one[4] = a;
        case FlowAction.DecMplsTtl _ -> one[5] = a;
        case FlowAction.SetField _, FlowAction.SetVlan _, FlowAction.Move _ -> fields.add(a);
        case FlowAction.Group _ -> one[6] = a;
        default -> one[7] = a;
      }
    }
    List<FlowAction> ordered = new ArrayList<>();
    for (int i = 0; i < one.length; i++) {
      if (i == 6) {
        ordered.addAll(fields);
      }
      if (one[i] != null && (i < 7 || one[6] == null)) {
        ordered.add(one[i]);
      }
    }
    return ordered;
  }

  /** Whether the last packet ended because a TTL was used up. */
  boolean expired() {
    return expired;
  }

  private void stopIf(boolean usedUp) {
    if (usedUp) {
      expired = true;
      throw new Stop();
    }
  }

  private static boolean isIp(long[] key) {
    return type(key) == FlowKey.TYPE_IPV4 || type(key) == FlowKey.TYPE_IPV6;
  }

  private void move(Subfield from, Subfield to) {
    long[] key = key(inPort);
    long lo = from.readLo(key);
    set(to.field(), to.high(from.readHi(key), lo), to.placeLo(lo), to.maskHi(), to.maskLo());
  }

  private void set(Field field, long hi, long lo, long maskHi, long maskLo) {
    if (!field.ofPacket()) {
      field.set(pipeline, hi, lo, maskHi, maskLo);
      return;
    }
    long[] key = key(inPort);
    field.set(key, hi, lo, maskHi, maskLo);
    long v = field.get(key, 0);
    int n = (int) v;
    boolean v4 = type(key) == FlowKey.TYPE_IPV4;
    boolean l4 = isIp(key) && (FlowKey.nwFrag(key, 0) & FlowKey.FRAG_LATER) == 0;
    byte[] b = f.b;
    switch (field) {
      case DL_SRC -> HeaderEdits.setDlSrc(b, f.offset, f.length, v);
      case DL_DST -> HeaderEdits.setDlDst(b, f.offset, f.length, v);
      case NW_SRC -> {
        if (v4) {
          HeaderEdits.setNwSrc(b, f.offset, f.length, n, false);
        }
      }
      case NW_DST -> {
        if (v4) {
          HeaderEdits.setNwDst(b, f.offset, f.length, n, false);
        }
      }
      case NW_TTL -> {
        if (isIp(key)) {
          HeaderEdits.setTtl(b, f.offset, f.length, n);
        }
      }
      case TP_SRC -> {
        if (l4) {
          PortEdits.setTpSrc(b, f.offset, f.length, n, false);
        }
      }
      case TP_DST -> {
        if (l4) {
          PortEdits.setTpDst(b, f.offset, f.length, n, false);
        }
      }
      case MPLS_LABEL, MPLS_TC, MPLS_TTL -> {
        if (FlowKey.isMpls(type(key))) {
          int shift = field.shift - 32;
          int mask = (int) (maskLo & field.ones()) << shift;
          MplsEdits.set(b, f.offset, f.length, (int) lo << shift, mask);
        }
      }
      case VLAN_VID -> {
        if (tagged()) {
          setVlan((int) lo, (int) maskLo & 0xfff);
        }
      }
      default -> throw new IllegalArgumentException(field.label);
    }
  }

  private int u16(int at) {
    return (f.b[f.offset + at] & 0xff) << 8 | f.b[f.offset + at + 1] & 0xff;
  }

  private boolean tagged() {
    return u16(12) == FlowKey.TYPE_VLAN || u16(12) == FlowKey.TYPE_QINQ;
  }

  private int outerTci() {
    return tagged() ? u16(14) & 0xefff : 0;
  }

  private void setVlan(int value, int mask) {
    int tci = outerTci() & ~mask | value & mask & 0xefff;
    if (tagged()) {
      VlanEdits.setTci(f.b, f.offset, f.length, tci);
    } else {
      f.moved(VlanEdits.push(f.b, f.offset, f.length, FlowKey.TYPE_VLAN, tci));
    }
  }

  /** The entries of the stack, all of them. */
  private List<Integer> labels() {
    List<Integer> labels = new ArrayList<>();
    int at = 12;
    while (u16(at) == FlowKey.TYPE_VLAN || u16(at) == FlowKey.TYPE_QINQ) {
      at += 4;
    }
    if (FlowKey.isMpls(u16(at))) {
      at += 2;
      int entry;
      do {
        entry = u16(at) << 16 | u16(at + 2);
        labels.add(entry);
        at += 4;
      } while ((entry & 0x100) == 0);
    }
    return labels;
  }

  private void refuseIf(boolean impossible) {
    if (impossible) {
      refused = true;
      throw new Stop();
    }
  }

  private void pushMpls(int type) {
    long[] key = key(inPort);
    List<Integer> labels = labels();
    refuseIf(labels.size() >= 3);
    int entry;
    if (labels.isEmpty()) {
      int ttl = isIp(key) ? (int) Field.NW_TTL.get(key, 0) : 0;
      int tos = isIp(key) ? (int) Field.NW_TOS.get(key, 0) : 0;
      int label = type(key) == FlowKey.TYPE_IPV6 ? 2 : 0;
      entry = label << 12 | (tos >>> 2 & 7) << 9 | 0x100 | (ttl == 0 ? 64 : ttl);
    } else {
      entry = labels.getFirst() & ~0x100;
    }
    f.moved(MplsEdits.push(f.b, f.offset, f.length, type, entry));
  }

  private void popMpls(int type) {
    key(inPort);
    List<Integer> labels = labels();
    if (labels.isEmpty()) {
      return;
    }
    refuseIf(labels.size() > 3);
    if (labels.size() == 1 == FlowKey.isMpls(type)) {
      throw new Unspecified();
    }
    f.moved(MplsEdits.pop(f.b, f.offset, f.length, type));
    int below = u16(f.length > 0 ? typeAt() + 2 : 0) >>> 12;
    boolean fits = below == (type == FlowKey.TYPE_IPV6 ? 6 : 4);
    if (!FlowKey.isMpls(type) && !fits) {
      throw new Unspecified();
    }
  }

  private int typeAt() {
    int at = 12;
    while (u16(at) == FlowKey.TYPE_VLAN || u16(at) == FlowKey.TYPE_QINQ) {
      at += 4;
    }
    return at;
  }
}
