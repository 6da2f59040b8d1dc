package io.sluice.ring.generator;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RatePacer;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;

/**
 * Receives frames that were prepared once. Owned by one lane.
 *
 * <p>Memory: a prefix per flow, then one tail that all flows share, so that a million flows of 1518
 * bytes take 64 MB and not 1.5 GB.
 *
 * <pre>
 *   | prefix 0 | prefix 1 | ... | prefix flows-1 | tail |
 *     stride     stride                            length - stride bytes
 * </pre>
 */
final class GeneratorRxQueue implements RxQueue, AutoCloseable {
  private final QueueCounters counters = new QueueCounters();
  private final RatePacer pacer;
  private final Region region;
  private final int length;
  private final int flows;
  private final int stride;
  private final long tail;
  private int flow;

  GeneratorRxQueue(UdpTemplate template, long packetsPerSecond) {
    pacer = new RatePacer(packetsPerSecond);
    length = template.length();
    flows = template.flows();
    stride = Math.min(UdpTemplate.PREFIX, length);
    region = Region.plain("sluice-generator", (long) flows * stride + length - stride);
    tail = region.address() + (long) flows * stride;
    for (int i = 0; i < flows; i++) {
      Memory.copy(template.frame(i), 0, region.address() + (long) i * stride, stride);
    }
    Memory.copy(template.frame(0), stride, tail, length - stride);
  }

  @Override
  public int receive(PacketBurst burst, int headBytes, long nowNs) {
    int count = pacer.due(PacketBurst.MAX, nowNs);
    int head = Math.min(Math.min(headBytes, PacketBurst.HEAD_MAX), length);
    for (int i = 0; i < count; i++) {
      append(burst, i, head, region.address() + (long) flow * stride);
      flow = flow + 1 == flows ? 0 : flow + 1;
    }
    burst.count = count;
    pacer.sent(count);
    if (count > 0) {
      counters.add(count, (long) count * length);
    }
    return count;
  }

  private void append(PacketBurst burst, int i, int head, long prefix) {
    int at = PacketBurst.slotOffset(i);
    int fromPrefix = Math.min(head, stride);
    int fromTail = head - fromPrefix;
    Memory.copy(prefix, burst.heads, at, fromPrefix);
    Memory.copy(tail, burst.heads, at + fromPrefix, fromTail);
    burst.headOffset[i] = at;
    burst.headLength[i] = head;
    burst.length[i] = length;
    burst.offload[i] = 0;
    int first = burst.segments;
    int segment = first;
    if (fromPrefix < stride) {
      burst.segmentAddress[segment] = prefix + fromPrefix;
      burst.segmentLength[segment++] = stride - fromPrefix;
    }
    if (fromTail < length - stride) {
      burst.segmentAddress[segment] = tail + fromTail;
      burst.segmentLength[segment++] = length - stride - fromTail;
    }
    burst.segmentFirst[i] = first;
    burst.segmentCount[i] = segment - first;
    burst.segments = segment;
  }

  @Override
  public void release(PacketBurst burst) {
    // The prepared frames stay where they are.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    region.close();
  }
}
