package io.sluice.datapath.tap;

import io.sluice.flow.cache.Verdict;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.TxQueue;
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

  // Of what is in work: whose it is, and by which verdicts (null: not known).
  private Verdict[] verdicts;
  private int bridge;
  private int port = TapRecord.NO_PORT;

  /** Which packets of the burst were dropped while they were transmitted, as bits. */
  private int refused;

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
    verdicts = null;
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
    begin(burst, inBridge, inPort, found);
    int n = burst.count;
    for (Tap tap : taps) {
      if (tap.selection.covers(Selection.IN, inBridge, inPort)) {
        for (int i = 0; i < n; i++) {
          if (tap.wants(burst, i, found[i])) {
            tap.capture(burst, i, inBridge, inPort, Selection.IN, 0, found[i], lane);
          }
        }
      }
    }
  }

  /**
   * What follows was not received here: another lane or a controller handed it over.
   *
   * @param ofport at which drops are counted
   */
  public void elsewhere(PacketBurst burst, int ofBridge, int ofport) {
    begin(burst, ofBridge, ofport, null);
  }

  private void begin(PacketBurst burst, int ofBridge, int ofport, Verdict[] found) {
    verdicts = found;
    bridge = ofBridge;
    port = ofport;
    burst.watch = this;
    for (Tap tap : taps) {
      tap.begin();
    }
  }

  /** {@inheritDoc} Counted at the port that it came from, or is being transmitted to. */
  @Override
  public void dropped(PacketBurst burst, int i, int reason) {
    refused |= 1 << i;
    Verdict verdict = verdict(i);
    for (Tap tap : taps) {
      if (tap.selection.covers(Selection.DROP, bridge, port)
          && tap.selection.covers(DropReason.of(reason))
          && tap.wants(burst, i, verdict)) {
        tap.capture(burst, i, bridge, port, Selection.DROP, reason, verdict, lane);
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
        for (int n = 0; n < count; n++) {
          int i = selected[n];
          Verdict verdict = verdict(i);
          if ((refused >>> i & 1) == 0 && tap.wants(burst, i, verdict)) {
            tap.capture(burst, i, to.bridge, to.ofport, Selection.OUT, 0, verdict, lane);
          }
        }
      }
    }
  }

  private Verdict verdict(int i) {
    return verdicts == null ? null : verdicts[i];
  }
}
