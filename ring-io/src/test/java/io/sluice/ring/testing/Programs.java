package io.sluice.ring.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Programs of this machine that a test asks; without one it is skipped and says why. */
public final class Programs {
  private Programs() {}

  public static void require(String program, String debianPackage) {
    for (String dir : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(dir, program))) {
        return;
      }
    }
    assumeTrue(false, "skipped: no " + program + " here (package " + debianPackage + ")");
  }
}
