package io.sluice.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What tshark reads in a capture file. It checks every checksum. */
final class Tshark {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Tshark() {}

  /**
   * A number of each frame that a display filter lets through.
   *
   * @param field with a number, as tshark names it
   */
  static List<String> fields(Path file, String filter, String field) {
    List<String> command = new ArrayList<>(List.of("tshark"));
    for (String protocol : List.of("ip", "tcp", "udp")) {
      command.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
    }
    command.addAll(List.of("-o", "sctp.checksum:CRC 32c"));
    command.addAll(List.of("-r", file.toString(), "-Y", filter, "-T", "fields", "-e", field));
    return Child.run(LIMIT, command.toArray(String[]::new))
        .lines()
        // Else it is a warning, such as that root runs it.
        .filter(l -> !l.isBlank() && Character.isDigit(l.charAt(0)))
        .toList();
  }
}
