package io.sluice.daemon.command;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * A program of several commands, which picocli parses and tells about. Its commands are added
 * before it is run.
 */
public final class Program {
  private static final int WIDTH = 80;

  private final String name;
  private final Supplier<String> version;
  private final Function<Exception, String> failure;
  private final CommandSpec root;
  private final Map<String, CommandSpec> commands = new LinkedHashMap<>();

  /**
   * @param name as a user types it, {@code ./sluice}
   * @param version one line
   * @param failure what is said of an exception that a command ends with
   */
  public Program(
      String name,
      String summary,
      Supplier<String> version,
      Function<Exception, String> failure,
      OptionSpec... everywhere) {
    this.name = name;
    this.version = version;
    this.failure = failure;
    root = CommandSpec.create().name(name);
    root.usageMessage()
        .description(summary)
        .synopsisSubcommandLabel("COMMAND ...")
        .optionListHeading("\nOptions of every command:\n")
        .commandListHeading("\nCommands (" + name + " COMMAND --help tells more):\n")
        .sortOptions(false)
        .sortSynopsis(false);
    for (OptionSpec o : everywhere) {
      root.addOption(o);
    }
    root.addOption(
        OptionSpec.builder("--help", "-h")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Tells about a command, or all.")
            .build());
    root.addOption(
        OptionSpec.builder("--version", "-V")
            .versionHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("The version.")
            .build());
  }

  /** Takes a command. */
  public Program add(CommandSpec command) {
    commands.put(command.name(), command);
    return this;
  }

  /** Takes lines that end the help of the program. */
  public Program footer(String... lines) {
    root.usageMessage().footerHeading("\n").footer(lines);
    return this;
  }

  /** Picocli's view of it. */
  public CommandLine line() {
    for (CommandSpec c : commands.values()) {
      if (!root.subcommands().containsKey(c.name())) {
        root.addSubcommand(c.name(), c);
      }
    }
    CommandLine line = new CommandLine(root);
    line.setExpandAtFiles(false);
    line.setInterpolateVariables(false);
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpWidth(WIDTH);
    return line;
  }

  /**
   * Runs one command line.
   *
   * @return the command's exit code; 1 when it failed, 2 when the line was not understood
   */
  public int execute(String[] words, PrintStream out, PrintStream err) {
    CommandLine line = line();
    try {
      return run(line.parseArgs(words), words, out, err);
    } catch (ParameterException e) {
      CommandSpec of = e.getCommandLine().getCommandSpec();
      err.println(shortName() + ": " + Mistake.of(e, words));
      err.println("Try: " + of.qualifiedName() + " --help");
      return 2;
    } catch (Exception e) {
      err.println(shortName() + ": " + failure.apply(e));
      return 1;
    }
  }

  private int run(ParseResult first, String[] words, PrintStream out, PrintStream err)
      throws Exception {
    ParseResult last = first;
    boolean help = first.isUsageHelpRequested();
    boolean versioned = first.isVersionHelpRequested();
    while (last.hasSubcommand()) {
      last = last.subcommand();
      help |= last.isUsageHelpRequested();
      versioned |= last.isVersionHelpRequested();
    }
    CommandSpec command = last.commandSpec();
    if (help) {
      command.commandLine().usage(out);
      return 0;
    }
    if (versioned) {
      out.println(version.get());
      return 0;
    }
    if (words.length == 0) {
      command.commandLine().usage(err);
      return 2;
    }
    if (command.userObject() instanceof Action action) {
      return action.run(last);
    }
    throw new ParameterException(command.commandLine(), "expected a command");
  }

  /**
   * Prints the help of the command in {@code of}, or of all when it is empty.
   *
   * @throws ParameterException when there is no such command
   */
  public int help(List<String> of, PrintStream out) {
    CommandLine line = root.commandLine();
    if (!of.isEmpty()) {
      line = root.subcommands().get(of.getFirst());
      if (line == null) {
        throw new ParameterException(
            root.commandLine(), Mistake.unknownCommand(of.getFirst(), root));
      }
    }
    line.usage(out);
    return 0;
  }

  private String shortName() {
    return name.startsWith("./") ? name.substring(2) : name;
  }
}
