package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;
import java.util.List;

/**
 * The tags of a packet under translation, as they should be and as the program so far has made
 * them; innermost first. Tags deeper than the two that a key knows stay untouched below.
 */
final class VlanStack {
  /** Tags that the program of a packet can work on, those it came with included. */
  static final int MAX = 8;

  private final int[] want = new int[MAX];
  private final int[] wire = new int[MAX];
  private int wantDepth;
  private int wireDepth;

  /** Takes the tags of a key. */
  void load(long[] key) {
    int outer = FlowKey.vlanTci(key, 0);
    int inner = (int) (key[1] & FlowKey.INNER_TCI_MASK);
    int flags = FlowKey.nwFrag(key, 0);
    wantDepth = 0;
    if (inner != 0) {
      want[wantDepth++] = tag(flags & FlowKey.INNER_IS_QINQ, inner);
    }
    if (outer != 0) {
      want[wantDepth++] = tag(flags & FlowKey.OUTER_IS_QINQ, outer);
    }
    System.arraycopy(want, 0, wire, 0, wantDepth);
    wireDepth = wantDepth;
  }

  private static int tag(int qinq, int tci) {
    return (qinq != 0 ? FlowKey.TYPE_QINQ : FlowKey.TYPE_VLAN) << 16 | tci & 0xefff;
  }

  /** Writes the wanted tags into a key, for lookups that follow. */
  void store(long[] key) {
    int outer = wantDepth > 0 ? want[wantDepth - 1] : 0;
    int inner = wantDepth > 1 ? want[wantDepth - 2] : 0;
    long flags =
        (outer >>> 16 == FlowKey.TYPE_QINQ ? FlowKey.OUTER_IS_QINQ : 0)
            | (inner >>> 16 == FlowKey.TYPE_QINQ ? FlowKey.INNER_IS_QINQ : 0);
    key[0] =
        key[0] & ~(FlowKey.VLAN_TCI_MASK | FlowKey.TPID_MASK)
            | (long) tci(outer) << FlowKey.VLAN_TCI_SHIFT
            | flags << FlowKey.NW_FRAG_SHIFT;
    key[1] = key[1] & ~FlowKey.INNER_TCI_MASK | tci(inner);
  }

  private static int tci(int tag) {
    return tag == 0 ? 0 : tag & 0xefff | FlowKey.VLAN_PRESENT;
  }

  boolean tagged() {
    return wantDepth > 0;
  }

  /** The outer tag's TCI without the present bit; 0 when there is none. */
  int outerTci() {
    return wantDepth > 0 ? want[wantDepth - 1] & 0xefff : 0;
  }

  int outerVid() {
    return outerTci() & 0xfff;
  }

  void pop() {
    wantDepth = Math.max(0, wantDepth - 1);
  }

  /** False when there are {@link #MAX} already; nothing is changed then. */
  boolean push(int tpid, int tci) {
    if (wantDepth == MAX) {
      return false;
    }
    want[wantDepth++] = tpid << 16 | tci & 0xefff;
    return true;
  }

  /** Sets bits of the outer tag; adds one when there is none. */
  void set(int tci, int mask) {
    if (wantDepth == 0) {
      push(FlowKey.TYPE_VLAN, tci & mask);
    } else {
      int bits = mask & 0xefff;
      want[wantDepth - 1] = want[wantDepth - 1] & ~bits | tci & bits;
    }
  }

  int[] save() {
    return Arrays.copyOf(want, wantDepth);
  }

  void restore(int[] saved) {
    System.arraycopy(saved, 0, want, 0, saved.length);
    wantDepth = saved.length;
  }

  int[] saveWire() {
    return Arrays.copyOf(wire, wireDepth);
  }

  /** The packet has these tags again. */
  void restoreWire(int[] saved) {
    System.arraycopy(saved, 0, wire, 0, saved.length);
    wireDepth = saved.length;
  }

  boolean inPlace() {
    return Arrays.equals(want, 0, wantDepth, wire, 0, wireDepth);
  }

  /** Adds to a program what brings the packet's tags to the wanted ones. */
  void emit(List<DatapathAction> program) {
    int same = 0;
    while (same < wantDepth && same < wireDepth && want[same] == wire[same]) {
      same++;
    }
    if (same == wantDepth - 1 && wantDepth == wireDepth && want[same] >>> 16 == wire[same] >>> 16) {
      program.add(new DatapathAction(DatapathAction.SET_VLAN_TCI, want[same] & 0xefff));
    } else {
      for (int i = wireDepth; i > same; i--) {
        program.add(new DatapathAction(DatapathAction.POP_VLAN, 0));
      }
      for (int i = same; i < wantDepth; i++) {
        program.add(new DatapathAction(DatapathAction.PUSH_VLAN, want[i] & 0xffffffffL));
      }
    }
    System.arraycopy(want, 0, wire, 0, wantDepth);
    wireDepth = wantDepth;
  }
}
