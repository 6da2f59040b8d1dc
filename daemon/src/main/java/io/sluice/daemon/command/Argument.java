package io.sluice.daemon.command;

/**
 * A word by its place. Only the last of a command may be one that repeats or can be left out.
 *
 * @param label in help, {@code BRIDGE}
 * @param least 0 or 1 words
 * @param many whether it takes all that follow
 * @param completes what a shell offers
 * @param description one line, or empty
 */
public record Argument(
    String label, int least, boolean many, Completes completes, String description) {
  /** Exactly one word. */
  public static Argument one(String label, Completes completes) {
    return new Argument(label, 1, false, completes, "");
  }

  /** Exactly one word. */
  public static Argument one(String label, Completes completes, String description) {
    return new Argument(label, 1, false, completes, description);
  }

  /** One word or none. */
  public static Argument maybe(String label, Completes completes, String description) {
    return new Argument(label, 0, false, completes, description);
  }

  /** All words that follow, {@code least} or more. */
  public static Argument rest(String label, int least, Completes completes, String description) {
    return new Argument(label, least, true, completes, description);
  }

  String shown() {
    String dots = many ? "..." : "";
    return least == 0 ? "[" + label + dots + "]" : label + dots;
  }
}
