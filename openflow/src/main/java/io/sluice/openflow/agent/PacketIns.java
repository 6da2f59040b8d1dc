package io.sluice.openflow.agent;

import io.sluice.actors.PacketIn;
import io.sluice.flow.cache.Punt;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.Match;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.PacketIn.Nicira;
import io.sluice.openflow.message.PacketIn.Nicira2;
import io.sluice.openflow.message.PacketIn.Standard;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets for a controller in the form that it asked for. As nothing is buffered, all of a packet
 * is sent, whatever {@code max_len} says: OpenFlow 1.3.5, 6.1.2.
 */
final class PacketIns {
  static final int STANDARD = 0;
  static final int NICIRA = 1;

  /** What a message holds of the longest packet, beside headers and metadata. */
  private static final int MAX_DATA = 64_000;

  private static final long NO_COOKIE = -1;

  private PacketIns() {}

  /**
   * @param format {@link #STANDARD}, {@link #NICIRA}, or 2 for NXT_PACKET_IN2
   */
  static Message write(PacketIn in, OfVersion version, int format) {
    Punt punt = in.punt();
    boolean v13 = version == OfVersion.V13;
    int reason = reason(punt.reason(), v13);
    int total = Math.min(in.frame().length, 0xffff);
    Bytes data = Bytes.of(in.frame(), 0, Math.min(in.frame().length, MAX_DATA));
    if (format == STANDARD) {
      OxmMatch metadata =
          v13
              ? metadata(in, true)
              : OxmMatch.of(
                  MatchField.of(OxmField.OXM_OF_IN_PORT, PortNumbers.toWire(in.inPort())));
      return new Standard(
          PacketOut.NO_BUFFER, total, reason, punt.table(), punt.cookie(), metadata, data);
    }
    if (format == NICIRA) {
      return new Nicira(
          PacketOut.NO_BUFFER,
          total,
          reason,
          punt.table(),
          punt.cookie(),
          metadata(in, false),
          data);
    }
    return new Nicira2(properties(in, version, reason, data));
  }

  /** The numbers of the version; later ones have more. */
  private static int reason(int reason, boolean v13) {
    return switch (reason) {
      case Punt.NO_MATCH, Punt.ACTION, Punt.INVALID_TTL -> reason;
      case Punt.IMPLICIT_MISS -> Punt.NO_MATCH;
      case Punt.EXPLICIT_MISS -> v13 ? Punt.NO_MATCH : Punt.ACTION;
      default -> Punt.ACTION;
    };
  }

  private static List<Property> properties(PacketIn in, OfVersion version, int reason, Bytes data) {
    Punt punt = in.punt();
    List<Property> all = new ArrayList<>();
    all.add(new Property(Nicira2.PACKET, data));
    if (data.length() < in.frame().length) {
      all.add(new Property(Nicira2.FULL_LENGTH, Bytes.ofNumber(in.frame().length, 4)));
    }
    all.add(new Property(Nicira2.TABLE, Bytes.ofNumber(punt.table(), 1)));
    if (punt.cookie() != NO_COOKIE) {
      // Eight bytes stand at a multiple of eight.
      all.add(new Property(Nicira2.COOKIE, Bytes.ofNumber(0, 4).plus(cookie(punt))));
    }
    all.add(new Property(Nicira2.REASON, Bytes.ofNumber(reason, 1)));
    WireWriter metadata = new WireWriter(version);
    OxmMatch.NXM_LENIENT.wire(metadata, metadata(in, version == OfVersion.V13));
    all.add(new Property(Nicira2.METADATA, Bytes.of(metadata.toArray())));
    if (!punt.userdata().isEmpty()) {
      all.add(new Property(Nicira2.USER_DATA, Bytes.ofHex(punt.userdata())));
    }
    return all;
  }

  private static Bytes cookie(Punt punt) {
    return Bytes.ofNumber(punt.cookie(), 8);
  }

  /** The port, and what of the pipeline's fields is not 0. */
  private static OxmMatch metadata(PacketIn in, boolean oxm) {
    Match.Builder known = new Match.Builder();
    known.exact(Field.IN_PORT, in.inPort());
    long[] key = new long[FlowKey.WORDS + in.punt().pipeline().length];
    System.arraycopy(in.punt().pipeline(), 0, key, FlowKey.WORDS, in.punt().pipeline().length);
    for (Field field : Field.values()) {
      boolean plain = !field.wide() && (!field.isRegister() || field.bits == 32);
      if (!field.ofPacket() && plain && told(field) && field.get(key, 0) != 0) {
        known.exact(field, field.get(key, 0));
      }
    }
    return MatchToWire.write(known.build(), oxm);
  }

  private static boolean told(Field field) {
    return field != Field.ACTSET_OUTPUT && field != Field.CONJ_ID;
  }
}
