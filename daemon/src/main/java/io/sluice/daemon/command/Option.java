package io.sluice.daemon.command;

/**
 * A word that begins with a dash.
 *
 * @param name as typed, {@code --json}
 * @param value what its value is called in help, {@code DIR}; null for one that has none
 * @param needed refused without it
 * @param completes what a shell offers for the value
 * @param description one line
 */
public record Option(
    String name, String value, boolean needed, Completes completes, String description) {
  /** One that is there or not. */
  public static Option flag(String name, String description) {
    return new Option(name, null, false, Completes.NOTHING, description);
  }

  /** One with a value. */
  public static Option value(String name, String value, Completes completes, String description) {
    return new Option(name, value, false, completes, description);
  }

  /** One with a value that must be there. */
  public static Option needed(String name, String value, Completes completes, String description) {
    return new Option(name, value, true, completes, description);
  }

  String shown() {
    return value == null ? name : name + " " + value;
  }
}
