package io.sluice.daemon.dump;

import java.io.IOException;

/** Who read the output has gone. */
final class BrokenPipe extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenPipe() {
    super("broken pipe");
  }
}
