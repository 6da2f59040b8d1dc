package io.sluice.openflow.message;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** Which messages a controller gets without asking. OpenFlow 1.3.5, 7.3.10. */
public sealed interface AsyncConfig extends Message {

  /** For each message a bit for each of its reasons: as master or equal, and as slave. */
  record Masks(
      long packetIn,
      long packetInSlave,
      long portStatus,
      long portStatusSlave,
      long flowRemoved,
      long flowRemovedSlave) {
    static final Struct<Masks> LAYOUT =
        (w, m) ->
            new Masks(
                w.u32(m, Masks::packetIn),
                w.u32(m, Masks::packetInSlave),
                w.u32(m, Masks::portStatus),
                w.u32(m, Masks::portStatusSlave),
                w.u32(m, Masks::flowRemoved),
                w.u32(m, Masks::flowRemovedSlave));
  }

  record GetAsyncRequest() implements AsyncConfig {}

  record GetAsyncReply(Masks masks) implements AsyncConfig {
    static final Struct<GetAsyncReply> LAYOUT =
        (w, m) -> new GetAsyncReply(w.part(m, GetAsyncReply::masks, Masks.LAYOUT));
  }

  /**
   * @param nicira whether it is Nicira's message, which has the same contents
   */
  record SetAsync(Masks masks, boolean nicira) implements AsyncConfig {
    static final Struct<SetAsync> STANDARD =
        (w, m) -> new SetAsync(w.part(m, SetAsync::masks, Masks.LAYOUT), false);
    static final Struct<SetAsync> NICIRA =
        (w, m) -> new SetAsync(w.part(m, SetAsync::masks, Masks.LAYOUT), true);
  }

  /** Nicira's form of version 1.4's: for each type a mask of 32 bits. */
  record SetAsync2(List<Property> properties) implements AsyncConfig {
    static final Struct<SetAsync2> LAYOUT =
        (w, m) -> {
          w.check(
              (w.left() & 7) == 0, OfError.OFPBRC_BAD_LEN, "properties are multiples of 8 bytes");
          return new SetAsync2(w.list(m, SetAsync2::properties, Property.LAYOUT));
        };
  }
}
