package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.EventSignal;
import io.sluice.stress.Slices;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A split ring between its lane and a guest that does what the specification asks of a driver. */
public class SplitRingStress {
  private static final int SIZE = 4;
  private static final int AVAILABLE = 128;
  private static final int USED = 256;
  private static final int TIMES = 16;

  private SplitRingStress() {}

  /** A ring at index 1, with memory of its own. */
  private static SplitRing ring(long at, long features, EventSignal call) {
    Memory.zero(at, Slices.SIZE);
    Memory.putShort(at + AVAILABLE + VringLayout.RING_INDEX, 1);
    Memory.putShort(at + USED + VringLayout.RING_INDEX, 1);
    SplitRing ring = new SplitRing();
    ring.start(
        new VringConfig(
            SIZE, at, at + AVAILABLE, at + USED, 1, 1, features, call, true, GuestMemory.NONE));
    return ring;
  }

  /** A guest that sees the used index sees the used element. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "used, and the element is there")
  @State
  public static class Used {
    private final long at = Slices.next().address();
    private final SplitRing ring = ring(at, 0, null);

    @Actor
    public void lane() {
      for (int n = 1; n <= TIMES; n++) {
        ring.use(3, ring.usedIndex + 1);
        ring.publish();
      }
    }

    /** An element's length is the index behind it; a later lap's is greater. */
    @Actor
    public void guest(II_Result r) {
      for (int n = 0; n < TIMES; n++) {
        r.r2 = Memory.getShortAcquire(at + USED + VringLayout.RING_INDEX);
        int element = VringLayout.USED_ENTRIES + (r.r2 - 1) % SIZE * VringLayout.USED_ENTRY_SIZE;
        r.r1 += r.r2 > 1 && Memory.getInt(at + USED + element + 4) < r.r2 ? 1 : 0;
      }
    }
  }

  /** A lane that sees the avail index sees the head and its descriptor. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "seen, with its descriptor")
  @State
  public static class Available {
    private final long at = Slices.next().address();
    private final SplitRing ring = ring(at, 0, null);

    @Actor
    public void guest() {
      for (int index = 1; index <= SIZE; index++) {
        int head = SIZE - index;
        Memory.putLong(at + head * VringLayout.DESCRIPTOR_SIZE, 4096 + head);
        Memory.putShort(at + AVAILABLE + VringLayout.AVAIL_ENTRIES + index % SIZE * 2, head);
        Memory.putShortRelease(at + AVAILABLE + VringLayout.RING_INDEX, index + 1);
      }
    }

    @Actor
    public void lane(II_Result r) {
      for (int n = 0; n < 8; n++) {
        r.r2 = ring.fetch(SIZE);
        for (int i = 0; i < r.r2; i++) {
          int head = SIZE - 1 - i;
          r.r1 += ring.heads[i] == head && ring.address[i] == 4096 + head ? 0 : 1;
        }
      }
    }
  }

  /** What both of the next have: the lane says whether it interrupted. */
  private static final class Bell {
    static final int FD = EventFd.create();
    static final EventSignal SIGNAL = EventSignal.of(FD);

    private Bell() {}

    /** Uses an entry; whether the guest was interrupted. One lane at a time in a process. */
    static int use(SplitRing ring) {
      ring.use(0, 0);
      ring.publish();
      return EventFd.drain(FD) > 0 ? 1 : 0;
    }
  }

  /** A guest asks for an interrupt, looks once more, sleeps: it is woken or has seen the entry. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or has seen it")
  @State
  public static class InterruptByEventIndex {
    private final long at = Slices.next().address();
    private final long event = at + AVAILABLE + VringLayout.AVAIL_ENTRIES + 2 * SIZE;
    private final SplitRing ring = ring(at, VringLayout.F_EVENT_IDX, Bell.SIGNAL);

    public InterruptByEventIndex() {
      Memory.putShort(event, 0x8000);
    }

    @Actor
    public void lane(II_Result r) {
      r.r1 = Bell.use(ring);
    }

    @Actor
    public void guest(II_Result r) {
      Memory.putShort(event, 1);
      VarHandle.fullFence();
      r.r2 = Memory.getShortAcquire(at + USED + VringLayout.RING_INDEX) - 1;
    }
  }

  /** The same without event indices: the guest takes a flag away. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "woken, or has seen it")
  @State
  public static class InterruptByFlag {
    private final long at = Slices.next().address();
    private final SplitRing ring = ring(at, 0, Bell.SIGNAL);

    public InterruptByFlag() {
      Memory.putShort(at + AVAILABLE, VringLayout.AVAIL_NO_INTERRUPT);
    }

    @Actor
    public void lane(II_Result r) {
      r.r1 = Bell.use(ring);
    }

    @Actor
    public void guest(II_Result r) {
      Memory.putShort(at + AVAILABLE, 0);
      VarHandle.fullFence();
      r.r2 = Memory.getShortAcquire(at + USED + VringLayout.RING_INDEX) - 1;
    }
  }
}
