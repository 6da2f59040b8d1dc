package io.sluice.flow.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No peer can fill the heap with rules, groups or meters. */
class CapsTest {
  private final FlowTables tables = new FlowTables(EnumSet.of(FlowTables.Ability.METER));

  private void refused(FlowException.Kind kind, Change change) {
    FlowException e = assertThrows(FlowException.class, () -> tables.apply(List.of(change)));
    assertEquals(kind, e.kind(), e.getMessage());
  }

  private static MeterMod meter(MeterMod.Command command, int id) {
    return new MeterMod(
        command,
        id,
        true,
        false,
        false,
        List.of(new MeterMod.Band(MeterMod.BandType.DROP, 1, 0, 0)));
  }

  private static GroupMod group(GroupMod.Command command, int id, int buckets) {
    List<Group.Bucket> list = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      list.add(new Group.Bucket(i, 0, Group.NO_WATCH, Group.NO_WATCH, List.of()));
    }
    return new GroupMod(command, id, Group.Type.ALL, list);
  }

  @Test
  void shouldTakeAsManyActionsAsAMessageHasAndNoMore() {
    // 48 bytes of flow-mod, 8 of an empty match, 8 of the instruction: then 16 an output.
    int most = (65_535 - 64) / 16;
    List<FlowAction> outputs = Collections.nCopies(most, new FlowAction.Output(1));
    tables.apply(List.of(FlowMod.add(0, 1, Match.ALL, outputs)));
    assertEquals(1, tables.size());

    List<FlowAction> more = Collections.nCopies(most + 1, new FlowAction.Output(1));
    refused(FlowException.Kind.TOO_MANY, FlowMod.add(0, 2, Match.ALL, more));
    refused(
        FlowException.Kind.TOO_MANY,
        FlowMod.add(0, 2, Match.ALL, List.of(new FlowAction.Clone(outputs))));
    Group.Bucket full = new Group.Bucket(0, 0, Group.NO_WATCH, Group.NO_WATCH, more);
    refused(
        FlowException.Kind.TOO_MANY,
        new GroupMod(GroupMod.Command.ADD, 1, Group.Type.ALL, List.of(full)));
    assertEquals(1, tables.size());
  }

  @Test
  void shouldSayWhichActionOfWhichChangeIsRefused() {
    FlowMod good = FlowMod.add(0, 1, Match.ALL, List.of(new FlowAction.Output(1)));
    List<FlowAction> nested =
        List.of(new FlowAction.Clone(List.of(new FlowAction.Group(7), new FlowAction.InPort())));
    List<FlowAction> actions = new ArrayList<>(good.actions());
    actions.addAll(nested);
    FlowMod bad = FlowMod.add(0, 2, Match.ALL, actions);
    FlowException e =
        assertThrows(FlowException.class, () -> tables.apply(List.of(good, good, bad)));
    assertEquals(FlowException.Kind.BAD_OUT_GROUP, e.kind());
    assertEquals(2, e.change());
    assertEquals(1, e.action());
    assertEquals(0, tables.size());
  }

  @Test
  void shouldTakeNoMoreRulesThanTheHeapIsFor() {
    FlowTables few =
        new FlowTables(EnumSet.noneOf(FlowTables.Ability.class), PacketTrial.NONE, 10_000);
    List<FlowMod> rules = new ArrayList<>();
    for (int priority = 1; priority <= 20; priority++) {
      rules.add(FlowMod.add(0, priority, Match.ALL, List.of(new FlowAction.Output(1))));
    }
    few.apply(rules);
    few.apply(rules); // each in its own place
    List<FlowAction> outputs = Collections.nCopies(1000, new FlowAction.Output(1));
    for (FlowMod more :
        List.of(
            FlowMod.add(0, 1, Match.ALL, outputs),
            FlowMod.add(1, 1, Match.ALL, outputs.subList(0, 100)))) {
      FlowException e = assertThrows(FlowException.class, () -> few.apply(List.of(more)));
      assertEquals(FlowException.Kind.TABLE_FULL, e.kind(), e.getMessage());
    }
    assertEquals(20, few.size());
    few.apply(List.of(FlowMod.all().withCommand(FlowMod.Command.DELETE)));
    few.apply(rules);
    assertEquals(20, few.size());
  }

  @Test
  void shouldHaveSoManyMetersAndNoMore() {
    List<MeterMod> all = new ArrayList<>();
    for (int id = 1; id <= FlowTables.MAX_METERS; id++) {
      all.add(meter(MeterMod.Command.ADD, id));
    }
    tables.apply(all);
    MeterMod more = meter(MeterMod.Command.ADD, FlowTables.MAX_METERS + 1);
    refused(FlowException.Kind.OUT_OF_METERS, more);
    tables.apply(List.of(meter(MeterMod.Command.MODIFY, 7), meter(MeterMod.Command.DELETE, 8)));
    tables.apply(List.of(more));
    assertEquals(FlowTables.MAX_METERS, tables.snapshot().meters().size());
    tables.apply(List.of(meter(MeterMod.Command.DELETE, MeterMod.ALL)));
    assertEquals(List.of(), tables.snapshot().meters());
  }

  @Test
  void shouldHaveSoManyGroupsAndNoMore() {
    List<GroupMod> all = new ArrayList<>();
    for (int id = 0; id < FlowTables.MAX_GROUPS; id++) {
      all.add(group(GroupMod.Command.ADD, id, 1));
    }
    tables.apply(all);
    GroupMod more = group(GroupMod.Command.ADD, FlowTables.MAX_GROUPS, 1);
    refused(FlowException.Kind.OUT_OF_GROUPS, more);
    tables.apply(List.of(group(GroupMod.Command.MODIFY, 7, 2)));
    tables.apply(List.of(group(GroupMod.Command.DELETE, 8, 0), more));
    tables.apply(List.of(group(GroupMod.Command.DELETE, GroupMod.ALL, 0)));
    tables.apply(List.of(more));
  }

  @Test
  void shouldHaveSoManyBucketsAndNoMore() {
    int each = 1 << 12;
    tables.apply(Collections.nCopies(1 << 6, group(GroupMod.Command.ADD_OR_MODIFY, 1, each)));
    List<GroupMod> all = new ArrayList<>();
    for (int id = 2; id <= 1 << 6; id++) {
      all.add(group(GroupMod.Command.ADD, id, each));
    }
    tables.apply(all);
    refused(FlowException.Kind.OUT_OF_BUCKETS, group(GroupMod.Command.ADD, 0, 1));
    tables.apply(List.of(group(GroupMod.Command.MODIFY, 5, each - 1)));
    tables.apply(List.of(group(GroupMod.Command.ADD, 0, 1)));
  }

  @Test
  void shouldHaveSoManyActionsInBucketsAndNoMore() {
    List<FlowAction> outputs = Collections.nCopies(4000, new FlowAction.Output(1));
    Group.Bucket full = new Group.Bucket(0, 0, Group.NO_WATCH, Group.NO_WATCH, outputs);
    int most = (32 << 20) / (16 * outputs.size());
    for (int id = 0; id < most; id++) {
      tables.apply(List.of(new GroupMod(GroupMod.Command.ADD, id, Group.Type.ALL, List.of(full))));
    }
    GroupMod more = new GroupMod(GroupMod.Command.ADD, most, Group.Type.ALL, List.of(full));
    refused(FlowException.Kind.OUT_OF_BUCKETS, more);
    tables.apply(List.of(new GroupMod(GroupMod.Command.MODIFY, 7, Group.Type.ALL, List.of(full))));
    tables.apply(List.of(group(GroupMod.Command.DELETE, 8, 0), more));
  }

  /** A rule counts once for a group that it names twice, and goes with it. */
  @Test
  void shouldCountAndRemoveWhoUsesAGroup() {
    tables.apply(List.of(group(GroupMod.Command.ADD, 1, 1), group(GroupMod.Command.ADD, 2, 1)));
    FlowAction one = new FlowAction.Group(1);
    FlowAction two = new FlowAction.Group(2);
    tables.apply(
        List.of(
            FlowMod.add(0, 1, Match.ALL, List.of(one, one)),
            FlowMod.add(0, 2, Match.ALL, List.of(one, two)),
            FlowMod.add(0, 3, Match.ALL, List.of())));
    assertEquals(List.of(2, 1), tables.dumpGroups(0).stream().map(GroupStats::references).toList());
    tables.apply(List.of(group(GroupMod.Command.DELETE, 1, 0)));
    assertEquals(1, tables.size());
  }
}
