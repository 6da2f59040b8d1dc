package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
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
  public static final int ADD = 0;
  public static final int MODIFY = 1;
  public static final int DELETE = 2;

  public static final int KBPS = 1;
  public static final int PKTPS = 1 << 1;
  public static final int BURST = 1 << 2;
  public static final int STATS = 1 << 3;
  private static final int KNOWN_FLAGS = KBPS | PKTPS | BURST | STATS;

  static final Struct<MeterMod> LAYOUT =
      (w, m) -> {
        int command = w.u16(m, MeterMod::command);
        w.check(command <= DELETE, OfError.OFPMMFC_BAD_COMMAND, () -> "command " + command);
        int flags = w.u16(m, MeterMod::flags);
        long meter = w.u32(m, MeterMod::meter);
        if (command == DELETE && w.reading()) {
          // Bands mean nothing then, whatever they are.
          w.rest(m, mod -> Bytes.EMPTY);
          return new MeterMod(command, flags, meter, List.of());
        }
        w.check(
            (flags & ~KNOWN_FLAGS) == 0 && (flags & (KBPS | PKTPS)) != (KBPS | PKTPS),
            OfError.OFPMMFC_BAD_FLAGS,
            () -> "flags " + flags);
        return new MeterMod(command, flags, meter, w.list(m, MeterMod::bands, MeterBand.LAYOUT));
      };
}
