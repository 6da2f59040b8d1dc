package io.sluice.daemon.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A program of several commands. Immutable but for its commands, which are added before it is run.
 */
public final class Program {
  private static final Option HELP =
      Option.flag("--help", "Tells about a command, or all; also -h.");
  private static final Option VERSION = Option.flag("--version", "The version; also -V.");

  private final String name;
  private final String summary;
  private final Supplier<String> version;
  private final Function<Exception, String> failure;
  private final List<Option> options = new ArrayList<>();
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final List<String> footer = new ArrayList<>();

  /**
   * @param name as a user types it, {@code ./sluice}
   * @param version one line
   * @param failure what is said of an exception that a command ends with
   */
  public Program(
      String name, String summary, Supplier<String> version, Function<Exception, String> failure) {
    this.name = name;
    this.summary = summary;
    this.version = version;
    this.failure = failure;
  }

  /** Takes options that every command has. */
  public Program everywhere(Option... all) {
    options.addAll(List.of(all));
    return this;
  }

  /** Takes a command. */
  public Program add(Command command) {
    commands.put(command.name(), command);
    return this;
  }

  /** Takes lines that end the help of the program. */
  public Program footer(String... lines) {
    footer.addAll(List.of(lines));
    return this;
  }

  /**
   * Runs one command line.
   *
   * @return the command's exit code; 1 when it failed, 2 when the line was not understood
   */
  public int execute(String[] words, PrintStream out, PrintStream err) {
    Parser parser = new Parser(this, words);
    try {
      parser.read();
      if (parser.has(HELP.name())) {
        out.print(helpOf(parser.command()));
        return 0;
      }
      if (parser.has(VERSION.name())) {
        out.println(version.get());
        return 0;
      }
      if (words.length == 0) {
        err.print(help());
        return 2;
      }
      Parsed parsed = parser.complete();
      return parser.command().action().run(parsed);
    } catch (UsageException e) {
      err.println(shortName() + ": " + e.getMessage());
      err.println("Try: " + name + (e.command().isEmpty() ? "" : " " + e.command()) + " --help");
      return 2;
    } catch (Exception e) {
      err.println(shortName() + ": " + failure.apply(e));
      return 1;
    }
  }

  /**
   * The help of a command.
   *
   * @throws UsageException when there is none of this name
   */
  public String help(String command) {
    Parser parser = new Parser(this, new String[] {command});
    parser.read();
    return helpOf(parser.command());
  }

  /** The help of the program. */
  public String help() {
    return Help.of(this);
  }

  /** The help of a command; of the program for null. */
  private String helpOf(Command command) {
    return command == null ? Help.of(this) : Help.of(this, command);
  }

  private String shortName() {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  String name() {
    return name;
  }

  String summary() {
    return summary;
  }

  List<String> footer() {
    return footer;
  }

  /** In the order of the help. */
  public Iterable<Command> commands() {
    return commands.values();
  }

  Command command(String name) {
    return commands.get(name);
  }

  /** Of the commands. */
  public List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /** Those of every command. */
  public List<Option> options() {
    List<Option> all = new ArrayList<>(options);
    all.add(HELP);
    all.add(VERSION);
    return all;
  }

  /** Its own and those of every command. */
  public List<Option> optionsOf(Command command) {
    return command.with(options());
  }

  /** Of any command. */
  public List<Option> allOptions() {
    List<Option> all = options();
    commands.values().forEach(c -> all.addAll(c.options()));
    return all;
  }

  Map<String, String> aliases() {
    return Map.of("-h", HELP.name(), "-V", VERSION.name());
  }
}
