package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;

/** ONF's extension 230: changes that become visible together. */
public sealed interface Bundle extends Message {
  int OPEN_REQUEST = 0;
  int OPEN_REPLY = 1;
  int CLOSE_REQUEST = 2;
  int CLOSE_REPLY = 3;
  int COMMIT_REQUEST = 4;
  int COMMIT_REPLY = 5;
  int DISCARD_REQUEST = 6;
  int DISCARD_REPLY = 7;

  int ATOMIC = 1;
  int ORDERED = 1 << 1;

  record BundleControl(long bundle, int type, int flags) implements Bundle {
    static final Struct<BundleControl> LAYOUT =
        (w, m) -> {
          BundleControl read =
              new BundleControl(
                  w.u32(m, BundleControl::bundle),
                  w.u16(m, BundleControl::type),
                  w.u16(m, BundleControl::flags));
          w.check(read.type <= DISCARD_REPLY, OfError.OFPBFC_BAD_TYPE, () -> "type " + read.type);
          // Properties, of which none is known.
          w.rest(m, control -> Bytes.EMPTY);
          return read;
        };
  }

  /**
   * @param message a whole message, with header: {@link OpenFlowCodec#bundled} reads it
   */
  record BundleAdd(long bundle, int flags, Bytes message) implements Bundle {
    static final Struct<BundleAdd> LAYOUT =
        (w, m) ->
            new BundleAdd(
                w.u32(m, BundleAdd::bundle),
                w.pad(2).u16(m, BundleAdd::flags),
                w.rest(m, BundleAdd::message));
  }
}
