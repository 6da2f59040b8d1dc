package io.sluice.daemon.doctor;

import io.sluice.daemon.api.RunDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The run directory, the Java here, and how a switch that runs was started. */
final class Switches {
  private static final int JAVA = 25;

  /** Options with which a lane is many times slower. */
  private static final List<String> SLOW =
      List.of("-Xint", "-XX:TieredStopAtLevel", "-Xdebug", "-agentlib:jdwp", "-Xrs");

  private Switches() {}

  static void java(Host host, Subject subject, Consumer<Finding> found) {
    int feature = Runtime.version().feature();
    found.accept(
        feature >= JAVA
            ? Finding.ok("Java: " + Runtime.version())
            : Finding.bad("Java " + feature + " is too old", "install a JDK of 25 or newer"));
  }

  static void runDirectory(Host host, Subject subject, Consumer<Finding> found) {
    Path dir = subject.runDir();
    if (!Files.exists(dir)) {
      return; // `run` makes it
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(dir);
      if (RunDir.othersMayWrite(mode)) {
        found.accept(
            Finding.bad(
                "run directory %s: other users may write there (%s); `run` will refuse it"
                    .formatted(dir, PosixFilePermissions.toString(mode)),
                "chmod go-w " + dir));
      } else if (!Files.isWritable(dir)) {
        found.accept(
            Finding.bad(
                "run directory %s: this user cannot write there".formatted(dir),
                "run as its owner, or say another run-dir"));
      } else {
        found.accept(Finding.ok("run directory: " + dir));
      }
    } catch (IOException | UnsupportedOperationException e) {
      found.accept(
          Finding.bad(
              "run directory %s: %s".formatted(dir, e.getMessage()), "say another run-dir"));
    }
  }

  /** Options of a switch that runs there. */
  static void options(Host host, Subject subject, Consumer<Finding> found) {
    Optional<String> pid = lockHolder(subject.runDir());
    Optional<String> line = pid.flatMap(p -> host.read("/proc/" + p + "/cmdline"));
    if (line.isEmpty()) {
      return;
    }
    List<String> words = List.of(line.get().split("\0"));
    if (words.stream().noneMatch(w -> w.contains("sluice"))) {
      return; // the lock's holder died, and another process has its number
    }
    List<String> slow = words.stream().filter(w -> SLOW.stream().anyMatch(w::startsWith)).toList();
    if (!slow.isEmpty()) {
      found.accept(
          Finding.warn(
              "the switch that runs (process %s) was started with %s: it is slow by that"
                  .formatted(pid.get(), String.join(" ", slow)),
              "start it with ./sluice run, which says what it needs"));
    } else {
      found.accept(Finding.ok("JVM options of process %s: nothing slow".formatted(pid.get())));
    }
  }

  private static Optional<String> lockHolder(Path runDir) {
    try {
      String pid = Files.readString(RunDir.lockFile(runDir)).strip();
      return pid.matches("[0-9]+") ? Optional.of(pid) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
