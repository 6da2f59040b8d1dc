package io.sluice.daemon.doctor;

import io.sluice.actors.SwitchSettings;
import io.sluice.daemon.config.ConfigProblem;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.daemon.doctor.Finding.Level;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** {@code sluice doctor}. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          Cpus::allowed,
          Cpus::isolated,
          Cpus::siblings,
          Cpus::quota,
          Cpus::governor,
          Cpus::clock,
          Memories::hugePages,
          Memories::openFiles,
          Memories::aio,
          Memories::limit,
          Devices::tap,
          Devices::sockets,
          Devices::filters,
          Xdp::sockets,
          Switches::java,
          Switches::runDirectory,
          Switches::options,
          Keys::certificates,
          Keys::keys,
          Keys::token);

  private Doctor() {}

  /**
   * Looks at this machine and prints what it found, the worst last.
   *
   * @param config a switch's file, or null: what any switch wants
   * @return 0; 1 when something that was asked for will not work; 2 for a mistake in the file
   */
  public static int run(Path config, Path runDir, PrintStream out, PrintStream err) {
    Subject subject;
    try {
      subject =
          config == null
              ? any(runDir == null ? Path.of("run") : runDir)
              : of(SwitchConfig.load(config), runDir);
    } catch (ConfigProblem e) {
      err.println("sluice: " + e.getMessage());
      return 2;
    }
    return print(look(new Host(Path.of("/")), subject), out);
  }

  private static Subject any(Path runDir) {
    return new Subject(runDir, new BitSet(), 1, List.of(), SwitchSettings.DEFAULT_POOL_CHUNKS);
  }

  private static Subject of(SwitchConfig config, Path runDir) {
    return Subject.of(config, runDir == null ? config.runDir() : runDir);
  }

  static List<Finding> look(Host host, Subject subject) {
    List<Finding> found = new ArrayList<>();
    CHECKS.forEach(check -> check.look(host, subject, found::add));
    return found;
  }

  private static int print(List<Finding> found, PrintStream out) {
    for (Level level : Level.values()) {
      for (Finding f : found) {
        if (f.level() == level) {
          out.printf("%-5s %s%n", level.label(), f.what());
          if (!f.advice().isEmpty()) {
            out.printf("      -> %s%n", f.advice());
          }
        }
      }
    }
    return found.stream().anyMatch(f -> f.level() == Level.BAD) ? 1 : 0;
  }
}
