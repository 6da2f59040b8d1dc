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

  /**
   * @param name of the file; - is standard input
   */
  static String read(String name) {
    try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MAX + 1);
      if (bytes.length > MAX) {
        throw new CliException(name + ": more than " + (MAX >> 20) + " MiB; add it in parts");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CliException(name + ": no such file");
    } catch (IOException e) {
      throw new CliException("cannot read " + name + ": " + e.getMessage());
    }
  }
}
