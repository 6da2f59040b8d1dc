package io.sluice.daemon.config;

import com.typesafe.config.ConfigValue;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.FailMode;
import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what a file says about OpenFlow. */
final class OpenFlowReader {
  private static final String KEY = "private-key";
  private static final String CERTIFICATE = "certificate";
  private static final String CA = "ca-cert";
  private static final String PROBE = "inactivity-probe";
  private static final String RATE = "packet-in-rate";
  private static final String FAIL_MODE = "fail-mode";

  private OpenFlowReader() {}

  /**
   * Reads {@code sluice.openflow}.
   *
   * @param bridges the only one gets what {@code listen} says
   */
  static SwitchConfig.OpenFlow read(Section sluice, List<SwitchConfig.Bridge> bridges)
      throws ConfigProblem {
    Section openflow = sluice.section("openflow");
    openflow.expectOnly(List.of("listen", KEY, CERTIFICATE, CA, PROBE, RATE));
    listen(openflow, bridges);
    TlsFiles tls = tls(openflow);
    for (SwitchConfig.Bridge bridge : bridges) {
      for (Target target : bridge.controllers()) {
        if (target.kind().tls() && tls == null) {
          throw openflow.problem(
              "%s: needs sluice.openflow { %s, %s, %s }, all PEM files"
                  .formatted(target, KEY, CERTIFICATE, CA));
        }
      }
    }
    int probe = number(openflow, PROBE, ControllerSettings.PROBE_SECONDS, "seconds, 0 for never");
    int rate =
        number(
            openflow,
            RATE,
            ControllerSettings.PACKET_INS_PER_SECOND,
            "packets a second, 0 for no limit");
    return new SwitchConfig.OpenFlow(tls, probe, rate);
  }

  private static int number(Section openflow, String key, int missing, String expected)
      throws ConfigProblem {
    int number = openflow.integer(key, missing);
    if (number < 0) {
      throw openflow.problem(
          openflow.value(key),
          "sluice.openflow.%s: expected %s, got %d".formatted(key, expected, number));
    }
    return number;
  }

  /** What a bridge does without a controller. */
  static FailMode failMode(Section bridge) throws ConfigProblem {
    String mode = bridge.text(FAIL_MODE, "standalone");
    return switch (mode) {
      case "standalone" -> FailMode.STANDALONE;
      case "secure" -> FailMode.SECURE;
      default ->
          throw bridge.problem(
              bridge.value(FAIL_MODE),
              "%s: expected standalone or secure, got '%s'".formatted(FAIL_MODE, mode));
    };
  }

  private static void listen(Section openflow, List<SwitchConfig.Bridge> bridges)
      throws ConfigProblem {
    List<Target> targets = targets(openflow, "listen");
    if (targets.isEmpty()) {
      return;
    }
    if (bridges.size() != 1) {
      throw openflow.problem(
          openflow.value("listen"),
          "sluice.openflow.listen: is for a switch with one bridge, not with %d; say controllers in the bridge"
              .formatted(bridges.size()));
    }
    SwitchConfig.Bridge only = bridges.getFirst();
    List<Target> all = new ArrayList<>(targets);
    all.addAll(only.controllers());
    bridges.set(
        0,
        new SwitchConfig.Bridge(
            only.name(), only.ports(), only.flows(), List.copyOf(all), only.failMode()));
  }

  /** A list of targets. */
  static List<Target> targets(Section s, String key) throws ConfigProblem {
    List<Target> targets = new ArrayList<>();
    for (ConfigValue v : s.list(key)) {
      try {
        targets.add(Target.parse(s.scalar(key, v)));
      } catch (IllegalArgumentException e) {
        throw s.problem(v, e.getMessage());
      }
    }
    return targets;
  }

  private static TlsFiles tls(Section openflow) throws ConfigProblem {
    List<Path> files = new ArrayList<>();
    for (String key : List.of(KEY, CERTIFICATE, CA)) {
      if (openflow.has(key)) {
        files.add(file(openflow, key));
      }
    }
    if (files.isEmpty()) {
      return null;
    }
    if (files.size() < 3) {
      throw openflow.problem(
          "sluice.openflow: %s, %s and %s belong together".formatted(KEY, CERTIFICATE, CA));
    }
    return new TlsFiles(files.get(0), files.get(1), files.get(2));
  }

  private static Path file(Section openflow, String key) throws ConfigProblem {
    Path file = Path.of(openflow.text(key, ""));
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw openflow.problem(
          openflow.value(key),
          "sluice.openflow.%s: expected a readable PEM file, got %s".formatted(key, file));
    }
    return file;
  }
}
