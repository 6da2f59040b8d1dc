package io.sluice.daemon.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which remembers why it could not be written: a PrintStream forgets it. */
final class Output extends FilterOutputStream {
  private String failure = "";

  Output(OutputStream out) {
    super(out);
  }

  /** For the user; empty when all was written, or when its reader has gone (a pipe to head). */
  String failure() {
    return failure;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int size) throws IOException {
    try {
      out.write(bytes, from, size);
    } catch (IOException e) {
      failure = "Broken pipe".equals(e.getMessage()) ? "" : String.valueOf(e.getMessage());
      throw e;
    }
  }
}
