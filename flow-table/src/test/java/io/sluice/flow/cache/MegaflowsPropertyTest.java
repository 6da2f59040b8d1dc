package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.RuleStats;
import io.sluice.flow.pipeline.SideEffect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million keys looked up in megaflows that come and go: one by one, a burst at a time and in a
 * plain list of them all, the answers are the same.
 */
class MegaflowsPropertyTest {
  private static final int LOOKUPS = 1_000_000;
  private static final int MOST = 300;
  private static final int STRIDE = FlowKey.STRIDE;

  private final Random r = new Random(LookupRig.SEED);
  private final Megaflows megaflows = new Megaflows(LookupRig.SEED);
  private final List<Verdict> all = new ArrayList<>();
  private final long[] keys = new long[32 * STRIDE];
  private final int[] pending = new int[32];
  private final Verdict[] out = new Verdict[32];

  @Test
  void shouldFindWhatAListOfAllHas() {
    long found = 0;
    List<long[]> masks = masks();
    int n = 0;
    while (n < LOOKUPS) {
      change(masks);
      int count = 0;
      for (int i = 0; i < 32; i++) {
        key(i * STRIDE);
        out[i] = null;
        if (r.nextInt(5) > 0) {
          pending[count++] = i;
        }
      }
      n += count;
      int[] asked = Arrays.copyOf(pending, count);
      int left = megaflows.find(keys, pending, count, out);
      int missing = 0;
      for (int i : asked) {
        Verdict want = inTheList(i * STRIDE);
        assertSame(want, out[i], () -> "seed " + LookupRig.SEED);
        assertSame(want, megaflows.find(keys, i * STRIDE));
        if (want == null) {
          assertEquals(i, pending[missing++]);
        }
      }
      assertEquals(missing, left);
      found += count - left;
      megaflowsAreCounted();
    }
    assertTrue(found > LOOKUPS / 5 && found < LOOKUPS * 3L / 4, "found: " + found);
  }

  @Test
  void shouldLoseNoneOfManyInOneTable() {
    long[] mask = new long[FlowKey.WORDS];
    mask[3] = -1;
    List<Verdict> there = new ArrayList<>();
    for (int n = 0; n < 40_000; n++) {
      long[] key = new long[FlowKey.WORDS];
      key[3] = n;
      Verdict v = verdict(mask, key);
      megaflows.add(v, 0);
      there.add(v);
      if (n % 3 == 0) {
        megaflows.remove(there.remove(r.nextInt(there.size())), 0);
      }
    }
    for (Verdict v : there) {
      assertSame(v, megaflows.find(v.key, 0));
    }
    assertEquals(there.size(), megaflows.size());
    for (Verdict v : there) {
      megaflows.remove(v, 0);
      assertNull(megaflows.find(v.key, 0));
    }
    assertEquals(0, megaflows.subtableCount());
  }

  private void megaflowsAreCounted() {
    assertEquals(all.size(), megaflows.size());
    if (!all.isEmpty()) {
      Verdict v = all.get(r.nextInt(all.size()));
      assertNotNull(megaflows.find(v.key, 0));
    }
  }

  /** Some go, some come, and none that is for a key of another. */
  private void change(List<long[]> masks) {
    for (int i = r.nextInt(4); i > 0 && !all.isEmpty(); i--) {
      megaflows.remove(all.remove(r.nextInt(all.size())), 0);
    }
    for (int i = r.nextInt(8); i > 0 && all.size() < MOST; i--) {
      long[] mask = masks.get(r.nextInt(masks.size()));
      key(0);
      long[] key = new long[FlowKey.WORDS];
      for (int w = 0; w < FlowKey.WORDS; w++) {
        key[w] = keys[w] & mask[w];
      }
      if (all.stream().noneMatch(v -> overlap(v, mask, key))) {
        Verdict v = verdict(mask.clone(), key);
        all.add(v);
        megaflows.add(v, 0);
      }
    }
  }

  private static boolean overlap(Verdict v, long[] mask, long[] key) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if (((v.key[w] ^ key[w]) & v.mask[w] & mask[w]) != 0) {
        return false;
      }
    }
    return true;
  }

  private Verdict inTheList(int base) {
    for (Verdict v : all) {
      long difference = 0;
      for (int w = 0; w < FlowKey.WORDS; w++) {
        difference |= keys[base + w] & v.mask[w] ^ v.key[w];
      }
      if (difference == 0) {
        return v;
      }
    }
    return null;
  }

  /** Masks of one to ten words, and the one of none. */
  private List<long[]> masks() {
    List<long[]> masks = new ArrayList<>();
    for (int m = 0; m < 60; m++) {
      long[] mask = new long[FlowKey.WORDS];
      mask[3] = -1L << r.nextInt(12);
      for (int n = r.nextInt(10); n > 0; n--) {
        mask[r.nextInt(FlowKey.WORDS)] |= 1L << r.nextInt(3) | 1L << 63;
      }
      masks.add(mask);
    }
    masks.add(new long[FlowKey.WORDS]);
    return masks;
  }

  /** Words of few values, high and low, so that megaflows are hit. */
  private void key(int base) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      keys[base + w] = r.nextInt(5) == 0 ? r.nextInt(2) | (long) r.nextInt(2) << 63 : 0;
    }
    keys[base + 3] = r.nextInt(100);
  }

  private static Verdict verdict(long[] mask, long[] key) {
    return new Verdict(
        new DatapathAction[0],
        DropCause.RULE_DROP,
        mask,
        key,
        new RuleStats.Slot[0],
        false,
        -1,
        -1,
        new SideEffect[0]);
  }
}
