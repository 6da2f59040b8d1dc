package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/** A meter as it was set: see {@link MeterMod}. */
public record MeterConfig(int flags, long meter, List<MeterBand> bands) {
  static final Struct<MeterConfig> LAYOUT =
      (w, m) ->
          w.span(
              w.length(),
              2,
              () ->
                  new MeterConfig(
                      w.u16(m, MeterConfig::flags),
                      w.u32(m, MeterConfig::meter),
                      w.list(m, MeterConfig::bands, MeterBand.LAYOUT)));
}
