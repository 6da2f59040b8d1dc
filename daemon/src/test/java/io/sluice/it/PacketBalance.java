package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The check at the end of a test that sends packets: all that came in went out, or was dropped and
 * counted, or is still held. Nothing may be sending any more.
 */
final class PacketBalance {
  private static final Pattern BALANCE =
      Pattern.compile(
          "\"balance\": \\{\"in\": (\\d+), \"copies\": (\\d+), \"out\": (\\d+),"
              + " \"told\": (\\d+), \"dropped\": (\\d+), \"held\": (\\d+)}");

  private static final Pattern LAST = Pattern.compile(" switch-stopped in=.* missing=(-?\\d+)");

  private PacketBalance() {}

  /** Waits for what is on its way. Another switch than Sluice does not tell. */
  static void check(SwitchUnderTest sut) {
    if (sut instanceof SluiceProcess sluice) {
      Child.until(
          "every packet is accounted for",
          Duration.ofSeconds(60),
          () -> missing(sluice.ask("show", "json")) == 0,
          sut::describe);
    }
  }

  /** The same of a switch that has stopped, as it says so. */
  static void checkLast(String output) {
    Matcher m = LAST.matcher(output);
    assertTrue(m.find(), () -> "it did not say what came of its packets\n" + output);
    assertEquals("0", m.group(1), () -> m.group().strip() + ": packets unaccounted for\n" + output);
  }

  private static long missing(String state) {
    Matcher m = BALANCE.matcher(state.replace("\n", " ").replaceAll(" +", " "));
    assertTrue(m.find(), () -> "no balance in " + state);
    return number(m, 1) + number(m, 2) - number(m, 3) - number(m, 4) - number(m, 5) - number(m, 6);
  }

  private static long number(Matcher m, int group) {
    return Long.parseLong(m.group(group));
  }
}
