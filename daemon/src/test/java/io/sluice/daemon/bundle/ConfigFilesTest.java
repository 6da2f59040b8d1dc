package io.sluice.daemon.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files hold a secret, however their names are written. */
class ConfigFilesTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "token-file = a.token|a.token",
        "http { token-file: a.token, address = off }|a.token",
        "http { token-file = a.token }|a.token",
        "token-file = \"a.token\"|a.token",
        "token-file = \"my secrets/a token\"|my secrets/a token",
        "token-file = my secrets/a token # kept|my secrets/a token",
        "\"token-file\" = \"a, b}\"|a, b}"
      })
  void shouldFindTokenFiles(String line, String path) throws Exception {
    Path file = temp.resolve("s.conf");
    Files.writeString(file, "sluice.http {\n  " + line + "\n}\n");
    assertEquals(List.of(temp.resolve(path)), ConfigFiles.tokenFiles(Set.of(file), temp));
  }
}
