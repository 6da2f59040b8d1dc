package io.sluice.daemon;

import java.nio.file.Path;
import java.util.List;

/** How tests start the program in a process of its own, without its jar: from their class path. */
public final class MainCommand {
  private MainCommand() {}

  /** The start of a command line; the program's own words follow. */
  public static List<String> line() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }
}
