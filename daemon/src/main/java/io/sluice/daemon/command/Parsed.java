package io.sluice.daemon.command;

import java.util.List;
import java.util.Map;

/** A command line as understood: everything needed is there, nothing unknown is. Immutable. */
public final class Parsed {
  private final Command command;
  private final Map<String, String> options;
  private final List<String> arguments;

  Parsed(Command command, Map<String, String> options, List<String> arguments) {
    this.command = command;
    this.options = Map.copyOf(options);
    this.arguments = List.copyOf(arguments);
  }

  /** Whether an option is there. */
  public boolean has(String option) {
    return options.containsKey(option);
  }

  /** An option's value, or {@code otherwise}. */
  public String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /**
   * An option's value as a number.
   *
   * @throws UsageException when it is none, or less than {@code least}
   */
  public int number(String name, int least, int otherwise) {
    String value = options.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int n = Integer.parseInt(value);
      if (n >= least) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        command.name(),
        command.name()
            + ": "
            + name
            + ": expected a whole number, "
            + least
            + " or more, got '"
            + value
            + "'");
  }

  /**
   * An option's value out of a few.
   *
   * @throws UsageException when it is none of them
   */
  public String oneOf(String name, String otherwise, List<String> allowed) {
    String value = options.getOrDefault(name, otherwise);
    if (!allowed.contains(value)) {
      throw new UsageException(
          command.name(),
          command.name()
              + ": "
              + name
              + ": expected one of "
              + String.join(", ", allowed)
              + ", got '"
              + value
              + "'");
    }
    return value;
  }

  /** The word in a place, which the command's arguments promise. */
  public String argument(int i) {
    return arguments.get(i);
  }

  /** All words from a place on; may be none. */
  public List<String> from(int i) {
    return arguments.subList(Math.min(i, arguments.size()), arguments.size());
  }
}
