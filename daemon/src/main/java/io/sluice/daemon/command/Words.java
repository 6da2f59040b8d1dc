package io.sluice.daemon.command;

import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Reads what picocli understood. Stateless. */
public final class Words {
  private Words() {}

  /** The word in a place, which the command's table entry promises. */
  public static String at(ParseResult p, int place) {
    return p.commandSpec().positionalParameters().get(place).getValue();
  }

  /** The words of the entry in a place and after; none when they were left out. */
  public static List<String> from(ParseResult p, int place) {
    PositionalParamSpec spec = p.commandSpec().positionalParameters().get(place);
    if (spec.arity().max() > 1) {
      List<String> all = spec.getValue();
      return all == null ? List.of() : all;
    }
    String word = spec.getValue();
    return word == null ? List.of() : List.of(word);
  }

  /** Whether a flag is there. */
  public static boolean has(ParseResult p, String flag) {
    return Boolean.TRUE.equals(option(p, flag));
  }

  /** An option's value or default, wherever on the line it stood; null when it has none. */
  public static <T> T option(ParseResult p, String name) {
    return p.commandSpec().findOption(name).getValue();
  }
}
