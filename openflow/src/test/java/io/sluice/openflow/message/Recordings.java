package io.sluice.openflow.message;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the real ovs-ofctl and Open vSwitch said; see {@code src/test/record/record.py}. */
public final class Recordings {
  /**
   * @param command the ovs-ofctl command it was said in
   * @param fromSwitch who said it
   * @param text how {@code ovs-ofctl ofp-print} shows it (its first 500 characters)
   */
  public record Recorded(String command, boolean fromSwitch, byte[] bytes, String text) {
    @Override
    public String toString() {
      return command + (fromSwitch ? " < " : " > ") + text;
    }
  }

  private Recordings() {}

  public static List<Recorded> all() {
    List<Recorded> all = new ArrayList<>(read("/recordings/of10.txt"));
    all.addAll(read("/recordings/of13.txt"));
    return all;
  }

  private static List<Recorded> read(String resource) {
    List<Recorded> messages = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Recordings.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      String command = "";
      String hex = null;
      boolean fromSwitch = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String rest = line.substring(2);
        switch (line.charAt(0)) {
          case '$' -> command = rest;
          case '>', '<' -> {
            hex = rest;
            fromSwitch = line.charAt(0) == '<';
          }
          case '=' ->
              messages.add(
                  new Recorded(
                      command,
                      fromSwitch,
                      HexFormat.of().parseHex(hex),
                      rest.replace("\\n", "\n")));
          default -> throw new IllegalStateException(resource + ": " + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
