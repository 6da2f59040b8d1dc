package io.sluice.ring.memory;

import io.sluice.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** The packet pool between two lanes. Chunks hold no bytes here: only their numbers move. */
public class PacketPoolStress {
  private PacketPoolStress() {}

  /** A packet that two lanes free at once, which is a defect: one is told so, and it is counted. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "freed once")
  @State
  public static class FreedTwice {
    private final PacketPool pool = new PacketPool(2, Slices.next());
    private final ChunkCache one = pool.cache("one");
    private final ChunkCache two = pool.cache("two");
    private final int packet = one.allocate();

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = one.free(packet);
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = two.free(packet);
    }

    @Arbiter
    public void all(ZZI_Result r) {
      r.r3 = (int) pool.usage().doubleFrees();
    }
  }

  /** Lanes that allocate and give back at once get different chunks, and the pool all of them. */
  @JCStressTest
  @Outcome(id = "0, 0, 64", expect = Expect.ACCEPTABLE, desc = "each chunk one owner")
  @State
  public static class Allocated {
    private static final int CHUNKS = 2 * ChunkCache.BATCH;
    private final PacketPool pool = new PacketPool(CHUNKS, Slices.next());
    private final ChunkCache one = pool.cache("one");
    private final ChunkCache two = pool.cache("two");
    private int first = PacketPool.NONE;
    private int second = PacketPool.NONE;

    @Actor
    public void first() {
      for (int turn = 0; turn < 4; turn++) {
        one.free(one.allocate());
        one.close();
      }
      first = one.allocate();
    }

    @Actor
    public void second() {
      for (int turn = 0; turn < 4; turn++) {
        two.free(two.allocate());
        two.close();
      }
      second = two.allocate();
    }

    @Arbiter
    public void all(III_Result r) {
      r.r1 = first == second ? 1 : 0;
      int both = 0;
      both += one.free(first) ? 1 : 0;
      both += two.free(second) ? 1 : 0;
      r.r2 = 2 - both;
      one.close();
      two.close();
      int[] all = new int[CHUNKS + 1];
      r.r3 = pool.take(all, 0, all.length);
    }
  }
}
