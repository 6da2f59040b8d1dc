package io.sluice.datapath;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;
import java.nio.ByteBuffer;

/**
 * A receive queue with UDP packets of some flows, each numbered within its flow from 1: flow and
 * number are the last eight bytes. Borrowed bytes, as a guest's are.
 */
final class NumberedPackets implements RxQueue {
  static final int LENGTH = 64;
  private final QueueCounters counters = new QueueCounters();
  private final Region region = Region.plain("numbered", 4096);
  private final int firstFlow;
  private final int[] number;
  private int next;

  /** Every other packet of a flow is the later fragment of a datagram, without ports. */
  boolean fragmentEveryOther;

  /** Packets that may still come. */
  long left = Long.MAX_VALUE;

  NumberedPackets(int firstFlow, int flows) {
    this.firstFlow = firstFlow;
    number = new int[flows];
  }

  @Override
  public int receive(PacketBurst burst, int headBytes, long nowNs) {
    int n = (int) Math.min(PacketBurst.MAX, left);
    for (int i = 0; i < n; i++) {
      int flow = next;
      next = next + 1 == number.length ? 0 : next + 1;
      byte[] frame = frame(firstFlow + flow, ++number[flow]);
      long at = region.address() + (long) i * LENGTH;
      Memory.copy(frame, 0, at, LENGTH);
      BurstFrames.append(burst, at, LENGTH, headBytes, 0);
    }
    left -= n;
    counters.add(n, (long) n * LENGTH);
    return n;
  }

  private byte[] frame(int flow, int number) {
    ByteBuffer b = ByteBuffer.allocate(LENGTH);
    b.putShort((short) 0x0200).putInt(2).putShort((short) 0x0200).putInt(1);
    b.putShort((short) 0x0800);
    boolean later = fragmentEveryOther && (number & 1) == 0;
    int fragment = later ? 1 : fragmentEveryOther ? 0x2000 : 0;
    b.putInt(0x45000000 | LENGTH - 14).putShort((short) 7).putShort((short) fragment);
    b.putShort((short) (64 << 8 | 17)).putShort((short) 0);
    b.putInt(0x0a000001).putInt(0x0a010000 + flow);
    b.putShort((short) (later ? number : 1000)).putShort((short) (later ? number : 2000));
    b.putShort((short) (LENGTH - 34)).putShort((short) 0);
    b.putInt(LENGTH - 8, flow).putInt(LENGTH - 4, number);
    return b.array();
  }

  @Override
  public void release(PacketBurst burst) {
    // Written anew at the next receive.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }
}
