package io.sluice.datapath;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Packets from one lane to another. */
public class ExchangeRingStress {
  private static final ThreadLocal<PacketBurst> OUT = ThreadLocal.withInitial(PacketBurst::new);
  private static final ThreadLocal<PacketBurst> IN = ThreadLocal.withInitial(PacketBurst::new);
  private static final int LENGTH = 40;

  private ExchangeRingStress() {}

  /** A ring of a few records and what both sides know of its packets. */
  private static final class Pair {
    final ExchangeRing ring;
    final int salt = Slices.salt();
    private final ExchangeRing.Destinations to = new ExchangeRing.Destinations();
    private int sent;
    private int received;

    Pair(int capacity) {
      ring = new ExchangeRing(capacity, Slices.next());
    }

    boolean offer() {
      long value = salt * 31L + sent;
      PacketBurst out = OUT.get();
      out.clear();
      out.headOffset[0] = PacketBurst.slotOffset(0);
      out.headLength[0] = LENGTH;
      out.length[0] = LENGTH;
      out.offload[0] = value;
      out.count = 1;
      for (int i = 0; i < LENGTH; i++) {
        out.heads[out.headOffset[0] + i] = (byte) (value >>> 8 * (i & 7));
      }
      if (!ring.offer(out, 0, (int) value, (int) ~value, sent, 0, false, 0)) {
        return false;
      }
      sent++;
      return true;
    }

    /** Receives, checks, releases; how many packets were not what was sent. */
    int receive() {
      PacketBurst in = IN.get();
      int wrong = 0;
      int n = ring.receive(in, to);
      for (int i = 0; i < n; i++) {
        long value = salt * 31L + received++;
        boolean right =
            in.length[i] == LENGTH
                && in.offload[i] == value
                && to.bridge[i] == (int) value
                && to.ofport[i] == (int) ~value
                && to.pair[i] == (int) (value - salt * 31L);
        for (int b = 0; right && b < LENGTH; b += 8) {
          right = Memory.getLong(in.segmentAddress[in.segmentFirst[i]] + b) == value;
        }
        wrong += right ? 0 : 1;
      }
      ring.release();
      return wrong;
    }

    /** Receives again and again; how many were wrong, and how many there were. */
    void receive(II_Result r) {
      for (int n = 0; n < 16; n++) {
        r.r1 += receive();
      }
      r.r2 = received;
    }
  }

  /** The receiver sees whole packets, in order, as soon as it sees them at all. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole, in order")
  @State
  public static class EmptyRing {
    private final Pair pair = new Pair(512);

    @Actor
    public void from() {
      for (int n = 0; n < 16; n++) {
        pair.offer();
        pair.ring.publish();
      }
    }

    @Actor
    public void to(II_Result r) {
      pair.receive(r);
    }
  }

  /** The sender writes over nothing that the receiver still borrows. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole, in order")
  @State
  public static class FullRing {
    private final Pair pair = new Pair(256);

    public FullRing() {
      while (pair.offer()) {
        pair.ring.publish();
      }
    }

    @Actor
    public void from() {
      for (int n = 0; n < 32; n++) {
        if (pair.offer()) {
          pair.ring.publish();
        }
      }
    }

    @Actor
    public void to(II_Result r) {
      pair.receive(r);
    }
  }

  /** Whoever asks how many packets are on their way hears of none that were never sent. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "between none and all")
  @State
  public static class Held {
    private final Pair pair = new Pair(512);

    @Actor
    public void bothLanes() {
      for (int n = 0; n < 8; n++) {
        pair.offer();
        pair.ring.publish();
        pair.receive();
      }
    }

    @Actor
    public void asks(II_Result r) {
      for (int n = 0; n < 16; n++) {
        r.r2 = (int) pair.ring.held();
        r.r1 += r.r2 >= 0 && r.r2 <= 8 ? 0 : 1;
      }
    }
  }
}
