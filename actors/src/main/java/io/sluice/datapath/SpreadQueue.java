package io.sluice.datapath;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.Arrays;

/**
 * The transmit side of a port with several queue pairs, some of them on this lane: each packet goes
 * to the pair that its flow is spread to, over an exchange when another lane has it. Owned by the
 * lane; made anew when the pairs change, so its fields are final.
 */
final class SpreadQueue implements TxQueue {
  private final LanePorts ports;
  private final int ofport;
  private final Spread spread;
  private final TxQueue[] here;
  private final int[][] selected;
  private final int[] counts;
  private final Crossing crossing;
  private final FlowHash hash;
  private final FaultGuard guard;

  /**
   * @param here this lane's queue at each place of the spread; null where another lane has it
   */
  SpreadQueue(
      LanePorts ports,
      int ofport,
      Spread spread,
      TxQueue[] here,
      Crossing crossing,
      FlowHash hash,
      FaultGuard guard) {
    this.ports = ports;
    this.ofport = ofport;
    this.spread = spread;
    this.here = here;
    this.crossing = crossing;
    this.hash = hash;
    this.guard = guard;
    selected = new int[here.length][PacketBurst.MAX];
    counts = new int[here.length];
  }

  @Override
  public int transmit(PacketBurst burst, int[] packets, int count) {
    Arrays.fill(counts, 0); // a fault of the sender's memory may have ended the last in its middle
    for (int n = 0; n < count; n++) {
      int i = packets[n];
      int place = spread.choose(hash.of(burst, i));
      selected[place][counts[place]++] = i;
    }
    int sent = 0;
    for (int place = 0; place < counts.length; place++) {
      int n = counts[place];
      if (n > 0) {
        counts[place] = 0;
        sent += here[place] != null ? guard.transmit(here[place], burst, selected[place], n) : 0;
        if (here[place] == null) {
          cross(burst, place, n);
        }
      }
    }
    return sent;
  }

  private void cross(PacketBurst burst, int place, int count) {
    for (int n = 0; n < count; n++) {
      crossing.send(
          burst, selected[place][n], ports, ofport, spread.pair(place), spread.lane(place));
    }
  }

  @Override
  public void flush() {
    for (TxQueue queue : here) {
      if (queue != null) {
        guard.flush(queue);
      }
    }
  }

  /** Each pair counts for itself. */
  @Override
  public QueueCounters counters() {
    throw new UnsupportedOperationException("a spread has no counters of its own");
  }
}
