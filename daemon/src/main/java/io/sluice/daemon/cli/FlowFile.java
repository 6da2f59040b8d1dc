package io.sluice.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of flows, read here: the switch may not see the user's files. */
final class FlowFile {
  private static final int MAX = 31 << 20;

  private FlowFile() {}

  private static void refuseBinary(String name, byte[] bytes) {
    int line = 1;
    for (byte b : bytes) {
      if (b == 0) {
        throw new CliException(
            name + ":" + line + ": a byte of 0: this is no text; expected flows, one a line");
      }
      line += b == '\n' ? 1 : 0;
    }
  }

  /**
   * @param name of the file; - is standard input
   */
  static String read(String name) {
    try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MAX + 1);
      if (bytes.length > MAX) {
        throw new CliException(name + ": more than " + (MAX >> 20) + " MiB; add it in parts");
      }
      refuseBinary(name, bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CliException(name + ": no such file");
    } catch (IOException e) {
      throw new CliException("cannot read " + name + ": " + e.getMessage());
    }
  }
}
