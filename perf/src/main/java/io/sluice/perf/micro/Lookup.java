package io.sluice.perf.micro;

import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.List;

/** A lane's lookup over rules, and a burst to look up. */
final class Lookup {
  private static final long NOW = 1_000_000_000L;

  final LaneLookup lane;
  final PacketBurst burst = Frames.burst();
  private final Verdict[] out = new Verdict[Frames.BURST];
  private long exactBefore;
  private long megaflowBefore;
  private long slowBefore;

  Lookup(List<String> rules) {
    FlowTables tables = new FlowTables();
    List<PortConfig> ports = new ArrayList<>();
    for (int port = 1; port <= 2; port++) {
      ports.add(new PortConfig(port, "p" + port, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    try {
      for (String rule : rules) {
        mods.add(new FlowParser().parseFlow(rule));
      }
    } catch (FlowSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
    tables.apply(mods);
    lane = new LaneLookup(0, tables.snapshot(), MacListener.NONE);
  }

  Verdict[] classify() {
    lane.classify(
        burst.heads, burst.headOffset, burst.headLength, burst.length, Frames.BURST, 1, NOW, out);
    return out;
  }

  /** Forgets the lookups up to now: they filled the caches. */
  void filled() {
    exactBefore = lane.exactHits();
    megaflowBefore = lane.megaflowHits();
    slowBefore = lane.slowPath();
  }

  /** Share of the exact cache in what was looked up since {@link #filled}. */
  double exactShare() {
    return (lane.exactHits() - exactBefore) / all();
  }

  /** Share of the megaflows in what was looked up since {@link #filled}. */
  double megaflowShare() {
    return (lane.megaflowHits() - megaflowBefore) / all();
  }

  private double all() {
    return lane.exactHits()
        - exactBefore
        + lane.megaflowHits()
        - megaflowBefore
        + lane.slowPath()
        - slowBefore;
  }
}
