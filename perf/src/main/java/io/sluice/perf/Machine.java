package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What a figure must be quoted with, and whether the machine can give one. */
final class Machine {
  private static final Path HUGE =
      Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
  private static final int PAGES = 1024;

  private Machine() {}

  private static String cpuinfo(String key) {
    try {
      return Files.lines(Path.of("/proc/cpuinfo"))
          .filter(l -> l.startsWith(key))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  static OptionalDouble megahertz() {
    String s = cpuinfo("cpu MHz");
    return s.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(s));
  }

  static String describe() {
    return "%s, %d CPUs, kernel %s, JDK %s"
        .formatted(
            cpuinfo("model name"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /** Fails with what is missing and how to get it. */
  static void require(boolean ovs) {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new PerfException("two CPUs are needed: the switch polls on CPU 0, the load on CPU 1");
    }
    program("dpdk-testpmd", "dpdk-dev librte-net-virtio23 librte-net-vhost23");
    program("stdbuf", "coreutils");
    if (ovs) {
      ovs();
    }
    hugePages();
  }

  /** The same for what only programs a switch. */
  static void requireOfctl(boolean ovs) {
    program("ovs-ofctl", "openvswitch-common");
    if (ovs) {
      ovs();
      hugePages();
    }
  }

  private static void ovs() {
    if (!Files.isExecutable(OvsDpdk.VSWITCHD)) {
      throw new PerfException(
          "OVS-DPDK is not here: apt-get install openvswitch-switch-dpdk, or use --peer none");
    }
    program("ovs-vsctl", "openvswitch-switch");
  }

  private static void program(String program, String packages) {
    for (String d : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(d, program))) {
        return;
      }
    }
    throw new PerfException("no " + program + " here: apt-get install " + packages);
  }

  private static void hugePages() {
    try {
      int now = Integer.parseInt(Files.readString(HUGE).strip());
      if (now < PAGES) {
        Files.writeString(HUGE, Integer.toString(PAGES));
        now = Integer.parseInt(Files.readString(HUGE).strip());
      }
      if (now >= PAGES) {
        return;
      }
    } catch (IOException e) {
      // Said below: not root, or no such kernel.
    }
    throw new PerfException(
        "%d huge pages of 2 MB are needed: as root, echo %d >%s".formatted(PAGES, PAGES, HUGE));
  }
}
