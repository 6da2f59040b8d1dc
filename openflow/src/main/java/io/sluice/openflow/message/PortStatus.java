package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * A port came, went or changed.
 *
 * @param reason 0 add, 1 delete, 2 modify
 */
public record PortStatus(int reason, PortDesc port) implements Message {
  static final Struct<PortStatus> LAYOUT =
      (w, m) ->
          new PortStatus(
              w.u8(m, PortStatus::reason), w.pad(7).part(m, PortStatus::port, PortDesc.LAYOUT));
}
