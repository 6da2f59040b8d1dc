package io.sluice.daemon.doctor;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether lanes have their CPUs for themselves. */
final class Cpus {
  private static final String CPU = "/sys/devices/system/cpu/";

  private Cpus() {}

  /** CPUs that exist, and that this process may use. */
  static void allowed(Host host, Subject subject, Consumer<Finding> found) {
    BitSet online = host.cpus(CPU + "online");
    BitSet allowed = Host.cpuList(host.line("/proc/self/status", "Cpus_allowed_list:").orElse(""));
    BitSet missing = minus(subject.laneCpus(), allowed);
    if (!allowed.isEmpty() && !missing.isEmpty()) {
      found.accept(
          Finding.bad(
              "lanes are to run on CPUs %s, which this process may not use (it may use %s)"
                  .formatted(text(missing), text(allowed)),
              "choose other CPUs in lanes, or start it outside of that cpuset or taskset"));
    }
    int n = online.cardinality();
    if (n > 0 && subject.lanes() >= n) {
      found.accept(
          Finding.warn(
              "%d lanes on %d CPUs leave none for everything else".formatted(subject.lanes(), n),
              "say lanes = auto, or name fewer CPUs"));
    } else if (n > 0) {
      found.accept(Finding.ok("CPUs: %d, lanes: %d".formatted(n, subject.lanes())));
    }
  }

  /** Whether the scheduler puts other work there. */
  static void isolated(Host host, Subject subject, Consumer<Finding> found) {
    if (subject.laneCpus().isEmpty()) {
      return;
    }
    BitSet shared = minus(subject.laneCpus(), host.cpus(CPU + "isolated"));
    if (shared.isEmpty()) {
      found.accept(Finding.ok("isolated CPUs: all of the lanes'"));
    } else {
      found.accept(
          Finding.warn(
              "the kernel runs other work on the lanes' CPUs %s".formatted(text(shared)),
              "boot with isolcpus=%1$s nohz_full=%1$s rcu_nocbs=%1$s on the kernel's command line"
                  .formatted(text(shared))));
    }
  }

  /** Whether lanes share a core, or are on different NUMA nodes than the memory of the others. */
  static void siblings(Host host, Subject subject, Consumer<Finding> found) {
    BitSet told = new BitSet();
    subject.laneCpus().stream()
        .forEach(
            cpu -> {
              BitSet core = host.cpus(CPU + "cpu" + cpu + "/topology/thread_siblings_list");
              core.and(subject.laneCpus());
              if (core.cardinality() > 1 && !told.get(cpu)) {
                told.or(core);
                found.accept(
                    Finding.warn(
                        "lanes on CPUs %s share one core".formatted(text(core)),
                        "give each lane a core of its own: a hyper-thread does about half"));
              }
            });
  }

  /** A limit that stops a busy thread for the rest of each period. */
  static void quota(Host host, Subject subject, Consumer<Finding> found) {
    Optional<String> max = host.read("/sys/fs/cgroup/cpu.max");
    if (max.isPresent() && !max.get().startsWith("max")) {
      found.accept(
          Finding.warn(
              "a cgroup limits the CPU time here (cpu.max: %s): lanes will be stopped in between"
                  .formatted(max.get()),
              "take the limit off (systemd: CPUQuota=), and give whole CPUs with AllowedCPUs="));
    }
  }

  static void governor(Host host, Subject subject, Consumer<Finding> found) {
    int cpu = Math.max(0, subject.laneCpus().nextSetBit(0));
    Optional<String> governor = host.read(CPU + "cpu" + cpu + "/cpufreq/scaling_governor");
    if (governor.isPresent() && !governor.get().equals("performance")) {
      found.accept(
          Finding.warn(
              "CPU %d changes its clock (governor %s)".formatted(cpu, governor.get()),
              "as root: echo performance | tee %s*/cpufreq/scaling_governor"
                  .formatted(CPU + "cpu")));
    }
  }

  /** A lane reads the clock in every cycle. */
  static void clock(Host host, Subject subject, Consumer<Finding> found) {
    Optional<String> clock =
        host.read("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    if (clock.isPresent()) {
      boolean cheap = clock.get().equals("tsc") || clock.get().equals("kvm-clock");
      found.accept(
          cheap
              ? Finding.ok("clock: " + clock.get())
              : Finding.warn(
                  "the clock is %s, which costs a system call to read".formatted(clock.get()),
                  "boot with clocksource=tsc tsc=reliable if the machine's TSC is stable"));
    }
  }

  static BitSet minus(BitSet all, BitSet without) {
    BitSet left = (BitSet) all.clone();
    left.andNot(without);
    return left;
  }

  /** As the kernel writes it. */
  static String text(BitSet cpus) {
    StringBuilder s = new StringBuilder();
    for (int from = cpus.nextSetBit(0); from >= 0; ) {
      int end = cpus.nextClearBit(from);
      s.append(s.isEmpty() ? "" : ",").append(from);
      if (end - from > 1) {
        s.append('-').append(end - 1);
      }
      from = cpus.nextSetBit(end);
    }
    return s.toString();
  }
}
