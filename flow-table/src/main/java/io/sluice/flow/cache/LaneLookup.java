package io.sluice.flow.cache;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.PipelineSnapshot;
import java.util.List;

/** One lane's caches over one bridge. Owned by the lane's thread; nothing is shared. */
public final class LaneLookup {
  public LaneLookup(int laneIndex, PipelineSnapshot snapshot, MacListener listener) {}

  /** Takes over another generation; the caches are revalidated as they are hit. */
  public void install(PipelineSnapshot next, long nowNs) {
    throw new UnsupportedOperationException();
  }

  /** Bytes of a packet's head that a verdict can depend on; 0: none. */
  public int headBytes() {
    throw new UnsupportedOperationException();
  }

  /** Finds the verdicts of a burst and counts its packets. */
  public void classify(
      byte[] heads,
      int[] headOffset,
      int[] headLength,
      int[] length,
      int count,
      int inPort,
      long nowNs,
      Verdict[] out) {
    throw new UnsupportedOperationException();
  }

  /** A bounded bit of housekeeping; returns work done. */
  public int maintain(long nowNs) {
    throw new UnsupportedOperationException();
  }

  /** Brings the rules' statistics up to date. */
  public void foldAll(long nowNs) {
    throw new UnsupportedOperationException();
  }

  public long exactHits() {
    throw new UnsupportedOperationException();
  }

  public long megaflowHits() {
    throw new UnsupportedOperationException();
  }

  public long slowPath() {
    throw new UnsupportedOperationException();
  }

  /** Another lane learned an address. */
  public void macLearned(long mac, int vlan, int ofport, long nowNs) {
    throw new UnsupportedOperationException();
  }

  /** What was learned; a copy. */
  public List<MacEntry> macSnapshot() {
    throw new UnsupportedOperationException();
  }

  /** Forgets what was learned on a port. */
  public void portRemoved(int ofport) {
    throw new UnsupportedOperationException();
  }
}
