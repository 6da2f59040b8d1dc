package io.sluice.daemon.command;

import java.util.ArrayList;
import java.util.List;

/**
 * A command: what it is called, what it takes, what it does.
 *
 * @param summary one line
 * @param more further lines of its help, as they are
 * @param action what it does
 */
public record Command(
    String name,
    String summary,
    List<Argument> arguments,
    List<Option> options,
    List<String> more,
    Action action) {
  /** Does it; returns the exit code of the process. */
  @FunctionalInterface
  public interface Action {
    int run(Parsed words) throws Exception;
  }

  /** A command that takes nothing yet. */
  public static Command of(String name, String summary, Action action) {
    return new Command(name, summary, List.of(), List.of(), List.of(), action);
  }

  /** The same with its arguments. */
  public Command takes(Argument... arguments) {
    return new Command(name, summary, List.of(arguments), options, more, action);
  }

  /** The same with options of its own. */
  public Command options(Option... options) {
    return new Command(name, summary, arguments, List.of(options), more, action);
  }

  /** The same with more to say in its help. */
  public Command more(String... lines) {
    return new Command(name, summary, arguments, options, List.of(lines), action);
  }

  /** As in {@code add-br BRIDGE}. */
  String usage() {
    StringBuilder s = new StringBuilder(name);
    for (Option o : options) {
      s.append(o.needed() ? " " + o.shown() : " [" + o.shown() + "]");
    }
    for (Argument a : arguments) {
      s.append(' ').append(a.shown());
    }
    return s.toString();
  }

  /** Of this command and of all. */
  List<Option> with(List<Option> everywhere) {
    List<Option> all = new ArrayList<>(options);
    all.addAll(everywhere);
    return all;
  }
}
