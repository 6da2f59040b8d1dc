package io.sluice.datapath;

import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.Arrays;

/**
 * The ports of one bridge as one lane transmits to them: over its own queue where a port has one
 * pair and it is here, over a {@link SpreadQueue} where there are several. Owned by the lane, and
 * brought up to date by it when any lane's queues have come or gone.
 */
final class LanePorts {
  private final int bridge;
  private final int lane;
  private final Fabric fabric;
  private final Crossing crossing;
  private final FaultGuard guard;
  private final FlowHash hash = new FlowHash();
  private PipelineSnapshot present = PipelineSnapshot.empty();
  // This lane's queue of each port and pair.
  private Output[][] local = new Output[64][];
  private Output[] outputs = new Output[64];
  private int version;

  LanePorts(int bridge, int lane, Fabric fabric, Crossing crossing, FaultGuard guard) {
    this.bridge = bridge;
    this.lane = lane;
    this.fabric = fabric;
    this.crossing = crossing;
    this.guard = guard;
  }

  /** By OpenFlow port; null where this lane has no queue. As of now: ask once a burst. */
  Output[] outputs() {
    int now = fabric.version();
    if (now != version) {
      refresh(now);
    }
    return outputs;
  }

  /** This lane's queue of a port's pair, another of the port when it has gone, or null. */
  Output local(int ofport, int pair) {
    Output[] queues = ofport < local.length ? local[ofport] : null;
    if (queues == null) {
      return null;
    }
    if (pair < queues.length && queues[pair] != null) {
      return queues[pair];
    }
    for (Output other : queues) {
      if (other != null) {
        return other;
      }
    }
    return null;
  }

  int bridge() {
    return bridge;
  }

  /** The generation that knows which ports there are, with queues or without. */
  void install(PipelineSnapshot snapshot) {
    present = snapshot;
  }

  /** Drops a packet for a port that no lane can transmit to now. */
  void refuse(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    counters.drop(exists(ofport) ? DropReason.NOT_READY : DropReason.NO_SUCH_PORT, burst, i);
  }

  private boolean exists(int ofport) {
    int low = 0;
    int high = present.portCount() - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int port = present.portAt(middle).ofport();
      if (port == ofport) {
        return true;
      }
      low = port < ofport ? middle + 1 : low;
      high = port < ofport ? high : middle - 1;
    }
    return false;
  }

  /** What a packet's flow is told by. */
  FlowHash hash() {
    return hash;
  }

  void attach(int ofport, int pair, TxQueue queue) {
    if (ofport >= local.length) {
      local = Arrays.copyOf(local, Math.max(ofport + 1, local.length * 2));
      outputs = Arrays.copyOf(outputs, local.length);
    }
    Output[] queues = local[ofport] == null ? new Output[0] : local[ofport];
    if (pair < queues.length && queues[pair] != null && queues[pair].queue == queue) {
      return;
    }
    local[ofport] = Arrays.copyOf(queues, Math.max(queues.length, pair + 1));
    local[ofport][pair] = new Output(queue);
    fabric.attach(bridge, ofport, pair, lane);
    refresh(fabric.version());
  }

  void detach(int ofport, int pair, TxQueue queue) {
    Output[] queues = ofport < local.length ? local[ofport] : null;
    if (queues == null
        || pair >= queues.length
        || queues[pair] == null
        || queues[pair].queue != queue) {
      return;
    }
    queues[pair] = null;
    if (Arrays.stream(queues).allMatch(q -> q == null)) {
      local[ofport] = null;
    }
    fabric.detach(bridge, ofport, pair, lane);
    outputs[ofport] = null;
    refresh(fabric.version());
  }

  /** The bridge is gone: nobody is to send here for it any more. */
  void detachAll() {
    for (int ofport = 0; ofport < local.length; ofport++) {
      Output[] queues = local[ofport];
      for (int pair = 0; queues != null && pair < queues.length; pair++) {
        if (queues[pair] != null) {
          fabric.detach(bridge, ofport, pair, lane);
        }
      }
      local[ofport] = null;
      outputs[ofport] = null;
    }
  }

  private void refresh(int now) {
    version = now;
    for (int ofport = 0; ofport < local.length; ofport++) {
      if (local[ofport] != null) {
        choose(ofport, local[ofport], fabric.spread(bridge, ofport));
      }
    }
  }

  private void choose(int ofport, Output[] queues, Spread spread) {
    if (spread.size() > 1) {
      TxQueue[] here = new TxQueue[spread.size()];
      for (int place = 0; place < here.length; place++) {
        Output queue =
            spread.lane(place) == lane && spread.pair(place) < queues.length
                ? queues[spread.pair(place)]
                : null;
        here[place] = queue == null ? null : queue.queue;
      }
      outputs[ofport] =
          new Output(new SpreadQueue(this, ofport, spread, here, crossing, hash, guard));
    } else {
      boolean mine = spread.size() == 1 && spread.lane(0) == lane;
      outputs[ofport] = mine ? queues[spread.pair(0)] : null;
    }
  }
}
