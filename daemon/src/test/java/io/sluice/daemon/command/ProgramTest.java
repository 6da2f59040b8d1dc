package io.sluice.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** Command lines as they are typed, rightly and wrongly. */
class ProgramTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String done = "";

  private final Program program =
      new Program(
              "./tool",
              "A tool.",
              () -> "tool 1",
              e -> "failed: " + e.getMessage(),
              Specs.everywhere("--dir", "DIR", Completes.DIRECTORY, "Where."))
          .add(
              Specs.command(
                  "copy",
                  "Copies.",
                  this::copy,
                  Specs.one("FROM", Completes.FILE, "What."),
                  Specs.rest("TO", 1, Completes.FILE, "Where to."),
                  Specs.flag("--force", "Always."),
                  Specs.number("-n", 1, 7, "So often.")))
          .add(
              Specs.command(
                  "list",
                  "Lists.",
                  p -> 0,
                  Specs.maybe("WHAT", Completes.NOTHING, "Default: all."),
                  Specs.needed("--as", "FORM", Completes.NOTHING, "How."),
                  Specs.oneOf("--sort", "BY", List.of("name", "size"), "By what.")))
          .add(
              Specs.command(
                  "fail",
                  "Fails.",
                  p -> {
                    throw new IllegalStateException("broken");
                  }));

  private int copy(ParseResult p) {
    done =
        Words.at(p, 0)
            + " to "
            + Words.from(p, 1)
            + (Words.has(p, "--force") ? " force" : "")
            + " "
            + Words.<Integer>option(p, "-n")
            + " "
            + Objects.requireNonNullElse(Words.<String>option(p, "--dir"), "none");
    return 5;
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    return program.execute(
        words,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copy a b|a to [b] 7 none",
        "copy a b c|a to [b, c] 7 none",
        "--dir x copy a b|a to [b] 7 x",
        "copy --dir=x a --force b|a to [b] force 7 x",
        "copy a b -n 3 --dir x|a to [b] 3 x",
        "copy --dir -x a b|a to [b] 7 -x",
        "copy a ${user.dir} @b|a to [${user.dir}, @b] 7 none",
        "copy a -|a to [-] 7 none",
        "copy a -- --force|a to [--force] 7 none",
        "copy key=value b|key=value to [b] 7 none",
      })
  void shouldUnderstand(String line, String expected) {
    assertEquals(5, run(line.split(" ")), err.toString(StandardCharsets.UTF_8));
    assertEquals(expected, done);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpoy a b|unknown command 'cpoy'; did you mean 'copy'?",
        "zzzzz|unknown command 'zzzzz'",
        "--dir x|expected a command",
        "copy a|copy: TO is missing; it is ./tool copy [--force] [-n=N] [--dir=DIR] [-h] [-V] FROM TO...",
        "copy|copy: FROM is missing; it is",
        "copy a b --froce|copy: unknown option --froce; did you mean '--force'?",
        "copy a b --force=1|copy: option '--force' should be specified without '1' parameter",
        "copy a b --dir|copy: --dir: expected a value, --dir=DIR",
        "copy a b --dir=|copy: --dir: expected a value",
        "copy a b --dir --force|copy: --dir: expected a value, --dir=DIR",
        "copy a b --dir x --dir y|copy: --dir is given twice",
        "copy a b -n 0|copy: -n: expected a whole number, 1 or more, got '0'",
        "copy a b -n x|copy: -n: expected a whole number, 1 or more, got 'x'",
        "list|list: --as=FORM is missing",
        "list --as x one two|list: unexpected 'two'; it is ./tool list --as=FORM [--sort=BY] [--dir=DIR] [-h] [-V] [WHAT]",
        "--force list|--force is an option of copy: write it after copy",
        "--forse list|unknown option --forse",
        "list --as x --sort age|list: --sort: expected one of name, size, got 'age'",
        "copy a b --force --force|copy: --force is given twice",
        "list --aas x|list: unknown option --aas; did you mean '--as'?",
        "fail now|fail: unexpected 'now'; it is ./tool fail [--dir=DIR] [-h] [-V]",
      })
  void shouldSayWhatItDoesNotUnderstand(String line, String expected) {
    assertEquals(2, run(line.split(" ")));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("tool: " + expected), said);
    assertTrue(said.contains("Try: ./tool "), said);
    assertEquals(2, said.lines().count(), said);
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals("", done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy --help", "copy -h", "-h copy", "copy a b --help"})
  void shouldTellAboutACommandAndNotDoIt(String line) {
    assertEquals(0, run(line.split(" ")));
    assertTrue(
        out.toString(StandardCharsets.UTF_8)
            .startsWith(
                "Usage: ./tool copy [--force] [-n=N] [--dir=DIR] [-h] [-V] FROM TO...\nCopies.\n"),
        out.toString(StandardCharsets.UTF_8));
    assertEquals("", done);
  }

  @Test
  void shouldTellAboutAll() {
    assertEquals(0, run("--help"));
    String help = out.toString(StandardCharsets.UTF_8);
    for (String line : List.of("  copy  Copies.", "      --dir=DIR   Where.", "  list  Lists.")) {
      assertTrue(help.contains(line), help);
    }
    assertTrue(help.lines().allMatch(l -> l.length() <= 80), help);
    assertEquals(2, run());
    assertEquals(help, err.toString(StandardCharsets.UTF_8));
    assertEquals(0, run("-V"));
    assertEquals("tool 1", out.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void shouldSayAFailureInOneLine() {
    assertEquals(1, run("fail"));
    assertEquals("tool: failed: broken", err.toString(StandardCharsets.UTF_8).strip());
  }
}
