package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/** Configures a table; in version 1.3 there is nothing left to configure. */
public record TableMod(int table, long config) implements Message {
  static final Struct<TableMod> LAYOUT =
      (w, m) -> new TableMod(w.u8(m, TableMod::table), w.pad(3).u32(m, TableMod::config));
}
