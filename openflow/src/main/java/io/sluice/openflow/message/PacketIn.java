package io.sluice.openflow.message;

import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** A packet for the controller, in one of the forms it can ask for. */
public sealed interface PacketIn extends Message {
  /** Reasons. */
  int NO_MATCH = 0;

  int ACTION = 1;
  int INVALID_TTL = 2;

  /**
   * OpenFlow's form.
   *
   * @param buffer {@link PacketOut#NO_BUFFER}: all of the packet that is sent is here
   * @param totalLength of the whole packet
   * @param table 1.3 only
   * @param cookie of the flow; 1.3 only
   * @param metadata at least the port it came from; 1.0: only that, as OXM_OF_IN_PORT
   */
  record Standard(
      long buffer,
      int totalLength,
      int reason,
      int table,
      long cookie,
      OxmMatch metadata,
      Bytes data)
      implements PacketIn {
    static final Struct<Standard> V10 =
        (w, m) -> {
          long buffer = w.u32(m, Standard::buffer);
          int total = w.u16(m, Standard::totalLength);
          long inPort = w.port16(m, Standard::inPort);
          int reason = w.u8(m, Standard::reason);
          return new Standard(
              buffer,
              total,
              reason,
              0,
              0,
              OxmMatch.of(MatchField.of(OxmField.OXM_OF_IN_PORT, inPort)),
              w.pad(1).rest(m, Standard::data));
        };

    static final Struct<Standard> V13 =
        (w, m) ->
            new Standard(
                w.u32(m, Standard::buffer),
                w.u16(m, Standard::totalLength),
                w.u8(m, Standard::reason),
                w.u8(m, Standard::table),
                w.u64(m, Standard::cookie),
                w.part(m, Standard::metadata, OxmMatch.OXM_LENIENT),
                w.pad(2).rest(m, Standard::data));

    /** The port the packet came from; 0 where the metadata do not say. */
    public long inPort() {
      MatchField port = metadata.get(OxmField.OXM_OF_IN_PORT);
      return port == null ? 0 : port.number();
    }
  }

  /** NXT_PACKET_IN. */
  record Nicira(
      long buffer,
      int totalLength,
      int reason,
      int table,
      long cookie,
      OxmMatch metadata,
      Bytes data)
      implements PacketIn {
    static final Struct<Nicira> LAYOUT =
        (w, m) -> {
          long buffer = w.u32(m, Nicira::buffer);
          int total = w.u16(m, Nicira::totalLength);
          int reason = w.u8(m, Nicira::reason);
          int table = w.u8(m, Nicira::table);
          long cookie = w.u64(m, Nicira::cookie);
          int length = w.length();
          w.pad(6);
          int start = w.position();
          OxmMatch metadata =
              w.span(length, 0, () -> w.part(m, Nicira::metadata, OxmMatch.NXM_LENIENT));
          w.align(start);
          return new Nicira(
              buffer, total, reason, table, cookie, metadata, w.pad(2).rest(m, Nicira::data));
        };
  }

  /** NXT_PACKET_IN2: a list of properties, of the types below. */
  record Nicira2(List<Property> properties) implements PacketIn {
    public static final int PACKET = 0;

    /** 32 bits, where the packet is not whole. */
    public static final int FULL_LENGTH = 1;

    public static final int BUFFER = 2;
    public static final int TABLE = 3;
    public static final int COOKIE = 4;
    public static final int REASON = 5;
    public static final int METADATA = 6;
    public static final int USER_DATA = 7;
    public static final int CONTINUATION = 8;

    static final Struct<Nicira2> LAYOUT =
        (w, m) -> new Nicira2(w.list(m, Nicira2::properties, Property.LAYOUT));

    /** The property of this type, or null. */
    public Bytes get(int type) {
      return Property.find(properties, type);
    }
  }
}
