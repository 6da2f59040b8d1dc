package io.sluice.openflow.action;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.Arrays;

/**
 * Address translation within {@link ConntrackAction}: {@code nat(src=10.0.0.1-10.0.0.9:1-99)}.
 *
 * @param flags 1 source, 2 destination, 4 persistent, 8 hash, 16 random
 * @param addressMin 4 or 16 bytes, or null
 * @param addressMax as many, or null
 * @param portMin 0: none
 * @param portMax 0: none
 */
public record NatAction(int flags, Bytes addressMin, Bytes addressMax, int portMin, int portMax)
    implements NiciraAction {
  private static final int KNOWN_FLAGS = 0x1f;
  private static final int IPV4_MIN = 1;
  private static final int IPV4_MAX = 1 << 1;
  private static final int IPV6_MIN = 1 << 2;
  private static final int IPV6_MAX = 1 << 3;
  private static final int PORT_MIN = 1 << 4;
  private static final int PORT_MAX = 1 << 5;

  static final Struct<NatAction> LAYOUT =
      (w, a) ->
          w.reporting(
              OfError.OFPBAC_BAD_ARGUMENT,
              () -> {
                int flags = w.pad(2).u16(a, NatAction::flags);
                int present = w.u16(a, NatAction::present);
                Bytes min = null;
                Bytes max = null;
                if ((present & (IPV4_MIN | IPV6_MIN)) != 0) {
                  min = w.bytes((present & IPV4_MIN) != 0 ? 4 : 16, a, NatAction::addressMin);
                  if ((present & (IPV4_MAX | IPV6_MAX)) != 0) {
                    max = w.bytes(min.length(), a, NatAction::addressMax);
                  }
                }
                int portMin = (present & PORT_MIN) == 0 ? 0 : w.u16(a, NatAction::portMin);
                int portMax = (present & PORT_MAX) == 0 ? 0 : w.u16(a, NatAction::portMax);
                return checked(w, new NatAction(flags, min, max, portMin, portMax), present);
              });

  private int present() {
    boolean v4 = addressMin != null && addressMin.length() == 4;
    return (addressMin == null ? 0 : v4 ? IPV4_MIN : IPV6_MIN)
        | (addressMax == null ? 0 : v4 ? IPV4_MAX : IPV6_MAX)
        | (portMin == 0 ? 0 : PORT_MIN)
        | (portMax == 0 ? 0 : PORT_MAX);
  }

  private static NatAction checked(Wire w, NatAction nat, int present) {
    boolean valid =
        (nat.flags & ~KNOWN_FLAGS) == 0
            && (nat.flags & 3) != 3
            && (nat.flags & 24) != 24
            // A maximum without its minimum, an unknown bit, port 0, both families: not the same.
            && nat.present() == present
            && (nat.portMin == 0 || nat.addressMin != null)
            && (nat.portMax == 0 || nat.portMin != 0 && nat.portMax >= nat.portMin)
            && (nat.addressMin == null || !nat.addressMin.isZero())
            && (nat.addressMax == null
                || Arrays.compareUnsigned(nat.addressMin.toArray(), nat.addressMax.toArray()) <= 0);
    w.check(valid, OfError.OFPBAC_BAD_ARGUMENT, nat::toString);
    return nat;
  }
}
