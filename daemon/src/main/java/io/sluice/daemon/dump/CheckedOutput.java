package io.sluice.daemon.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Standard output, which says at each flush whether anybody still reads it. Stays open. */
final class CheckedOutput extends OutputStream {
  private final PrintStream out;

  CheckedOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int size) {
    out.write(bytes, from, size);
  }

  @Override
  public void flush() throws IOException {
    if (out.checkError()) {
      throw new BrokenPipe();
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
