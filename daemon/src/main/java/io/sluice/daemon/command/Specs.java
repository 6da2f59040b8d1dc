package io.sluice.daemon.command;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * Picocli's specifications in one line each, made directly: to look for annotations would cost each
 * command a good part of its time. Stateless.
 */
public final class Specs {
  private Specs() {}

  /** A command: its name, one line about it, what it does, its options and its words in order. */
  public static CommandSpec command(String name, String summary, Action action, ArgSpec... takes) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
    spec.usageMessage()
        .description(summary)
        .parameterListHeading("\n")
        .optionListHeading("\nOptions:\n")
        .sortOptions(false)
        .sortSynopsis(false);
    int place = 0;
    for (ArgSpec arg : takes) {
      spec.add(arg instanceof PositionalParamSpec word ? at(place++, word) : arg);
    }
    return spec;
  }

  private static PositionalParamSpec at(int place, PositionalParamSpec word) {
    return word.toBuilder().index(word.arity().max() > 1 ? place + "..*" : "" + place).build();
  }

  /** The same command with more lines in its help. */
  public static CommandSpec more(CommandSpec command, String... lines) {
    String[] all = new String[lines.length + 1];
    all[0] = command.usageMessage().description()[0];
    System.arraycopy(lines, 0, all, 1, lines.length);
    command.usageMessage().description(all);
    return command;
  }

  /** An option that is there or not. */
  public static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name)
        .type(Boolean.class)
        .arity("0")
        .defaultValue("false")
        .description(description)
        .build();
  }

  /** An option with a value. */
  public static OptionSpec value(
      String name, String label, Completes completes, String description) {
    return valued(name, label, completes, description).build();
  }

  /** An option with a value that must be there. */
  public static OptionSpec needed(
      String name, String label, Completes completes, String description) {
    return valued(name, label, completes, description).required(true).build();
  }

  /** An option that every command has. */
  public static OptionSpec everywhere(
      String name, String label, Completes completes, String description) {
    return valued(name, label, completes, description).scopeType(ScopeType.INHERIT).build();
  }

  /** An option whose value is a whole number, {@code least} or more. */
  public static OptionSpec number(String name, int least, int otherwise, String description) {
    return valued(name, "N", Completes.NOTHING, description)
        .type(Integer.class)
        .converters(whole(least))
        .defaultValue("" + otherwise)
        .build();
  }

  /** An option whose value is one of a few, by default the first. */
  public static OptionSpec oneOf(
      String name, String label, List<String> allowed, String description) {
    return valued(name, label, Completes.NOTHING, description)
        .converters(oneOf(allowed))
        .defaultValue(allowed.getFirst())
        .build();
  }

  private static OptionSpec.Builder valued(
      String name, String label, Completes completes, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .converters(Specs::notEmpty)
        .arity("1")
        .paramLabel(label)
        .completionCandidates(completes)
        .description(description);
  }

  /** Exactly one word. */
  public static PositionalParamSpec one(String label, Completes completes, String... description) {
    return word(label, completes, description).type(String.class).arity("1").required(true).build();
  }

  /** Exactly one word, one of a few. */
  public static PositionalParamSpec one(String label, List<String> allowed, Completes completes) {
    return word(label, completes, String.join(" or ", allowed) + ".")
        .type(String.class)
        .arity("1")
        .required(true)
        .converters(oneOf(allowed))
        .build();
  }

  /** One word or none. */
  public static PositionalParamSpec maybe(String label, Completes completes, String description) {
    return word(label, completes, description).type(String.class).arity("0..1").build();
  }

  /** All words that follow, {@code least} or more. */
  public static PositionalParamSpec rest(
      String label, int least, Completes completes, String... description) {
    return word(label, completes, description)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity(least + "..*")
        .required(least > 0)
        .build();
  }

  private static PositionalParamSpec.Builder word(
      String label, Completes completes, String... description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .completionCandidates(completes)
        .description(description);
  }

  private static String notEmpty(String s) {
    if (s.isEmpty()) {
      throw new TypeConversionException("expected a value");
    }
    return s;
  }

  private static ITypeConverter<String> oneOf(List<String> allowed) {
    return s -> {
      if (allowed.contains(s)) {
        return s;
      }
      throw new TypeConversionException(
          "expected one of " + String.join(", ", allowed) + ", got '" + s + "'");
    };
  }

  private static ITypeConverter<Integer> whole(int least) {
    return s -> {
      try {
        int n = Integer.parseInt(s);
        if (n >= least) {
          return n;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "expected a whole number, " + least + " or more, got '" + s + "'");
    };
  }
}
