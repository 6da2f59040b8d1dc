package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.testing.GuestRam;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guest may truncate its memory while a switch has just started: then what touches it is
 * interpreted, or compiled by one tier. In JVMs of their own, as what HotSpot cannot skip ends
 * them.
 */
class TruncatedMemoryModesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "-Xint, 1",
    "-XX:TieredStopAtLevel=1, 3000",
    "-XX:TieredStopAtLevel=3, 3000",
    "-XX:-TieredCompilation, 20000"
  })
  void shouldGetEveryFaultBack(String mode, int good) throws Exception {
    List<String> expected = new ArrayList<>();
    try (GuestRam other = new GuestRam(1 << 16)) {
      Accesses.all(other).keySet().forEach(name -> expected.addAll(List.of(name, "100")));
    }
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:+SuppressFatalErrorMessage",
                mode,
                "-cp",
                System.getProperty("java.class.path"),
                Accesses.class.getName(),
                Integer.toString(good))
            .redirectErrorStream(true)
            .start();
    try (Stream<String> lines = jvm.inputReader(StandardCharsets.UTF_8).lines()) {
      assertEquals(String.join("\n", expected), String.join("\n", lines.toList()));
    } finally {
      jvm.destroyForcibly();
    }
  }
}
