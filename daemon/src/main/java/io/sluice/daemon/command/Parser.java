package io.sluice.daemon.command;

import io.sluice.flow.text.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the words of one command line. Options may stand anywhere, {@code --name value} or {@code
 * --name=value}; {@code --} ends them; a lone {@code -} is a word. Used once.
 */
final class Parser {
  private final Program program;
  private final String[] words;
  private final Map<String, String> options = new HashMap<>();
  private final List<String> arguments = new ArrayList<>();
  private Command command;
  private int at;

  Parser(Program program, String[] words) {
    this.program = program;
    this.words = words;
  }

  /** The command as far as it is known, also after a failure; null before it. */
  Command command() {
    return command;
  }

  /** Whether an option stood before whatever went wrong. */
  boolean has(String option) {
    return options.containsKey(option);
  }

  /** Reads options and words; does not yet ask for what is missing. */
  void read() {
    boolean optionsEnded = false;
    while (at < words.length) {
      String word = words[at++];
      if (!optionsEnded && word.equals("--")) {
        optionsEnded = true;
      } else if (!optionsEnded && word.startsWith("-") && word.length() > 1) {
        option(word);
      } else if (command == null) {
        command = find(word);
      } else {
        argument(word);
      }
    }
  }

  private void option(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option option = lookUp(name);
    if (option == null) {
      throw usage("unknown option " + name + nearest(name, optionNames()));
    }
    String value = "";
    if (option.value() == null) {
      if (equals >= 0) {
        throw usage(name + " has no value, got '" + word.substring(equals + 1) + "'");
      }
    } else if (equals >= 0) {
      value = word.substring(equals + 1);
    } else if (at < words.length && !words[at].startsWith("--")) {
      value = words[at++];
    }
    if (option.value() != null && value.isEmpty()) {
      throw usage(name + ": expected a value, " + option.shown());
    }
    if (options.putIfAbsent(option.name(), value) != null && option.value() != null) {
      throw usage(name + " is given twice");
    }
  }

  private Option lookUp(String name) {
    String full = program.aliases().getOrDefault(name, name);
    // An option of a command may stand before it: then it is any command's.
    for (Option o : command == null ? program.allOptions() : program.optionsOf(command)) {
      if (o.name().equals(full)) {
        return o;
      }
    }
    return null;
  }

  private List<String> optionNames() {
    return (command == null ? program.options() : program.optionsOf(command))
        .stream().map(Option::name).toList();
  }

  private Command find(String name) {
    Command found = program.command(name);
    if (found == null) {
      throw usage("unknown command '" + name + "'" + nearest(name, program.names()));
    }
    for (String given : options.keySet()) {
      if (program.optionsOf(found).stream().noneMatch(o -> o.name().equals(given))) {
        throw new UsageException(name, name + " has no option " + given);
      }
    }
    return found;
  }

  private void argument(String word) {
    int declared = command.arguments().size();
    if (arguments.size() >= declared && (declared == 0 || !command.arguments().getLast().many())) {
      throw usage("unexpected '" + word + "'; it is " + command.usage());
    }
    arguments.add(word);
  }

  /** The command line, once nothing is missing. */
  Parsed complete() {
    if (command == null) {
      throw usage("expected a command");
    }
    for (Option o : command.options()) {
      if (o.needed() && !options.containsKey(o.name())) {
        throw usage(o.shown() + " is missing");
      }
    }
    int given = arguments.size();
    for (int i = given; i < command.arguments().size(); i++) {
      if (command.arguments().get(i).least() > 0) {
        throw usage(command.arguments().get(i).label() + " is missing; it is " + command.usage());
      }
    }
    return new Parsed(command, options, arguments);
  }

  private UsageException usage(String what) {
    String name = command == null ? "" : command.name();
    return new UsageException(name, (name.isEmpty() ? "" : name + ": ") + what);
  }

  private static String nearest(String word, List<String> known) {
    return Suggestion.of(word, known);
  }
}
