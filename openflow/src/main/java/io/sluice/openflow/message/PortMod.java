package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * Changes a port's configuration.
 *
 * @param address the port's, which must be right
 * @param mask which bits of {@code config} are set
 */
public record PortMod(long port, long address, long config, long mask, long advertise)
    implements Message {
  static final Struct<PortMod> LAYOUT =
      (w, m) -> {
        PortMod read =
            new PortMod(
                w.port(m, PortMod::port),
                w.pad(w.is10() ? 0 : 4).u48(m, PortMod::address),
                w.pad(w.is10() ? 0 : 2).u32(m, PortMod::config),
                w.u32(m, PortMod::mask),
                w.u32(m, PortMod::advertise));
        w.pad(4);
        return read;
      };
}
