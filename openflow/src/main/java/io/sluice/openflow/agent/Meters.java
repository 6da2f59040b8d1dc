package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.MeterMod.Band;
import io.sluice.flow.pipeline.MeterMod.BandType;
import io.sluice.flow.pipeline.MeterMod.Command;
import io.sluice.openflow.message.GroupStats.BucketCounter;
import io.sluice.openflow.message.MeterBand;
import io.sluice.openflow.message.MeterConfig;
import io.sluice.openflow.message.MeterMod;
import io.sluice.openflow.message.MeterStats;
import io.sluice.openflow.message.StatsReply.MeterFeaturesReply;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * Meters, in both directions. OpenFlow 1.3.5, 7.3.4.5 and 7.3.5.12 to 14. What the tables refuse of
 * a meter in one word has several errors in OpenFlow, and is looked at here before.
 */
final class Meters {
  /** In requests: all meters. */
  static final long ALL = 0xffffffffL;

  /** OFPM_MAX; the numbers above it have meanings of their own. */
  private static final long MAX_ID = 0xffff0000L;

  private static final int MAX_BANDS = 8;

  /** Bits 1 and 2, of the types drop and dscp_remark. */
  private static final long BAND_TYPES = 0b110;

  private static final int CAPABILITIES =
      MeterMod.KBPS | MeterMod.PKTPS | MeterMod.BURST | MeterMod.STATS;

  static final MeterFeaturesReply FEATURES =
      new MeterFeaturesReply(FlowTables.MAX_METERS, BAND_TYPES, CAPABILITIES, MAX_BANDS, 0);

  private static final long SECOND = 1_000_000_000L;

  /** Open vSwitch tells of no less. */
  private static final long MILLI = 1_000_000;

  private Meters() {}

  /**
   * @throws WireException with an error of the type OFPET_METER_MOD_FAILED
   */
  static io.sluice.flow.pipeline.MeterMod read(MeterMod mod) {
    Command command =
        switch (mod.command()) {
          case MeterMod.ADD -> Command.ADD;
          case MeterMod.MODIFY -> Command.MODIFY;
          default -> Command.DELETE;
        };
    List<Band> bands = new ArrayList<>();
    boolean burst = (mod.flags() & MeterMod.BURST) != 0;
    if (command != Command.DELETE) {
      check(mod);
      mod.bands().forEach(band -> bands.add(band(band, burst)));
    }
    return new io.sluice.flow.pipeline.MeterMod(
        command,
        (int) mod.meter(),
        (mod.flags() & MeterMod.PKTPS) != 0,
        burst,
        (mod.flags() & MeterMod.STATS) != 0,
        bands);
  }

  private static void check(MeterMod mod) {
    boolean number = mod.meter() > 0 && mod.meter() <= MAX_ID;
    if (!number && (int) mod.meter() != io.sluice.flow.pipeline.MeterMod.CONTROLLER) {
      throw new WireException(
          OfError.OFPMMFC_INVALID_METER,
          "meter " + mod.meter() + " is not in 1 to " + MAX_ID + ", nor the controllers'");
    }
    if ((mod.flags() & (MeterMod.KBPS | MeterMod.PKTPS)) == 0) {
      throw new WireException(OfError.OFPMMFC_BAD_FLAGS, "neither kilobits nor packets a second");
    }
    if (mod.bands().isEmpty() || mod.bands().size() > MAX_BANDS) {
      throw new WireException(
          OfError.OFPMMFC_OUT_OF_BANDS, mod.bands().size() + " bands, not 1 to " + MAX_BANDS);
    }
  }

  /** Without the flag, a burst size means nothing. */
  private static Band band(MeterBand band, boolean burst) {
    Band read =
        switch (band) {
          case MeterBand.Drop b -> new Band(BandType.DROP, b.rate(), burst ? b.burst() : 0, 0);
          case MeterBand.DscpRemark b ->
              new Band(BandType.DSCP_REMARK, b.rate(), burst ? b.burst() : 0, b.levels());
        };
    if (read.rate() == 0) {
      throw new WireException(OfError.OFPMMFC_BAD_RATE, "a band's rate is 0");
    }
    return read;
  }

  static MeterConfig configuration(io.sluice.flow.pipeline.MeterMod meter) {
    int flags =
        (meter.packets() ? MeterMod.PKTPS : MeterMod.KBPS)
            | (meter.burst() ? MeterMod.BURST : 0)
            | (meter.stats() ? MeterMod.STATS : 0);
    return new MeterConfig(flags, id(meter), meter.bands().stream().map(Meters::band).toList());
  }

  private static MeterBand band(Band band) {
    return switch (band.type()) {
      case DROP -> new MeterBand.Drop(band.rate(), band.burst());
      case DSCP_REMARK -> new MeterBand.DscpRemark(band.rate(), band.burst(), band.precedence());
    };
  }

  static MeterStats statistics(io.sluice.flow.pipeline.MeterStats meter) {
    List<BucketCounter> bands = new ArrayList<>();
    for (int i = 0; i < meter.bandPackets().size(); i++) {
      bands.add(new BucketCounter(meter.bandPackets().get(i), meter.bandBytes().get(i)));
    }
    return new MeterStats(
        id(meter.meter()),
        meter.flows(),
        meter.packets(),
        meter.bytes(),
        meter.durationNs() / SECOND,
        meter.durationNs() % SECOND / MILLI * MILLI,
        bands);
  }

  static long id(io.sluice.flow.pipeline.MeterMod meter) {
    return meter.id() & 0xffffffffL;
  }
}
