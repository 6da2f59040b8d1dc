package io.sluice.daemon.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard output goes, whatever standard input is. Stateless. */
final class Terminal {
  private Terminal() {}

  static boolean isStandardOutput() {
    try {
      String to = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return to.startsWith("/dev/pts/") || to.startsWith("/dev/tty") || to.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
