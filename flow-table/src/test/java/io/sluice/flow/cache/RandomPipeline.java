package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.Subfield;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Rules, groups and packets out of a small world, so that they meet in every way. */
final class RandomPipeline {
  static final int TABLES = 4;
  static final int GROUPS = 3;
  static final int PORTS = 4;

  private final Random r;

  RandomPipeline(Random r) {
    this.r = r;
  }

  /** A group of any type but select, whose choice is a hash's. */
  GroupMod group(int id) {
    Group.Type type =
        List.of(Group.Type.ALL, Group.Type.ALL, Group.Type.INDIRECT, Group.Type.FAST_FAILOVER)
            .get(r.nextInt(4));
    int buckets = type == Group.Type.INDIRECT ? 1 : 1 + r.nextInt(3);
    int watch = type == Group.Type.FAST_FAILOVER ? 1 : Group.NO_WATCH;
    return new GroupMod(
        GroupMod.Command.ADD_OR_MODIFY,
        id,
        type,
        IntStream.range(0, buckets)
            .mapToObj(i -> new Group.Bucket(i, 0, watch, Group.NO_WATCH, setActions(false)))
            .toList());
  }

  FlowMod rule(int table, int priority) {
    return FlowMod.add(table, priority, match(table), actions(table));
  }

  private Match match(int table) {
    Match.Builder m = new Match.Builder();
    if (r.nextInt(4) == 0) {
      m.exact(Field.IN_PORT, 1 + r.nextInt(PORTS));
    }
    if (r.nextInt(5) == 0) {
      m.exact(r.nextBoolean() ? Field.DL_DST : Field.DL_SRC, 0x020000000000L | r.nextInt(3));
    }
    if (r.nextInt(5) == 0) {
      m.masked(Field.VLAN_TCI, 0x1000 | r.nextInt(3), r.nextBoolean() ? 0x1fff : 0x1000);
    }
    if (table > 0 && r.nextInt(3) == 0) {
      m.masked(Field.register(r.nextInt(2)), r.nextInt(4), 3);
    }
    if (table > 0 && r.nextInt(6) == 0) {
      m.masked(Field.METADATA, r.nextInt(2), 1);
    }
    if (table > 0 && r.nextInt(10) == 0) {
      m.exact(Field.ACTSET_OUTPUT, r.nextBoolean() ? FlowAction.PORT_UNSET : 1 + r.nextInt(PORTS));
    }
    switch (r.nextInt(6)) {
      case 0, 1 -> ipv4(m);
      case 2 -> {
        m.exact(Field.DL_TYPE, 0x86dd);
        if (r.nextBoolean()) {
          m.masked128(Field.IPV6_DST, 0xfe00000000000000L, r.nextInt(3), -1, r.nextInt(4));
        }
      }
      case 3, 4 -> mpls(m);
      default -> {}
    }
    return m.build();
  }

  private void ipv4(Match.Builder m) {
    m.exact(Field.DL_TYPE, 0x0800);
    if (r.nextBoolean()) {
      int bits = r.nextInt(3) * 4 + 24;
      m.masked(Field.NW_DST, 0x0a000000 | r.nextInt(4) << 4 | r.nextInt(3), -1L << 32 - bits);
    }
    if (r.nextInt(4) == 0) {
      m.exact(Field.NW_TTL, 1 + r.nextInt(4));
    }
    if (r.nextInt(6) == 0) {
      m.masked(Field.NW_FRAG, r.nextBoolean() ? 0 : 3, 3);
    }
    if (r.nextBoolean()) {
      m.exact(Field.NW_PROTO, r.nextInt(4) == 0 ? 6 : 17);
      if (r.nextBoolean()) {
        m.exact(r.nextInt(3) == 0 ? Field.TP_SRC : Field.TP_DST, r.nextInt(5));
      }
    }
  }

  private void mpls(Match.Builder m) {
    m.exact(Field.DL_TYPE, r.nextInt(8) == 0 ? 0x8848 : 0x8847);
    if (r.nextBoolean()) {
      m.exact(Field.MPLS_LABEL, r.nextInt(4));
    }
    if (r.nextInt(3) == 0) {
      m.exact(Field.MPLS_BOS, r.nextInt(2));
    }
    if (r.nextInt(4) == 0) {
      m.exact(Field.MPLS_TTL, 1 + r.nextInt(4));
    }
    if (r.nextInt(6) == 0) {
      m.exact(Field.MPLS_TC, r.nextInt(2));
    }
  }

  private List<FlowAction> actions(int table) {
    List<FlowAction> actions = new ArrayList<>();
    for (int n = r.nextInt(5); n > 0; n--) {
      actions.add(action(table, 0));
    }
    if (table < TABLES - 1 && r.nextBoolean()) {
      actions.add(new FlowAction.GotoTable(later(table)));
    }
    return actions;
  }

  private int later(int table) {
    return table + 1 + r.nextInt(TABLES - 1 - table);
  }

  private FlowAction action(int table, int depth) {
    return switch (r.nextInt(20)) {
      case 0, 1 ->
          table < TABLES - 1
              ? new FlowAction.Resubmit(r.nextInt(3) > 0 ? -1 : 1 + r.nextInt(PORTS), later(table))
              : new FlowAction.InPort();
      case 2 -> new FlowAction.Group(r.nextInt(GROUPS));
      case 3 -> depth > 0 ? new FlowAction.Flood() : clone(table);
      case 4 -> new FlowAction.Move(source(), target());
      case 5 ->
          r.nextBoolean() ? new FlowAction.StackPush(source()) : new FlowAction.StackPop(target());
      case 6 -> new FlowAction.WriteMetadata(r.nextInt(2), 1);
      case 7 ->
          r.nextInt(4) == 0
              ? new FlowAction.ClearActions()
              : new FlowAction.WriteActions(setActions(true));
      case 8 -> r.nextInt(4) == 0 ? new FlowAction.Exit() : new FlowAction.Flood();
      case 9, 10, 11 -> new FlowAction.Output(1 + r.nextInt(PORTS));
      default -> change();
    };
  }

  private FlowAction clone(int table) {
    return new FlowAction.Clone(List.of(action(table, 1), action(table, 1)));
  }

  /** 16 bits of a packet or of a register. */
  private Subfield source() {
    return switch (r.nextInt(4)) {
      case 0 -> new Subfield(Field.NW_DST, 0, 16);
      case 1 -> new Subfield(Field.TP_DST, 0, 16);
      case 2 -> new Subfield(Field.MPLS_LABEL, 0, 16);
      default -> new Subfield(Field.register(r.nextInt(2)), 0, 16);
    };
  }

  private Subfield target() {
    return switch (r.nextInt(4)) {
      case 0 -> new Subfield(Field.NW_SRC, 0, 16);
      case 1 -> new Subfield(Field.TP_SRC, 0, 16);
      default -> new Subfield(Field.register(r.nextInt(2)), 0, 16);
    };
  }

  private List<FlowAction> setActions(boolean group) {
    List<FlowAction> actions = new ArrayList<>();
    for (int n = r.nextInt(3); n > 0; n--) {
      actions.add(change());
    }
    if (r.nextInt(4) > 0) {
      actions.add(
          group && r.nextInt(5) == 0
              ? new FlowAction.Group(r.nextInt(GROUPS))
              : new FlowAction.Output(1 + r.nextInt(PORTS)));
    }
    return actions;
  }

  /** What changes the packet, or a register. */
  private FlowAction change() {
    return switch (r.nextInt(16)) {
      case 0 -> new FlowAction.SetField(Field.NW_DST, 0x0a000000 | r.nextInt(3));
      case 1 -> new FlowAction.SetField(Field.TP_DST, r.nextInt(5));
      case 2 -> new FlowAction.SetField(Field.DL_DST, 0x020000000000L | r.nextInt(3));
      case 3 -> new FlowAction.SetField(Field.NW_SRC, 0, r.nextInt(3), 0, 0xff);
      case 4 -> new FlowAction.SetField(Field.NW_TTL, 1 + r.nextInt(3));
      case 5 -> new FlowAction.DecTtl();
      case 6 -> new FlowAction.DecMplsTtl();
      case 7 -> new FlowAction.SetField(Field.MPLS_LABEL, r.nextInt(4));
      case 8 -> new FlowAction.SetField(Field.MPLS_TTL, 1 + r.nextInt(3));
      case 9 -> new FlowAction.PushMpls(r.nextInt(8) == 0 ? 0x8848 : 0x8847);
      case 10 -> new FlowAction.PopMpls(0x0800);
      case 11 -> new FlowAction.PopMpls(List.of(0x8847, 0x0800, 0x86dd).get(r.nextInt(3)));
      case 12 -> new FlowAction.SetVlan(r.nextInt(3), 0xfff);
      case 13 -> new FlowAction.PopVlan();
      case 14 ->
          r.nextInt(4) == 0
              ? new FlowAction.PushVlan(0x8100)
              : new FlowAction.SetField(Field.VLAN_VID, r.nextInt(3));
      default -> new FlowAction.SetField(Field.register(r.nextInt(2)), r.nextInt(4));
    };
  }

  /** A packet: one of {@link Packets#random}, often with labels. */
  byte[] packet() {
    byte[] b = Packets.random(r);
    if (b[12] == 8 && b[13] == 6) {
      // ARP that says so in its bytes too: popped labels leave nothing else to go by.
      System.arraycopy(Packets.hex("0001 0800 0604 0001"), 0, b, 14, 8);
    }
    int labels = Math.max(0, r.nextInt(7) - 3) + (r.nextInt(40) == 0 ? 1 : 0);
    int entry = 0x100;
    for (int i = 0; i < labels; i++) {
      b = labelled(b, entry | r.nextInt(4) << 12 | r.nextInt(2) << 9 | 1 + r.nextInt(4));
      entry = 0;
    }
    return b;
  }

  private static byte[] labelled(byte[] b, int entry) {
    int at = 12;
    while (b[at] == (byte) 0x81 && b[at + 1] == 0) {
      at += 4;
    }
    byte[] more = new byte[b.length + 4];
    System.arraycopy(b, 0, more, 0, at);
    Packets.put16(more, at, 0x8847);
    Packets.put32(more, at + 2, entry);
    System.arraycopy(b, at + 2, more, at + 6, b.length - at - 2);
    return more;
  }
}
