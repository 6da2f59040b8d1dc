package io.sluice.datapath;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes {@link NumberedPackets}, and looks whether each flow's come in order. */
final class NumberedQueue implements TxQueue {
  private final QueueCounters counters = new QueueCounters();
  private final byte[] tail = new byte[8];

  /** The number of the last packet of each flow; 0 before the first. */
  final int[] last;

  /** Packets that came behind a later one of their flow, or twice. */
  volatile int disordered;

  NumberedQueue(int flows) {
    last = new int[flows];
  }

  @Override
  public int transmit(PacketBurst burst, int[] selected, int count) {
    long bytes = 0;
    for (int n = 0; n < count; n++) {
      int i = selected[n];
      BurstFrames.copyOut(burst, i, burst.length[i] - 8, tail, 0, 8);
      int flow = ByteBuffer.wrap(tail).getInt();
      int number = ByteBuffer.wrap(tail).getInt(4);
      disordered += number > last[flow] ? 0 : 1;
      last[flow] = number;
      bytes += burst.length[i];
    }
    counters.add(count, bytes);
    return count;
  }

  void forget() {
    Arrays.fill(last, 0);
  }

  @Override
  public void flush() {
    // Nobody is told.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }
}
