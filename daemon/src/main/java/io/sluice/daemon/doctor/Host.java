package io.sluice.daemon.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A machine, seen through the files that its kernel shows.
 *
 * @param root the machine's, or a test's
 */
record Host(Path root) {
  private static final int PIECE = 1 << 16;

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** A file's text without the last newline; empty when it cannot be read. */
  Optional<String> read(String absolute) {
    // In large pieces: /proc/sys gives a number to the first read alone, however short that is, and
    // Files.readString begins with one of a single byte where a file says it is empty.
    try (InputStream in = Files.newInputStream(path(absolute))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[PIECE];
      for (int n; (n = in.read(piece)) > 0; ) {
        all.write(piece, 0, n);
      }
      return Optional.of(all.toString(StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  OptionalLong number(String absolute) {
    Optional<String> text = read(absolute);
    try {
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // "max", "unlimited"
    }
  }

  /** The rest of the line of a file that begins with {@code key}. */
  Optional<String> line(String absolute, String key) {
    return read(absolute)
        .flatMap(
            text ->
                text.lines()
                    .filter(l -> l.startsWith(key))
                    .map(l -> l.substring(key.length()).strip())
                    .findFirst());
  }

  /** A list of CPUs as the kernel writes it, {@code 0-3,8}; empty when it cannot be read. */
  BitSet cpus(String absolute) {
    return cpuList(read(absolute).orElse(""));
  }

  static BitSet cpuList(String text) {
    BitSet cpus = new BitSet();
    for (String part : text.split(",")) {
      String[] ends = part.strip().split("-");
      try {
        int first = Integer.parseInt(ends[0]);
        cpus.set(first, 1 + (ends.length > 1 ? Integer.parseInt(ends[1]) : first));
      } catch (NumberFormatException e) {
        return cpus; // nothing, or "(null)"
      }
    }
    return cpus;
  }
}
