package io.sluice.daemon.command;

import java.util.List;

/** The texts of {@code --help}. Stateless. */
final class Help {
  private static final String INDENT = "  ";
  private static final int WIDTH = 78;

  private Help() {}

  static String of(Program program) {
    StringBuilder s = new StringBuilder();
    s.append("Usage: ").append(program.name()).append(" [OPTIONS] COMMAND ...\n");
    s.append(program.summary()).append("\n\nCommands:\n");
    int widest = program.names().stream().mapToInt(String::length).max().orElse(0);
    for (Command c : program.commands()) {
      row(s, c.name(), widest, c.summary());
    }
    options(s, "\nOptions of every command:\n", program.options());
    s.append('\n').append(program.name()).append(" COMMAND --help tells about a command.\n");
    program.footer().forEach(line -> s.append(line).append('\n'));
    return s.toString();
  }

  static String of(Program program, Command c) {
    StringBuilder s = new StringBuilder();
    s.append("Usage: ").append(program.name()).append(' ').append(c.usage()).append('\n');
    s.append(c.summary()).append('\n');
    c.more().forEach(line -> s.append(line).append('\n'));
    List<Argument> told = c.arguments().stream().filter(a -> !a.description().isEmpty()).toList();
    if (!told.isEmpty()) {
      int widest = told.stream().mapToInt(a -> a.shown().length()).max().orElse(0);
      s.append('\n');
      told.forEach(a -> row(s, a.shown(), widest, a.description()));
    }
    if (!c.options().isEmpty()) {
      options(s, "\nOptions:\n", c.options());
    }
    options(s, "\nOptions of every command:\n", program.options());
    return s.toString();
  }

  private static void options(StringBuilder s, String title, List<Option> options) {
    s.append(title);
    int widest = options.stream().mapToInt(o -> o.shown().length()).max().orElse(0);
    options.forEach(o -> row(s, o.shown(), widest, o.description()));
  }

  /** A word, and what it means in lines of its own width. */
  private static void row(StringBuilder s, String word, int widest, String text) {
    s.append(INDENT).append(word).append(" ".repeat(widest - word.length())).append(INDENT);
    int left = 2 * INDENT.length() + widest;
    int column = left;
    for (String w : text.split(" ")) {
      if (column > left && column + 1 + w.length() > WIDTH) {
        s.append('\n').append(" ".repeat(left));
        column = left;
      } else if (column > left) {
        s.append(' ');
        column++;
      }
      s.append(w);
      column += w.length();
    }
    s.append('\n');
  }
}
