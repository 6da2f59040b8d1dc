package io.sluice.daemon.command;

import io.sluice.flow.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What is said of a command line that picocli does not understand: one line. Stateless. */
final class Mistake {
  private Mistake() {}

  static String of(ParameterException e, String[] words) {
    CommandLine line = e.getCommandLine();
    CommandLine program = line.getParent() == null ? line : line.getParent();
    // Before what is missing: often that is only mistyped.
    if (!program.getUnmatchedArguments().isEmpty()) {
      return unknown(program, program.getUnmatchedArguments().getFirst());
    }
    return (line == program ? "" : line.getCommandName() + ": ") + what(e, line, List.of(words));
  }

  private static String what(ParameterException e, CommandLine line, List<String> words) {
    if (!line.getUnmatchedArguments().isEmpty()) {
      return unknown(line, line.getUnmatchedArguments().getFirst());
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing.getMissing().getFirst(), words, line);
    }
    if (e instanceof OverwrittenOptionException twice) {
      return ((OptionSpec) twice.getOverwritten()).longestName() + " is given twice";
    }
    if (e.getCause() instanceof TypeConversionException bad && e.getArgSpec() != null) {
      return name(e.getArgSpec()) + ": " + bad.getMessage();
    }
    return e.getMessage();
  }

  private static String unknown(CommandLine line, String word) {
    CommandSpec spec = line.getCommandSpec();
    if (word.startsWith("-") && word.length() > 1) {
      String name = word.split("=", 2)[0];
      for (CommandLine command : spec.subcommands().values()) {
        if (command.getCommandSpec().findOption(name) != null) {
          String of = command.getCommandName();
          return name + " is an option of " + of + ": write it after " + of;
        }
      }
      List<String> names = new ArrayList<>();
      spec.options().forEach(o -> names.addAll(List.of(o.names())));
      return "unknown option " + name + Suggestion.of(name, names);
    }
    if (!spec.subcommands().isEmpty()) {
      return unknownCommand(word, spec);
    }
    return "unexpected '" + word + "'; it is " + usage(line);
  }

  static String unknownCommand(String word, CommandSpec program) {
    return "unknown command '" + word + "'" + Suggestion.of(word, program.subcommands().keySet());
  }

  private static String missing(ArgSpec arg, List<String> words, CommandLine line) {
    if (arg instanceof OptionSpec option) {
      String shown = option.longestName() + "=" + option.paramLabel();
      boolean given = words.stream().anyMatch(w -> w.startsWith(option.longestName()));
      return given ? option.longestName() + ": expected a value, " + shown : shown + " is missing";
    }
    return arg.paramLabel() + " is missing; it is " + usage(line);
  }

  private static String usage(CommandLine line) {
    return line.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }
}
