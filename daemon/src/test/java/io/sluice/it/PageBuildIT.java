package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page's sources: their types, their own tests, and that what is committed is what they build.
 */
class PageBuildIT {
  private static final Path SERVED = Path.of("src/main/resources/io/sluice/daemon/page");

  @BeforeAll
  static void install() throws IOException {
    WebFolder.install();
  }

  @Test
  void shouldBuildWhatIsServed(@TempDir Path built) throws IOException {
    WebFolder.npm("run", "build", "--", "--outDir", built.toString());
    Set<String> names = names(built);
    assertEquals(names, names(SERVED));
    for (String name : names) {
      assertArrayEquals(
          Files.readAllBytes(built.resolve(name)),
          Files.readAllBytes(SERVED.resolve(name)),
          name + " is not what web/ builds: (cd web && npm run build), and commit it");
    }
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void shouldHaveRightTypes() {
    WebFolder.npm("run", "types");
  }

  @Test
  void shouldPassItsOwnTests() {
    WebFolder.npm("test");
  }

  /** The lock file is for whatever registry npm is set to. */
  @Test
  void shouldNameNoRegistry() throws IOException {
    String lock = Files.readString(WebFolder.path().resolve("package-lock.json"));
    assertFalse(lock.contains("\"resolved\""), "package-lock.json names where packages come from");
  }
}
