package io.sluice.actors;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Learned addresses from one lane to another, in a ring that starts nearly full. */
public class AddressRingStress {
  private AddressRingStress() {}

  /** The receiver sees whole entries, in order; none is written over before it was read. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole, in order")
  @State
  public static class FullRing implements AddressExchange.Receiver {
    private final AddressRing ring = new AddressRing();
    private int sent;
    private int received;
    private int wrong;

    public FullRing() {
      while (offer()) {
        // Until it is full.
      }
    }

    private boolean offer() {
      boolean taken = ring.offer(~sent, sent * 0x10001L, sent & 0xfff, sent);
      sent += taken ? 1 : 0;
      return taken;
    }

    @Override
    public void learned(int bridge, long mac, int vlan, int ofport, long nowNs) {
      int n = received++;
      wrong += bridge == ~n && mac == n * 0x10001L && vlan == n && ofport == n ? 0 : 1;
    }

    @Actor
    public void from() {
      for (int tries = 0; tries < 64; tries++) {
        offer();
      }
    }

    @Actor
    public void to(II_Result r) {
      for (int n = 0; n < 32; n++) {
        ring.drain(this, 2, 0);
      }
      r.r1 = wrong;
      r.r2 = received;
    }
  }

  /** What is seen of an empty ring that fills is whole. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole, in order")
  @State
  public static class EmptyRing implements AddressExchange.Receiver {
    private final AddressRing ring = new AddressRing();
    private int received;
    private int wrong;

    @Override
    public void learned(int bridge, long mac, int vlan, int ofport, long nowNs) {
      int n = ++received;
      wrong += bridge == n && mac == n && vlan == n && ofport == n ? 0 : 1;
    }

    @Actor
    public void from() {
      for (int n = 1; n <= 16; n++) {
        ring.offer(n, n, n, n);
      }
    }

    @Actor
    public void to(II_Result r) {
      for (int n = 0; n < 16; n++) {
        ring.drain(this, 4, 0);
      }
      r.r1 = wrong;
      r.r2 = received;
    }
  }
}
