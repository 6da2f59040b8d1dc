package io.sluice.capture;

import io.sluice.datapath.tap.TapRecord;
import io.sluice.ring.device.DropReason;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.agrona.DirectBuffer;

/**
 * One captured packet, as its reader has it.
 *
 * @param timeNs since 1970
 * @param bridge its number in the switch
 * @param ofport OpenFlow number of the port; {@link #NO_PORT}
 * @param reason of a drop; else null
 * @param cookie of the last rule that was carried out for it, or the one asked for, if known
 * @param length bytes that it had
 * @param bytes its beginning
 */
public record CapturedPacket(
    long timeNs,
    int bridge,
    int ofport,
    Point point,
    DropReason reason,
    OptionalLong cookie,
    int lane,
    int length,
    byte[] bytes) {
  public static final int NO_PORT = TapRecord.NO_PORT;

  static CapturedPacket read(DirectBuffer b, int at, int size) {
    int captured = Math.clamp(integer(b, at + TapRecord.CAPTURED), 0, size - TapRecord.BYTES);
    byte[] bytes = new byte[captured];
    b.getBytes(at + TapRecord.BYTES, bytes);
    Point point = Point.of(b.getByte(at + TapRecord.POINT));
    int reason = b.getByte(at + TapRecord.REASON);
    boolean rule = (b.getByte(at + TapRecord.FLAGS) & TapRecord.RULE) != 0;
    return new CapturedPacket(
        number(b, at + TapRecord.TIME),
        integer(b, at + TapRecord.BRIDGE),
        integer(b, at + TapRecord.PORT),
        point,
        point == Point.DROP && reason >= 0 && reason < DropReason.count()
            ? DropReason.of(reason)
            : null,
        rule ? OptionalLong.of(number(b, at + TapRecord.COOKIE)) : OptionalLong.empty(),
        b.getShort(at + TapRecord.LANE, ByteOrder.LITTLE_ENDIAN) & 0xffff,
        integer(b, at + TapRecord.LENGTH),
        bytes);
  }

  private static int integer(DirectBuffer b, int at) {
    return b.getInt(at, ByteOrder.LITTLE_ENDIAN);
  }

  private static long number(DirectBuffer b, int at) {
    return b.getLong(at, ByteOrder.LITTLE_ENDIAN);
  }
}
