package io.sluice.datapath;

import io.sluice.flow.packet.HeaderEdits;
import io.sluice.flow.packet.HeaderReads;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.qos.Dscp;
import io.sluice.qos.Meter;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A bridge's meters as one lane has them: each lane lets the whole rate through. A meter that a new
 * generation has unchanged goes on with what has gathered in it. Owned by the lane; counters are
 * read on it too.
 */
final class LaneMeters {
  private static final int HEAD = 128;
  private static final int DSCP_BITS = 0xfc;

  private int[] ids = {}; // ascending
  private Meter[] meters = {};

  /** Takes over the meters of a generation. Not for the packet path. */
  void install(List<MeterMod> mods) {
    int[] nextIds = mods.stream().mapToInt(MeterMod::id).sorted().toArray();
    Meter[] next = new Meter[nextIds.length];
    for (MeterMod mod : mods) {
      List<Meter.Band> bands = mod.bands().stream().map(LaneMeters::band).toList();
      Meter old = find(mod.id());
      boolean same = old != null && old.is(mod.packets(), bands);
      next[Arrays.binarySearch(nextIds, mod.id())] = same ? old : new Meter(mod.packets(), bands);
    }
    ids = nextIds;
    meters = next;
  }

  private static Meter.Band band(MeterMod.Band b) {
    Meter.Kind kind =
        switch (b.type()) {
          case DROP -> Meter.Kind.DROP;
          case DSCP_REMARK -> Meter.Kind.DSCP_REMARK;
        };
    return new Meter.Band(kind, b.rate(), b.burst(), b.precedence());
  }

  private Meter find(int id) {
    int i = Arrays.binarySearch(ids, id);
    return i < 0 ? null : meters[i];
  }

  /** Null, or why the packet's program ends here. */
  DropReason police(int id, PacketBurst burst, int i, long nowNs) {
    Meter meter = find(id);
    if (meter == null) {
      return null; // gone in this generation: so are the flows that name it
    }
    int band = meter.police(burst.length[i], nowNs);
    if (band == Meter.PASS) {
      return null;
    }
    if (meter.kind(band) == Meter.Kind.DROP) {
      return DropReason.METER;
    }
    BurstFrames.pullUp(burst, i, HEAD);
    byte[] b = burst.heads;
    int at = burst.headOffset[i];
    int head = burst.headLength[i];
    int dscp = HeaderReads.nwTos(b, at, head) >>> 2;
    int raised = Dscp.raiseDropPrecedence(dscp, meter.precedence(band));
    if (raised != dscp) {
      HeaderEdits.setNwTos(b, at, head, raised << 2, DSCP_BITS);
    }
    return null;
  }

  /** What each did: packets and bytes, then those of each band. */
  Map<Integer, long[]> counts() {
    Map<Integer, long[]> counts = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      counts.put(ids[i], meters[i].counts());
    }
    return counts;
  }
}
