package io.sluice.flow.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Many rules: what they cost beside themselves, and how long changes take (printed, not judged).
 */
class TableSizeTest {
  private static final int RULES = 200_000;
  private static final int MOST_BYTES = 200;

  @Test
  void shouldTakeLittleMoreThanTheRulesThemselves() {
    report("200,000 routes", i -> route(i));
    report("200,000 rules of addresses and ports", i -> tuple(i));
    report("200,000 rules of 1,000 masks", i -> manyMasks(i));
  }

  /** The least of some tries: what else the JVM keeps for a while is nothing of ours. */
  private static void report(String what, IntFunction<Match> match) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4 && least >= MOST_BYTES * 3 / 4; i++) {
      least = Math.min(least, measure(what, match));
    }
    assertTrue(least < MOST_BYTES, what + ": " + least + " bytes");
  }

  private static long measure(String what, IntFunction<Match> match) {
    FlowTables tables = new FlowTables();
    long start = System.nanoTime();
    long before = usedHeap();
    load(tables, match);
    long ms = (System.nanoTime() - start) / 1_000_000;
    PipelineSnapshot snapshot = tables.snapshot();
    assertEquals(RULES, snapshot.ruleCount());
    long all = usedHeap() - before;
    List<Rule> rules = new ArrayList<>(RULES);
    snapshot.table(0).forEach(rules::add);
    Reference.reachabilityFence(tables);
    tables = null;
    snapshot = null;
    long alone = usedHeap() - before - RULES * 4L; // the list's own array
    Reference.reachabilityFence(rules);
    long beside = (all - alone) / RULES;
    System.out.printf(
        "%s: %d bytes a rule, %d of them beside the rule itself; loaded in %d ms%n",
        what, all / RULES, beside, ms);
    return beside;
  }

  private static void load(FlowTables tables, IntFunction<Match> match) {
    for (int from = 0; from < RULES; from += 10_000) {
      tables.apply(batch(from, 10_000, match), 1);
    }
  }

  private static List<FlowMod> batch(int from, int count, IntFunction<Match> match) {
    List<FlowMod> mods = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      mods.add(FlowMod.add(0, 100, match.apply(i), List.of(new FlowAction.Output(2))));
    }
    return mods;
  }

  private static Match route(int i) {
    return new Match.Builder()
        .exact(Field.DL_TYPE, 0x0800)
        .masked(Field.NW_DST, 0x0a000000L + (i << 8), 0xffffff00L)
        .build();
  }

  private static Match tuple(int i) {
    return new Match.Builder()
        .exact(Field.IN_PORT, i & 3)
        .exact(Field.DL_TYPE, 0x0800)
        .exact(Field.NW_PROTO, 6)
        .exact(Field.NW_SRC, i * 2654435761L)
        .exact(Field.NW_DST, 0x0a000000L + (i & 0xfff))
        .exact(Field.TP_DST, i >>> 12)
        .build();
  }

  private static Match manyMasks(int i) {
    int bits = i % 1000;
    return new Match.Builder()
        .exact(Field.DL_TYPE, 0x0800)
        .masked(Field.NW_DST, (long) i * 2654435761L, 0xffffffffL << bits % 24)
        .masked(Field.NW_SRC, (long) i * 40503 << 10, 0xffffffffL << bits / 24 % 22)
        .masked(Field.TP_DST, i, bits / 528 == 0 ? 0xffff : 0xfff)
        .masked(Field.NW_PROTO, 6, 0xff)
        .build();
  }

  private static long usedHeap() {
    Runtime rt = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, rt.totalMemory() - rt.freeMemory());
    }
    return used;
  }

  @Test
  void shouldShowABatchAsOneGeneration() {
    FlowTables tables = new FlowTables();
    load(tables, TableSizeTest::tuple);
    long generation = tables.generation();
    long start = System.nanoTime();
    tables.apply(batch(RULES, 10_000, TableSizeTest::tuple));
    tables.snapshot();
    long batch = System.nanoTime() - start;
    assertEquals(generation + 1, tables.generation());
    start = System.nanoTime();
    for (FlowMod mod : batch(RULES + 10_000, 10_000, TableSizeTest::tuple)) {
      tables.apply(List.of(mod));
      tables.snapshot();
    }
    long single = System.nanoTime() - start;
    assertEquals(RULES + 20_000, tables.snapshot().ruleCount());
    System.out.printf(
        "10,000 adds to 200,000 rules: %d ms in one batch, %d ms with a snapshot after each%n",
        batch / 1_000_000, single / 1_000_000);
  }

  @Test
  void shouldLeaveEverythingWhenTheLastOfABatchIsRefused() {
    FlowTables tables = new FlowTables();
    tables.apply(batch(0, 1000, TableSizeTest::route), 1);
    PipelineSnapshot before = tables.snapshot();
    List<FlowMod> mods = new ArrayList<>(batch(500, 1000, TableSizeTest::tuple));
    mods.add(FlowMod.all().withCommand(FlowMod.Command.DELETE));
    mods.add(FlowMod.add(300, 1, Match.ALL, List.of()));
    FlowException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            FlowException.class, () -> tables.apply(mods, 2));
    assertEquals(FlowException.Kind.BAD_TABLE, e.kind());
    assertEquals(before, tables.snapshot());
    assertEquals(1000, tables.dump(FlowMod.all(), 2).size());
  }
}
