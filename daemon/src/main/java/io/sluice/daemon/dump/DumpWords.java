package io.sluice.daemon.dump;

import io.sluice.capture.CaptureRequest;
import io.sluice.capture.Point;
import io.sluice.flow.text.Suggestion;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.filter.FilterException;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Filters;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a user's words for a capture mean. Stateless. */
public final class DumpWords {
  /** Words that make no capture; the message is for the user. */
  static final class WrongWords extends Exception {
    private static final long serialVersionUID = 1L;

    WrongWords(String message) {
      super(message, null, false, false);
    }
  }

  private DumpWords() {}

  /** Those of {@code --direction}. */
  public static List<String> directions() {
    return Arrays.stream(Point.values()).map(p -> p.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Those of {@code --drop-reason}: without blanks, so that nobody has to quote them. */
  public static List<String> reasons() {
    return Arrays.stream(DropReason.values()).map(DumpWords::word).toList();
  }

  private static String word(DropReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Null: all. */
  static Set<Point> points(String directions) throws WrongWords {
    if (directions == null) {
      return EnumSet.allOf(Point.class);
    }
    Set<Point> points = EnumSet.noneOf(Point.class);
    for (String word : directions.split(",", -1)) {
      int i = directions().indexOf(word);
      if (i < 0) {
        throw new WrongWords(
            "--direction: expected in, out or drop, or several with commas, got '" + word + "'");
      }
      points.add(Point.values()[i]);
    }
    return points;
  }

  /** By its word or as it is shown. */
  static DropReason reason(String text) throws WrongWords {
    for (DropReason r : DropReason.values()) {
      if (word(r).equalsIgnoreCase(text) || r.label().equalsIgnoreCase(text)) {
        return r;
      }
    }
    throw new WrongWords(
        "--drop-reason: there is no '%s'%s; reasons are %s"
            .formatted(text, Suggestion.of(text, reasons()), String.join(", ", reasons())));
  }

  /** Decimal or 0x, as flows have it. */
  static long cookie(String text) throws WrongWords {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new WrongWords(
          "--cookie: expected a number of 64 bits, as 5 or 0x5, got '" + text + "'");
    }
  }

  static FilterProgram filter(String expression) throws WrongWords {
    try {
      return Filters.parse(expression);
    } catch (FilterException e) {
      throw new WrongWords("--filter '" + expression + "': " + e.getMessage());
    }
  }

  static int snapLength(int asked) {
    return Math.min(asked, CaptureRequest.MAX_SNAP_LENGTH);
  }
}
