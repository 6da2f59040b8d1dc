package io.sluice.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what a configuration file says: loading one, and being told where it is wrong. */
abstract class ConfigFileTest {
  @TempDir Path dir;

  final SwitchConfig load(String text) throws ConfigProblem, IOException {
    return SwitchConfig.load(Files.writeString(dir.resolve("s.conf"), text));
  }

  /** The problem is one line that starts with the place and has that part. */
  final void assertProblem(String text, int line, String part) {
    ConfigProblem e = assertThrows(ConfigProblem.class, () -> load(text));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().startsWith(dir.resolve("s.conf") + ":" + line + ": "), e::getMessage);
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }
}
