package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import io.sluice.openflow.wire.WireException;
import io.sluice.openflow.wire.WireReader;
import io.sluice.openflow.wire.WireWriter;
import java.util.Arrays;

/**
 * Messages to bytes and back. Without state; any thread.
 *
 * <pre>
 *  0         1      2        4     8
 * +---------+------+--------+-----+------
 * | version | type | length | xid | ...
 * +---------+------+--------+-----+------
 * </pre>
 */
public final class OpenFlowCodec {
  /** The bytes of a message's header: the least a message has. */
  public static final int HEADER = 8;

  private static final Struct<Envelope> LAYOUT =
      (w, e) -> {
        int number = w.u8(e, envelope -> envelope.version().number);
        w.check(
            number == w.version().number, OfError.OFPBRC_BAD_VERSION, () -> "version " + number);
        int type = w.u8(e, envelope -> type(w, envelope.message()));
        int length = w.length();
        return w.span(
            length,
            4,
            () ->
                new Envelope(
                    w.version(),
                    w.u32(e, Envelope::xid),
                    body(w, type, e == null ? null : e.message())));
      };

  private OpenFlowCodec() {}

  /** The length that a header tells, of a message that starts at {@code offset}. */
  public static int length(byte[] bytes, int offset) {
    return (bytes[offset + 2] & 0xff) << 8 | bytes[offset + 3] & 0xff;
  }

  /** The number that answers must carry, of a message that starts at {@code offset}. */
  public static long xid(byte[] bytes, int offset) {
    return Bytes.of(bytes, offset + 4, 4).toLong();
  }

  /**
   * Reads one message.
   *
   * @param bytes exactly one message
   * @throws WireException where they are not a valid message, whatever they are
   */
  public static Envelope decode(byte[] bytes) {
    OfVersion version = bytes.length == 0 ? null : OfVersion.of(bytes[0]);
    if (version == null) {
      throw new WireException(
          OfError.OFPBRC_BAD_VERSION,
          bytes.length == 0 ? "no bytes" : "version " + bytes[0] + ", expected 1 or 4");
    }
    WireReader reader = new WireReader(version, bytes, 0, bytes.length);
    Envelope read = LAYOUT.wire(reader, null);
    if (!reader.atEnd()) {
      throw new WireException(OfError.OFPBRC_BAD_LEN, "bytes after the message");
    }
    return read;
  }

  /**
   * Writes one message.
   *
   * @throws IllegalArgumentException where the version has no such message, or a value does not fit
   *     its field
   */
  public static byte[] encode(Envelope envelope) {
    WireWriter writer = new WireWriter(envelope.version());
    LAYOUT.wire(writer, envelope);
    return writer.toArray();
  }

  /** See {@link #encode(Envelope)}. */
  public static byte[] encode(OfVersion version, long xid, Message message) {
    return encode(new Envelope(version, xid, message));
  }

  /**
   * The message that a bundle gets.
   *
   * @param xid of the message that carries it
   */
  public static Message bundled(Bundle.BundleAdd add, OfVersion version, long xid) {
    byte[] bytes = add.message().toArray();
    int length = bytes.length < HEADER ? 0 : length(bytes, 0);
    if (length < HEADER || length > bytes.length) {
      throw new WireException(OfError.OFPBFC_MSG_BAD_LEN, "a bundled message of " + length);
    }
    if (bytes[0] != version.number) {
      throw new WireException(OfError.OFPBFC_MSG_UNSUP, "a bundled message of another version");
    }
    if (xid(bytes, 0) != xid) {
      throw new WireException(
          OfError.OFPBFC_MSG_BAD_XID, "a bundled message with an xid of its own");
    }
    Message message;
    try {
      message = decode(Arrays.copyOf(bytes, length)).message();
    } catch (WireException e) {
      throw e.error().name().startsWith("OFPBRC_")
          ? new WireException(OfError.OFPBFC_MSG_UNSUP, e.getMessage())
          : e;
    }
    boolean can =
        message instanceof FlowMod
            || message instanceof GroupMod
            || message instanceof PortMod
            || message instanceof PacketOut;
    if (!can) {
      throw new WireException(OfError.OFPBFC_MSG_UNSUP, "not to be bundled: " + message);
    }
    return message;
  }

  private static int type(Wire w, Message message) {
    Choice<Message> standard = MessageTables.standard(w.version());
    return standard.takes(message) ? (int) standard.code(message) : MessageTables.EXPERIMENTER;
  }

  /** Whether messages of this class consist of 8 bytes each, whatever they contain. */
  private static boolean inEights(Class<? extends Message> type) {
    return type == FlowMod.class
        || type == GroupMod.class
        || type == MeterMod.class
        || type == Bundle.BundleControl.class
        || type == NiciraMessage.CtFlush.class
        || type == NiciraMessage.Resume.class;
  }

  private static void checkEights(Wire w, Class<? extends Message> type) {
    w.check(
        !inEights(type) || (w.left() + w.position() & 7) == 0,
        OfError.OFPBRC_BAD_LEN,
        "a length that is no multiple of 8");
  }

  private static Message body(Wire w, int type, Message message) {
    if (type != MessageTables.EXPERIMENTER) {
      Choice<Message> table = MessageTables.standard(w.version());
      w.check(table.has(type), OfError.OFPBRC_BAD_TYPE, () -> "message " + type);
      checkEights(w, table.type(type));
      return table.wire(w, type, message);
    }
    Choice<Message> nicira = MessageTables.nicira(w.version());
    long vendor = w.u32(message, m -> nicira.takes(m) ? OfError.NICIRA : OfError.ONF);
    w.check(
        vendor == OfError.NICIRA || vendor == OfError.ONF,
        OfError.OFPBRC_BAD_VENDOR,
        () -> "experimenter " + Long.toHexString(vendor));
    Choice<Message> table = vendor == OfError.NICIRA ? nicira : MessageTables.onf(w.version());
    long subtype = w.u32(message, table::code);
    w.check(
        table.has(subtype), OfError.OFPBRC_BAD_SUBTYPE, () -> "experimenter's message " + subtype);
    checkEights(w, table.type(subtype));
    return table.wire(w, subtype, message);
  }
}
