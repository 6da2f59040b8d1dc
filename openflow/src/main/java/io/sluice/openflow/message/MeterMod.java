package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Changes a meter.
 *
 * @param command 0 add, 1 modify, 2 delete
 * @param flags 1 kbit/s, 2 packets/s, 4 burst, 8 statistics
 */
public record MeterMod(int command, int flags, long meter, List<MeterBand> bands)
    implements Message {
  static final Struct<MeterMod> LAYOUT =
      (w, m) ->
          new MeterMod(
              w.u16(m, MeterMod::command),
              w.u16(m, MeterMod::flags),
              w.u32(m, MeterMod::meter),
              w.list(m, MeterMod::bands, MeterBand.LAYOUT));
}
