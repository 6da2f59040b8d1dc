package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.flow.pipeline.MeterMod.Band;
import io.sluice.flow.pipeline.MeterMod.BandType;
import io.sluice.openflow.message.MeterBand;
import io.sluice.openflow.message.MeterConfig;
import io.sluice.openflow.message.MeterMod;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ovs-ofctl itself would not send; the errors are those that Open vSwitch 3.1 answers. */
class MetersTest {
  private static final MeterBand DROP = new MeterBand.Drop(5, 6);

  @Test
  void shouldRefuseWhatIsNoMeter() {
    refused(OfError.OFPMMFC_INVALID_METER, 0, List.of(DROP));
    refused(OfError.OFPMMFC_INVALID_METER, 0xffff0001L, List.of(DROP));
    refused(OfError.OFPMMFC_INVALID_METER, Meters.ALL, List.of(DROP));
    refused(OfError.OFPMMFC_OUT_OF_BANDS, 1, List.of());
    refused(OfError.OFPMMFC_OUT_OF_BANDS, 1, Collections.nCopies(9, DROP));
    refused(OfError.OFPMMFC_BAD_RATE, 1, List.of(DROP, new MeterBand.Drop(0, 6)));
    refused(OfError.OFPMMFC_BAD_RATE, 1, List.of(new MeterBand.DscpRemark(0, 6, 1)));
  }

  @Test
  void shouldRefuseRatesWithoutAUnit() {
    MeterMod mod = new MeterMod(MeterMod.ADD, MeterMod.BURST, 1, List.of(DROP));
    WireException e = assertThrows(WireException.class, () -> Meters.read(mod));
    assertEquals(OfError.OFPMMFC_BAD_FLAGS, e.error());
  }

  @Test
  void shouldDeleteWithoutLookingAtTheRest() {
    var all = Meters.read(new MeterMod(MeterMod.DELETE, 0, Meters.ALL, List.of()));
    assertEquals(io.sluice.flow.pipeline.MeterMod.ALL, all.id());
    assertEquals(io.sluice.flow.pipeline.MeterMod.Command.DELETE, all.command());
  }

  @Test
  void shouldUseABurstOnlyWithItsFlag() {
    var without = Meters.read(new MeterMod(MeterMod.ADD, MeterMod.PKTPS, 1, List.of(DROP)));
    assertEquals(List.of(new Band(BandType.DROP, 5, 0, 0)), without.bands());
    int flags = MeterMod.PKTPS | MeterMod.BURST;
    var with = Meters.read(new MeterMod(MeterMod.ADD, flags, 1, List.of(DROP)));
    assertEquals(List.of(new Band(BandType.DROP, 5, 6, 0)), with.bands());
  }

  @Test
  void shouldWriteWhatItRead() {
    List<MeterBand> bands =
        List.of(new MeterBand.Drop(0xffffffffL, 6), new MeterBand.DscpRemark(5, 0xfffffffeL, 255));
    int flags = MeterMod.KBPS | MeterMod.BURST | MeterMod.STATS;
    assertEquals(
        new MeterConfig(flags, 0xffff0000L, bands),
        Meters.configuration(
            Meters.read(new MeterMod(MeterMod.MODIFY, flags, 0xffff0000L, bands))));
  }

  private static void refused(OfError error, long meter, List<MeterBand> bands) {
    MeterMod mod = new MeterMod(MeterMod.ADD, MeterMod.PKTPS, meter, bands);
    assertEquals(error, assertThrows(WireException.class, () -> Meters.read(mod)).error());
  }
}
