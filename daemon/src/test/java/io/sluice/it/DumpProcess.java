package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.daemon.MainCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sluice dump} as a process of its own, which captures when this is made. */
final class DumpProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern CAPTURED = Pattern.compile("(\\d+) packets? captured");
  private static final Pattern LOST = Pattern.compile("(\\d+) packets? lost");
  private static int started;

  private final Child child;

  private DumpProcess(Child child) {
    this.child = child;
  }

  /**
   * @param words behind {@code dump}
   */
  static DumpProcess start(Path directory, String... words) {
    DumpProcess d = begin(directory, words);
    d.child.awaitOutput("capturing", LIMIT);
    return d;
  }

  /** Not capturing yet. */
  static DumpProcess begin(Path directory, String... words) {
    return new DumpProcess(
        Child.start(directory.resolve("dump" + ++started + ".log"), line(directory, words)));
  }

  /** The start of its command line and {@code words}. */
  static List<String> line(Path directory, String... words) {
    List<String> command = new ArrayList<>(MainCommand.line());
    command.addAll(List.of("dump", "--run-dir", directory.resolve("run").toString()));
    command.addAll(List.of(words));
    return command;
  }

  Child child() {
    return child;
  }

  /** SIGTERM, as Ctrl-C; waits for its end, which is a good one. */
  void end() {
    child.terminate();
    awaitEnd();
  }

  void awaitEnd() {
    assertEquals(0, child.awaitExit(LIMIT), child.output());
  }

  long captured() {
    return said(CAPTURED);
  }

  long lost() {
    return said(LOST);
  }

  private long said(Pattern what) {
    Matcher m = what.matcher(child.output());
    if (!m.find()) {
      throw new AssertionError("it did not say so\n" + child.output());
    }
    return Long.parseLong(m.group(1));
  }

  @Override
  public void close() {
    child.close();
  }
}
