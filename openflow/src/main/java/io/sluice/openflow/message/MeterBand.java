package io.sluice.openflow.message;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;

/** What a meter does above a rate. OpenFlow 1.3.5, 7.3.4.5. Rates in kbit/s or packets/s. */
public sealed interface MeterBand {

  record Drop(long rate, long burst) implements MeterBand {
    static final Struct<Drop> LAYOUT =
        (w, b) -> {
          Drop read = new Drop(w.u32(b, Drop::rate), w.u32(b, Drop::burst));
          w.pad(4);
          return read;
        };
  }

  record DscpRemark(long rate, long burst, int levels) implements MeterBand {
    static final Struct<DscpRemark> LAYOUT =
        (w, b) -> {
          DscpRemark read =
              new DscpRemark(
                  w.u32(b, DscpRemark::rate),
                  w.u32(b, DscpRemark::burst),
                  w.u8(b, DscpRemark::levels));
          w.pad(3);
          return read;
        };
  }

  Choice<MeterBand> TABLE =
      new Choice<MeterBand>()
          .on(1, Drop.class, Drop.LAYOUT)
          .on(2, DscpRemark.class, DscpRemark.LAYOUT);

  Struct<MeterBand> LAYOUT =
      (w, band) -> {
        int type = w.u16(band, b -> (int) TABLE.code(b));
        return w.span(
            w.length(),
            4,
            () -> {
              w.check(TABLE.has(type), OfError.OFPMMFC_BAD_BAND, () -> "band " + type);
              return TABLE.wire(w, type, band);
            });
      };
}
