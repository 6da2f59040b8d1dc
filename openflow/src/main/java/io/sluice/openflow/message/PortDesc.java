package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * A port of the switch, {@code ofp_port}. The bits of {@code config}, {@code state} and the
 * features are those of the version.
 *
 * @param currentSpeed kbit/s; 1.3 only
 * @param maxSpeed kbit/s; 1.3 only
 */
public record PortDesc(
    long number,
    long address,
    String name,
    long config,
    long state,
    long current,
    long advertised,
    long supported,
    long peer,
    long currentSpeed,
    long maxSpeed) {
  private static final int NAME = 16;

  static final Struct<PortDesc> LAYOUT =
      (w, p) ->
          new PortDesc(
              w.port(p, PortDesc::number),
              w.pad(w.is10() ? 0 : 4).u48(p, PortDesc::address),
              w.pad(w.is10() ? 0 : 2).text(NAME, p, PortDesc::name),
              w.u32(p, PortDesc::config),
              w.u32(p, PortDesc::state),
              w.u32(p, PortDesc::current),
              w.u32(p, PortDesc::advertised),
              w.u32(p, PortDesc::supported),
              w.u32(p, PortDesc::peer),
              w.is10() ? 0 : w.u32(p, PortDesc::currentSpeed),
              w.is10() ? 0 : w.u32(p, PortDesc::maxSpeed));
}
