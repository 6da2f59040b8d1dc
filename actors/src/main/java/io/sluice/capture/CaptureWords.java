package io.sluice.capture;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.filter.FilterException;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Instruction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request as words, {@code key=value}, as one process tells it the other. The filter goes as a
 * program, which the switch checks: it has no parser of expressions to be attacked. Stateless.
 */
public final class CaptureWords {
  private CaptureWords() {}

  public static List<String> write(CaptureRequest r) {
    List<String> words = new ArrayList<>();
    words.add(
        "points="
            + r.points().stream()
                .sorted()
                .map(p -> p.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(",")));
    if (r.port() != null) {
      words.add("port=" + r.port());
    }
    r.lane().ifPresent(lane -> words.add("lane=" + lane));
    r.cookie().ifPresent(cookie -> words.add("cookie=" + Long.toUnsignedString(cookie)));
    if (r.reason() != null) {
      words.add("reason=" + r.reason().label());
    }
    if (r.filter() != null) {
      words.add(
          "filter="
              + r.filter().instructions().stream()
                  .map(i -> "%d %d %d %d".formatted(i.code(), i.ifTrue(), i.ifFalse(), i.k()))
                  .collect(Collectors.joining(",")));
    }
    words.add("snap=" + r.snapLength());
    return words;
  }

  /**
   * @throws CaptureException when they are no request
   */
  public static CaptureRequest parse(List<String> words) {
    Set<Point> points = EnumSet.noneOf(Point.class);
    String port = null;
    OptionalInt lane = OptionalInt.empty();
    OptionalLong cookie = OptionalLong.empty();
    DropReason reason = null;
    FilterProgram filter = null;
    int snap = CaptureRequest.MAX_SNAP_LENGTH;
    for (String word : words) {
      int equals = word.indexOf('=');
      String key = equals < 0 ? word : word.substring(0, equals);
      String value = word.substring(equals + 1);
      try {
        switch (key) {
          case "points" -> {
            for (String point : value.split(",")) {
              points.add(Point.valueOf(point.toUpperCase(Locale.ROOT)));
            }
          }
          case "port" -> port = value;
          case "lane" -> lane = OptionalInt.of(Integer.parseInt(value));
          case "cookie" -> cookie = OptionalLong.of(Long.parseUnsignedLong(value));
          case "reason" -> reason = reason(value);
          case "filter" -> filter = filter(value);
          case "snap" -> snap = Integer.parseInt(value);
          default -> throw new CaptureException("a capture has no '" + key + "'");
        }
      } catch (FilterException | IllegalArgumentException e) {
        throw new CaptureException("a capture's " + key + ": " + e.getMessage());
      }
    }
    return new CaptureRequest(points, port, lane, cookie, reason, filter, snap);
  }

  private static DropReason reason(String label) {
    for (DropReason r : DropReason.values()) {
      if (r.label().equals(label)) {
        return r;
      }
    }
    throw new IllegalArgumentException("no reason '" + label + "'");
  }

  private static FilterProgram filter(String text) {
    List<Instruction> program = new ArrayList<>();
    for (String instruction : text.split(",")) {
      String[] n = instruction.split(" ");
      if (n.length != 4) {
        throw new IllegalArgumentException("an instruction is four numbers");
      }
      program.add(
          new Instruction(
              within(n[0], 0xffff),
              within(n[1], 0xff),
              within(n[2], 0xff),
              Integer.parseInt(n[3])));
    }
    return new FilterProgram(program);
  }

  private static int within(String number, int most) {
    int n = Integer.parseInt(number);
    if (n < 0 || n > most) {
      throw new IllegalArgumentException(number + " is not in 0 to " + most);
    }
    return n;
  }
}
