package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowFormatter;
import io.sluice.flow.text.FlowParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rules and packets: whatever tier answers, it says what a linear search says. */
class CachesAgainstNaiveTest {
  private static final int ROUNDS = 120;
  private static final int BURSTS = 80;

  @Test
  void shouldAgreeWithALinearSearch() throws Exception {
    Random r = new Random(20261124);
    long packets = 0;
    long slow = 0;
    long outputs = 0;
    for (int round = 0; round < ROUNDS; round++) {
      LookupRig rig = new LookupRig().ports(4);
      Naive naive = new Naive();
      for (int p = 1; p <= 4; p++) {
        naive.ports.add(new PortConfig(p, "p" + p, new VlanMode.All()));
      }
      long counted = 0;
      for (int burst = 0; burst < BURSTS; burst++) {
        if (burst % 20 == 0) {
          change(r, rig, naive);
        }
        rig.clear();
        int inPort = 1 + r.nextInt(4);
        for (int i = 0; i < 32; i++) {
          rig.add(Packets.random(r));
        }
        rig.classify(inPort);
        for (int i = 0; i < 32; i++) {
          Object want =
              naive.run(rig.heads, rig.offset[i], rig.headLength[i], rig.length[i], inPort);
          assertEquals(want, Naive.of(rig.out[i]), "round " + round + " burst " + burst);
          assertTrue(rig.out[i].live, "a verdict handed out is one that is counted");
          outputs += want instanceof List<?> l ? l.size() : 0;
        }
        packets += 32;
        counted += 32;
        rig.nowNs += 1_000_000;
        rig.lookup.maintain(rig.nowNs);
      }
      slow += rig.lookup.slowPath();
      // Every packet is an exact hit or came to the megaflows or the slow path.
      assertTrue(rig.lookup.exactHits() <= counted);
      checkMasks(rig);
    }
    assertTrue(packets >= 300_000, "packets: " + packets);
    assertTrue(slow < packets / 2, "the caches answer most: " + slow);
    assertTrue(outputs > packets / 4, "rules are hit: " + outputs);
  }

  /** What the slow path looked at is part of what the exact cache is keyed on. */
  private static void checkMasks(LookupRig rig) {
    for (int i = 0; i < 32; i++) {
      if (rig.out[i].generation == rig.tables.generation()) {
        for (int w = 0; w < rig.out[i].mask.length; w++) {
          assertEquals(0, rig.out[i].mask[w] & ~rig.tables.snapshot().unionMask(w));
        }
      }
    }
  }

  private static void change(Random r, LookupRig rig, Naive naive) throws Exception {
    List<FlowMod> mods = new ArrayList<>();
    if (!naive.rules.isEmpty() && r.nextInt(3) == 0) {
      FlowMod gone = naive.rules.remove(r.nextInt(naive.rules.size()));
      mods.add(gone.withCommand(FlowMod.Command.DELETE_STRICT));
    }
    for (int n = 1 + r.nextInt(8); n > 0; n--) {
      // Distinct priorities: which of two equal ones wins is nobody's promise.
      int priority = r.nextInt(60_000);
      FlowMod rule = FlowMod.add(r.nextInt(3), priority, match(r), actions(r));
      if (naive.rules.stream().noneMatch(x -> x.priority() == priority)) {
        naive.rules.add(rule);
        mods.add(rule);
        assertEquals(rule, new FlowParser().parseFlow(FlowFormatter.format(rule)));
      }
    }
    rig.tables.apply(mods, rig.nowNs);
    rig.install();
    List<FlowStats> dump = rig.tables.dump(FlowMod.all(), rig.nowNs);
    assertEquals(naive.rules.size(), dump.size());
  }

  private static Match match(Random r) {
    Match.Builder m = new Match.Builder();
    if (r.nextInt(3) == 0) {
      m.exact(Field.IN_PORT, 1 + r.nextInt(4));
    }
    if (r.nextInt(4) == 0) {
      m.exact(r.nextBoolean() ? Field.DL_DST : Field.DL_SRC, 0x020000000000L | r.nextInt(3));
    }
    if (r.nextInt(6) == 0) {
      m.masked(Field.VLAN_TCI, 0x1000 | r.nextInt(3), r.nextBoolean() ? 0x1fff : 0x1000);
    }
    int kind = r.nextInt(4);
    if (kind == 1 || kind == 2) {
      m.exact(Field.DL_TYPE, 0x0800);
      int bits = r.nextInt(3) * 4 + 24;
      m.masked(Field.NW_DST, 0x0a000000 | r.nextInt(4) << 4 | r.nextInt(3), -1L << 32 - bits);
      if (r.nextInt(4) == 0) {
        m.exact(Field.NW_TTL, 1 + r.nextInt(4));
      }
      if (r.nextInt(4) == 0) {
        m.masked(Field.NW_FRAG, r.nextBoolean() ? 0 : 3, 3);
      }
      if (kind == 2) {
        m.exact(Field.NW_PROTO, r.nextBoolean() ? 17 : 6);
        m.exact(Field.TP_DST, r.nextInt(5));
      }
    } else if (kind == 3 && r.nextBoolean()) {
      m.exact(Field.DL_TYPE, 0x86dd);
      m.masked128(Field.IPV6_DST, 0xfe00000000000000L, r.nextInt(3), -1, r.nextInt(4));
    }
    return m.build();
  }

  private static List<FlowAction> actions(Random r) {
    List<FlowAction> actions = new ArrayList<>();
    for (int n = r.nextInt(4); n > 0; n--) {
      actions.add(
          switch (r.nextInt(10)) {
            case 0 ->
                new FlowAction.Resubmit(r.nextBoolean() ? -1 : 1 + r.nextInt(4), r.nextInt(3));
            case 1 -> new FlowAction.SetField(Field.NW_DST, 0x0a000000 | r.nextInt(3));
            case 2 -> new FlowAction.SetField(Field.TP_DST, r.nextInt(5));
            case 3 -> new FlowAction.SetField(Field.DL_DST, 0x020000000000L | r.nextInt(3));
            case 4 -> new FlowAction.DecTtl();
            case 5 -> new FlowAction.Flood();
            case 6 -> new FlowAction.InPort();
            default -> new FlowAction.Output(1 + r.nextInt(4));
          });
    }
    return actions;
  }
}
