package io.sluice.capture;

import io.sluice.datapath.tap.Selection;
import io.sluice.datapath.tap.TapRecord;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.filter.FilterProgram;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a capture wants: packets for which all of it holds.
 *
 * @param points where on their way; not empty
 * @param port its name; null: any
 * @param lane that has them in hand; empty: any
 * @param cookie of a rule that was carried out for them; empty: any or none
 * @param reason of drops: only those for it; null: any
 * @param filter checked already; null: all
 * @param snapLength most bytes of a packet that are copied
 */
public record CaptureRequest(
    Set<Point> points,
    String port,
    OptionalInt lane,
    OptionalLong cookie,
    DropReason reason,
    FilterProgram filter,
    int snapLength) {
  /** The most bytes of a packet that can be captured. */
  public static final int MAX_SNAP_LENGTH = TapRecord.MAX_CAPTURED;

  public CaptureRequest {
    points = Set.copyOf(points);
    if (points.isEmpty()) {
      throw new CaptureException("a capture has at least one of in, out and drop");
    }
    if (snapLength < 1 || snapLength > MAX_SNAP_LENGTH) {
      throw new CaptureException(
          "a capture keeps 1 to %d bytes of a packet, not %d"
              .formatted(MAX_SNAP_LENGTH, snapLength));
    }
  }

  /**
   * The same in the switch's numbers.
   *
   * @param at the port; null when it is any
   */
  Selection selection(CapturePort at) {
    int bits = points.stream().mapToInt(p -> p.bit).sum();
    return new Selection(
        bits,
        at == null ? Selection.ANY : at.bridge(),
        at == null ? Selection.ANY : at.ofport(),
        reason,
        cookie.isPresent(),
        cookie.orElse(0));
  }
}
