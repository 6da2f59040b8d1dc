package io.sluice.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs of this machine; a test without it is skipped and says why. */
final class Peers {
  private Peers() {}

  static void program(String program, String debianPackage) {
    assumeTrue(
        find(program) != null,
        "no " + program + " here: apt-get install " + debianPackage + " (./check does)");
  }

  static void root() throws IOException {
    assumeTrue(
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "network namespaces and TAP interfaces need root");
  }

  /** Whether at least so many 2 MB pages are free. */
  static boolean hugePages(int pages) {
    try {
      return Integer.parseInt(
              Files.readString(Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages"))
                  .strip())
          >= pages;
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static Path find(String program) {
    for (String dir : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
      Path p = Path.of(dir, program);
      if (Files.isExecutable(p)) {
        return p;
      }
    }
    return null;
  }
}
