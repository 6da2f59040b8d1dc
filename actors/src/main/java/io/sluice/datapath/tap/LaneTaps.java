package io.sluice.datapath.tap;

import io.sluice.flow.cache.Verdict;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.DropWatch;
import io.sluice.ring.packet.PacketBurst;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The taps of one lane, and the points at which its packets pass them. The datapath asks {@link
 * #on} once a burst and an output, and calls the rest only then. Owned by the lane.
 */
public final class LaneTaps implements DropWatch {
  private static final Tap[] NONE = {};

  /** Whose transmit queue it is. */
  private record Port(int bridge, int ofport) {}

  private final int lane;
  private final Map<TxQueue, Port> ports = new IdentityHashMap<>();
  private Tap[] taps = NONE;
  private boolean on;
  private int headBytes;

  // Of what is in work: by which rules, and whose it is.
  private final RanRules rules = new RanRules();
  private int same; // bits: packets that are as they came, and stay so
  private int bridge;
  private int port = TapRecord.NO_PORT;

  /** Which packets of the burst were dropped while they were transmitted, as bits. */
  private int refused;

  private InternalError fault;

  public LaneTaps(int lane) {
    this.lane = lane;
  }

  /** Whether there is any. */
  public boolean on() {
    return on;
  }

  /** These and no others from now on; those that were there before are let go of. */
  public void install(List<Tap> next) {
    taps = next.toArray(NONE);
    headBytes = next.stream().mapToInt(Tap::headBytes).max().orElse(0);
    on = taps.length > 0;
    rules.unknown();
  }

  /** Bytes of each packet's head that filters look at. */
  public int headBytes() {
    return headBytes;
  }

  /** What is transmitted to this queue goes to this port. */
  public void attached(TxQueue queue, int ofBridge, int ofport) {
    ports.put(queue, new Port(ofBridge, ofport));
  }

  public void detached(TxQueue queue) {
    ports.remove(queue);
  }

  /** The bridge is gone, with its ports. */
  public void removed(int gone) {
    ports.values().removeIf(p -> p.bridge == gone);
  }

  /**
   * A burst was received and looked up; nothing was done to it yet.
   *
   * @param found a verdict for each packet, as long as the burst is in work
   */
  public void received(PacketBurst burst, int inBridge, int inPort, Verdict[] found) {
    rules.lookedUp(found);
    begin(burst, unchanged(found, burst.count));
    at(inBridge, inPort);
    for (Tap tap : taps) {
      if (tap.selection.covers(Selection.IN, inBridge, inPort)) {
        int left = tap.candidates(burst, -1) & bits(burst.count);
        for (; left != 0; left &= left - 1) {
          int i = Integer.numberOfTrailingZeros(left);
          if (tap.wants(burst, i, true, rules)) {
            tap.capture(burst, i, inBridge, inPort, Selection.IN, 0, rules, lane);
          }
        }
      }
    }
    // Filters may have looked into a guest's memory.
    Memory.surfaceFault();
  }

  /** Packets that go out as they came in, as bits. */
  private static int unchanged(Verdict[] found, int n) {
    int bits = 0;
    for (int i = 0; i < n; i++) {
      bits |= (found[i].singleOutput >= 0 ? 1 : 0) << i;
    }
    return bits;
  }

  private static int bits(int n) {
    return -1 >>> PacketBurst.MAX - n;
  }

  /**
   * What follows came from other lanes, and goes out as it is: {@link #at} tells where.
   *
   * @param told of each packet whether a rule was carried out for it
   * @param cookies of those
   */
  public void crossed(PacketBurst burst, boolean[] told, long[] cookies) {
    rules.toldBy(told, cookies);
    begin(burst, -1);
  }

  /** Whether a rule was carried out for a packet in work. */
  public boolean ranRule(int i) {
    return rules.any(i);
  }

  /**
   * The cookie that another lane is told of with the packet: one that a tap looks for, or the last.
   */
  public long cookieToTell(int i) {
    for (Tap tap : taps) {
      if (tap.selection.byRule() && tap.covers(rules, i)) {
        return tap.selection.cookie();
      }
    }
    return rules.last(i);
  }

  /** What follows was handed in by a controller, as if from this port. */
  public void handedIn(PacketBurst burst, int ofBridge, int ofport) {
    rules.unknown();
    begin(burst, 0);
    at(ofBridge, ofport);
  }

  /** Drops are counted at this port from now on. */
  public void at(int ofBridge, int ofport) {
    bridge = ofBridge;
    port = ofport;
  }

  private void begin(PacketBurst burst, int unchanged) {
    same = unchanged;
    burst.watch = this;
    for (Tap tap : taps) {
      tap.begin();
    }
  }

  /**
   * {@inheritDoc} Counted at the port that it came from, or is being transmitted to. Counted for
   * good: a fault of the memory that it lies in must not end the poll here, where it would be
   * counted once more as lost.
   */
  @Override
  public void dropped(PacketBurst burst, int i, int reason) {
    refused |= 1 << i;
    try {
      show(burst, i, reason);
      Memory.surfaceFault();
    } catch (InternalError e) {
      fault = e;
    }
  }

  /** The fault that came up while a drop was shown, once: for the end of the poll. */
  public InternalError takeFault() {
    InternalError e = fault;
    fault = null;
    return e;
  }

  private void show(PacketBurst burst, int i, int reason) {
    for (Tap tap : taps) {
      if (tap.selection.covers(Selection.DROP, bridge, port)
          && tap.selection.covers(DropReason.of(reason))
          && has(tap.candidates(burst, same), i)
          && tap.wants(burst, i, has(same, i), rules)) {
        tap.capture(burst, i, bridge, port, Selection.DROP, reason, rules, lane);
      }
    }
  }

  /** Transmits, and sees what was. */
  public int transmit(TxQueue queue, PacketBurst burst, int[] selected, int count) {
    Port to = ports.get(queue);
    if (to == null) {
      return queue.transmit(burst, selected, count); // to several queues, which come here again
    }
    int fromBridge = bridge;
    int fromPort = port;
    bridge = to.bridge;
    port = to.ofport;
    refused = 0;
    int sent;
    try {
      sent = queue.transmit(burst, selected, count);
    } finally {
      bridge = fromBridge;
      port = fromPort;
    }
    if (sent > 0) {
      transmitted(to, burst, selected, count);
    }
    return sent;
  }

  private void transmitted(Port to, PacketBurst burst, int[] selected, int count) {
    for (Tap tap : taps) {
      if (tap.selection.covers(Selection.OUT, to.bridge, to.ofport)) {
        int candidates = tap.candidates(burst, same) & ~refused;
        if ((candidates & bits(burst.count)) != 0) {
          transmitted(tap, candidates, to, burst, selected, count);
        }
      }
    }
  }

  private void transmitted(
      Tap tap, int candidates, Port to, PacketBurst burst, int[] selected, int count) {
    for (int n = 0; n < count; n++) {
      int i = selected[n];
      if (has(candidates, i) && tap.wants(burst, i, has(same, i), rules)) {
        tap.capture(burst, i, to.bridge, to.ofport, Selection.OUT, 0, rules, lane);
      }
    }
  }

  private static boolean has(int bits, int i) {
    return (bits >>> i & 1) != 0;
  }
}
