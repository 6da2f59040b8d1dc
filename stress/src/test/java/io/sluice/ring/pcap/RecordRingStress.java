package io.sluice.ring.pcap;

import io.sluice.ring.memory.Memory;
import io.sluice.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A capture's ring between its lane and its writer, started full: space is used again at once. */
public class RecordRingStress {
  private RecordRingStress() {}

  /** The writer finds each record whole and in order; none is laid over one it has not taken. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole, in order")
  @State
  public static class FullRing {
    private static final int RECORD = 16;
    private static final int RECORDS = 4;

    private final RecordRing ring = new RecordRing(RECORD * RECORDS, Slices.next());
    private final long salt = (long) Slices.salt() << 32;
    private final byte[] bytes = new byte[RECORD];
    private long next;
    private long expected;

    public FullRing() {
      for (int n = 0; n < RECORDS; n++) {
        append();
      }
    }

    private void append() {
      long value = salt + next++;
      for (int i = 0; i < RECORD; i++) {
        bytes[i] = (byte) (value >>> 8 * (i & 7));
      }
      ring.append(bytes, 0, RECORD);
      ring.publish();
    }

    @Actor
    public void lane() {
      for (int tries = 0; tries < 64; tries++) {
        if (ring.fits(RECORD)) {
          append();
        }
      }
    }

    @Actor
    public void writer(II_Result r) {
      for (int tries = 0; tries < 32; tries++) {
        long end = ring.published();
        long at = ring.taken();
        for (; at < end; at += RECORD) {
          long value = salt + expected++;
          long address = ring.address(at);
          if (Memory.getLong(address) != value || Memory.getLong(address + 8) != value) {
            r.r1++;
          }
        }
        ring.take(at);
      }
      r.r2 = (int) expected;
    }
  }
}
