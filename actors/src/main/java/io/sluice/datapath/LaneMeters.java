package io.sluice.datapath;

import io.sluice.flow.cache.Punt;
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

  private List<MeterMod> installed = List.of();
  private int[] ids = {}; // ascending
  private Meter[] meters = {};

  /**
   * Takes over the meters of a generation, which are ascending by number. Between two bursts, so it
   * looks at each meter no more than once, and only at whether it is the same object.
   */
  void install(List<MeterMod> mods) {
    if (mods == installed) {
      return;
    }
    int n = mods.size();
    int[] nextIds = new int[n];
    Meter[] next = new Meter[n];
    int o = 0;
    for (int i = 0; i < n; i++) {
      MeterMod mod = mods.get(i);
      while (o < ids.length && ids[o] < mod.id()) {
        o++;
      }
      boolean had = o < ids.length && ids[o] == mod.id();
      nextIds[i] = mod.id();
      next[i] = had && installed.get(o) == mod ? meters[o] : changed(mod, had ? meters[o] : null);
    }
    installed = mods;
    ids = nextIds;
    meters = next;
  }

  private static Meter changed(MeterMod mod, Meter old) {
    List<Meter.Band> bands = mod.bands().stream().map(LaneMeters::band).toList();
    return old != null && old.is(mod.packets(), bands) ? old : new Meter(mod.packets(), bands);
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

  /** Whether controllers may be told of a packet of so many bytes, which is counted. */
  boolean mayTell(Punt punt, int length, long nowNs) {
    if (ids.length == 0) {
      return true;
    }
    Meter meter = find(punt.meter() == 0 ? MeterMod.CONTROLLER : punt.meter());
    if (meter == null) {
      return true;
    }
    int band = meter.police(length, nowNs);
    return band == Meter.PASS || meter.kind(band) != Meter.Kind.DROP;
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
