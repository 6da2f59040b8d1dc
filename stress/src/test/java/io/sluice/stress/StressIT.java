package io.sluice.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * jcstress over all tests of this module, in JVMs of its own: about a minute, a second of each
 * test. {@code -Dsluice.stress=long} takes every JVM configuration that jcstress knows and as long
 * as it likes; {@code -Dsluice.stress.tests=REGEX} chooses tests.
 */
class StressIT {
  private static final boolean LONG = "long".equals(System.getProperty("sluice.stress"));
  private static final String TESTS = System.getProperty("sluice.stress.tests", ".*");
  private static final Path TARGET = Path.of("target", "jcstress");
  private static final Pattern RESULT = Pattern.compile("\\[([A-Z ]+)] (io\\.sluice\\.\\S+)");
  private static final String JVM =
      "--enable-native-access=ALL-UNNAMED --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  @TestFactory
  Stream<DynamicTest> shouldHoldUnderStress() throws Exception {
    List<String> tests = tests();
    assertFalse(tests.isEmpty(), "no test matches " + TESTS);
    int cpus = Runtime.getRuntime().availableProcessors();
    assumeTrue(cpus >= 2, "two threads must run at once, and there is one CPU");
    Files.createDirectories(TARGET);
    Path log = TARGET.resolve("jcstress.log").toAbsolutePath();
    int exit = run(log);
    Map<String, String> results = results(log);
    return Stream.concat(
        tests.stream().map(test -> check(test, results.get(test), log)),
        Stream.of(
            DynamicTest.dynamicTest(
                "jcstress", () -> assertEquals(0, exit, "exit code; see " + log))));
  }

  private static DynamicTest check(String test, String result, Path log) {
    return DynamicTest.dynamicTest(
        test, () -> assertEquals("OK", result, test + ": what was observed is in " + log));
  }

  /** Names of the tests, as jcstress's annotation processor listed them. */
  private static List<String> tests() throws IOException {
    List<String> names = new ArrayList<>();
    Pattern entry = Pattern.compile("^JCTEST(\\d+)S");
    try (BufferedReader list =
        new BufferedReader(
            new InputStreamReader(
                StressIT.class.getResourceAsStream("/META-INF/TestList"),
                StandardCharsets.UTF_8))) {
      for (String line = list.readLine(); line != null; line = list.readLine()) {
        Matcher m = entry.matcher(line);
        assertTrue(m.find(), "another format of TestList: " + line);
        String name = line.substring(m.end(), m.end() + Integer.parseInt(m.group(1)));
        if (Pattern.compile(TESTS).matcher(name).find()) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static int run(Path log) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-v", "-t", TESTS, "-r", "."));
    // Without jvmArgs it runs each test in every configuration of the JVM; one is one minute's.
    command.addAll(
        LONG
            ? List.of("-m", "default", "-jvmArgsPrepend", JVM)
            : List.of(
                "-f",
                "1",
                "-iters",
                "2",
                "-time",
                "500",
                "-sc",
                "false",
                "-jvmArgs",
                JVM + " -XX:+UseSerialGC"));
    Process process =
        new ProcessBuilder(command)
            .directory(TARGET.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(LONG ? 24 * 60 : 5, TimeUnit.MINUTES)) {
        throw new AssertionError("jcstress did not end; see " + log);
      }
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Each test's result; the worst one where it ran in several configurations. */
  private static Map<String, String> results(Path log) throws IOException {
    Map<String, String> results = new TreeMap<>();
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      Matcher m = RESULT.matcher(line);
      if (m.find()) {
        results.merge(m.group(2), m.group(1), (was, now) -> "OK".equals(was) ? now : was);
      }
    }
    return results;
  }
}
