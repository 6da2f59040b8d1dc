package io.sluice.flow.cache;

import static io.sluice.flow.cache.DatapathAction.*;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.MaskedKey;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.Rule;
import io.sluice.flow.pipeline.RuleStats;
import io.sluice.flow.pipeline.UnionMask;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a packet's key through the tables: the program for it, and the mask of all that was looked
 * at, so that the program holds for every packet that is equal under the mask. Owned by the lane.
 */
final class SlowPath {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_LOOKUPS = 4096;

  private final int lane;
  private final MacTable macs;
  private final NormalAction normal;
  private final MaskedKey probe = new MaskedKey();
  final long[] key = new long[FlowKey.WORDS];
  final VlanStack vlans = new VlanStack();
  final List<DatapathAction> program = new ArrayList<>();

  PipelineSnapshot snapshot;
  int inPort;
  long nowNs;
  DropCause cause;
  boolean usesMacs;
  long macKey;

  private long[] lookedAt;
  private final List<RuleStats.Slot> rules = new ArrayList<>();
  private int lookups;
  // Why nothing of the program is carried out; null while it goes well.
  private DropCause refused;

  SlowPath(int lane, MacTable macs) {
    this.lane = lane;
    this.macs = macs;
    this.normal = new NormalAction(this, macs);
  }

  /** The verdict for the packet whose key is {@code keys[base ..]}. Learns its source address. */
  Verdict translate(PipelineSnapshot current, long[] keys, int base, long now) {
    System.arraycopy(keys, base, key, 0, FlowKey.WORDS);
    snapshot = current;
    nowNs = now;
    inPort = FlowKey.inPort(key, 0);
    vlans.load(key);
    program.clear();
    rules.clear();
    lookedAt = new long[FlowKey.WORDS];
    Field.IN_PORT.cover(lookedAt);
    cause = DropCause.RULE_DROP;
    usesMacs = false;
    macKey = -1;
    lookups = 0;
    refused = null;
    if (!run(0, inPort, 0)) {
      cause = DropCause.NO_RULE;
    }
    return result(keys, base);
  }

  private Verdict result(long[] keys, int base) {
    if (refused != null) {
      program.clear();
      cause = refused;
    }
    // What is changed behind the last output is seen by nobody.
    while (!program.isEmpty() && program.getLast().opcode != OUTPUT) {
      program.removeLast();
    }
    long[] masked = new long[FlowKey.WORDS];
    for (int w = 0; w < FlowKey.WORDS; w++) {
      masked[w] = keys[base + w] & lookedAt[w];
    }
    return new Verdict(
        program.toArray(new DatapathAction[0]),
        program.isEmpty() ? cause : DropCause.NONE,
        lookedAt,
        masked,
        rules.toArray(new RuleStats.Slot[0]),
        usesMacs,
        macKey,
        inPort);
  }

  /** Returns whether there was a rule. */
  private boolean run(int table, int matchPort, int depth) {
    if (depth > MAX_DEPTH || ++lookups > MAX_LOOKUPS) {
      refused = DropCause.LOOP;
      return true;
    }
    Field.IN_PORT.set(key, 0, matchPort);
    Rule rule = snapshot.table(table).lookup(key, 0, lookedAt, probe);
    Field.IN_PORT.set(key, 0, inPort);
    if (rule == null) {
      return false;
    }
    rules.add(rule.stats().slot(lane));
    for (FlowAction action : rule.actions()) {
      if (refused != null) {
        break;
      }
      UnionMask.addAction(action, lookedAt);
      execute(action, table, matchPort, depth);
    }
    return true;
  }

  private void execute(FlowAction action, int table, int matchPort, int depth) {
    switch (action) {
      case FlowAction.Output(int port) -> output(port == FlowAction.PORT_IN_PORT ? -1 : port);
      case FlowAction.InPort _ -> emitOutput(inPort);
      case FlowAction.Normal _ -> normal.run();
      case FlowAction.Flood _, FlowAction.All _ -> flood();
      case FlowAction.SetField set -> setField(set);
      case FlowAction.SetTos(int value, int mask) -> setTos(value, mask);
      case FlowAction.SetVlan(int value, int mask) -> {
        vlans.set(value, mask);
        vlans.store(key);
      }
      case FlowAction.PopVlan _ -> {
        vlans.pop();
        vlans.store(key);
      }
      case FlowAction.PushVlan(int tpid) -> {
        if (!vlans.push(tpid, vlans.outerTci())) {
          refused = DropCause.TOO_MANY_TAGS;
        }
        vlans.store(key);
      }
      case FlowAction.DecTtl _ -> {
        if (isIp()) {
          program.add(new DatapathAction(DEC_TTL, 0));
          Field.NW_TTL.set(key, 0, Math.max(0, Field.NW_TTL.get(key, 0) - 1));
        }
      }
      case FlowAction.Resubmit(int port, int target) ->
          run(target < 0 ? table : target, port < 0 ? matchPort : port, depth + 1);
      case FlowAction.GotoTable(int target) -> run(target, matchPort, depth + 1);
    }
  }

  private void output(int port) {
    if (port == inPort) {
      cause = DropCause.SAME_PORT;
    } else {
      emitOutput(port < 0 ? inPort : port);
    }
  }

  void emitOutput(int port) {
    if (!vlans.inPlace()) {
      vlans.emit(program);
    }
    program.add(new DatapathAction(OUTPUT, port));
  }

  private void flood() {
    for (int i = 0; i < snapshot.portCount(); i++) {
      int port = snapshot.portAt(i).ofport();
      if (port != inPort) {
        emitOutput(port);
      }
    }
  }

  private boolean isIp() {
    int type = FlowKey.dlType(key, 0);
    return type == FlowKey.TYPE_IPV4 || type == FlowKey.TYPE_IPV6;
  }

  private void setTos(int value, int mask) {
    if (isIp()) {
      program.add(new DatapathAction(SET_NW_TOS, mask, value));
      Field.NW_TOS.set(key, 0, Field.NW_TOS.get(key, 0) & ~mask | value & mask);
    }
  }

  private void setField(FlowAction.SetField set) {
    Field field = set.field();
    if (field == Field.VLAN_TCI) {
      if ((set.lo() & FlowKey.VLAN_PRESENT) == 0) {
        vlans.pop();
      } else {
        vlans.set((int) set.lo(), 0xefff);
      }
      vlans.store(key);
      return;
    }
    int opcode = opcode(field);
    if (opcode < 0) {
      return;
    }
    program.add(new DatapathAction(opcode, set.hi(), set.lo()));
    if (field.wide()) {
      key[field.word] = set.hi();
      key[field.word + 1] = set.lo();
    } else {
      field.set(key, 0, set.lo());
    }
  }

  /** How to set a field of this packet; -1 when it has no such field. */
  private int opcode(Field field) {
    int type = FlowKey.dlType(key, 0);
    boolean v4 = type == FlowKey.TYPE_IPV4;
    boolean v6 = type == FlowKey.TYPE_IPV6;
    boolean arp = type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
    return switch (field) {
      case DL_SRC -> SET_DL_SRC;
      case DL_DST -> SET_DL_DST;
      case NW_SRC -> v4 ? SET_NW_SRC : -1;
      case NW_DST -> v4 ? SET_NW_DST : -1;
      case NW_TTL -> v4 || v6 ? SET_NW_TTL : -1;
      case ARP_SPA -> arp ? SET_ARP_SPA : -1;
      case ARP_TPA -> arp ? SET_ARP_TPA : -1;
      case ARP_OP -> arp ? SET_ARP_OP : -1;
      case ARP_SHA -> arp ? SET_ARP_SHA : -1;
      case ARP_THA -> arp ? SET_ARP_THA : -1;
      case IPV6_SRC -> v6 ? SET_IPV6_SRC : -1;
      case IPV6_DST -> v6 ? SET_IPV6_DST : -1;
      case IPV6_LABEL -> v6 ? SET_IPV6_LABEL : -1;
      case TP_SRC -> hasPorts(v4 || v6) ? SET_TP_SRC : -1;
      case TP_DST -> hasPorts(v4 || v6) ? SET_TP_DST : -1;
      default -> -1;
    };
  }

  private boolean hasPorts(boolean ip) {
    int proto = FlowKey.nwProto(key, 0);
    return ip
        && (FlowKey.nwFrag(key, 0) & FlowKey.FRAG_LATER) == 0
        && (proto == FlowKey.PROTO_TCP || proto == FlowKey.PROTO_UDP);
  }
}
