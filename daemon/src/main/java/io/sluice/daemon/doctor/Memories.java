package io.sluice.daemon.doctor;

import io.sluice.ring.memory.PacketPool;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Memory and limits. */
final class Memories {
  private static final String HUGE = "/sys/kernel/mm/hugepages/hugepages-2048kB/";
  private static final long HUGE_BYTES = 2 << 20;

  // A vhost port holds its socket, a region of guest memory or several, kicks, calls.
  private static final int FDS_A_PORT = 24;
  private static final int FDS_OF_ALL = 200;

  private Memories() {}

  static void hugePages(Host host, Subject subject, Consumer<Finding> found) {
    OptionalLong all = host.number(HUGE + "nr_hugepages");
    OptionalLong free = host.number(HUGE + "free_hugepages");
    long pool = (long) subject.poolChunks() * PacketPool.CHUNK_SIZE;
    long wanted = (pool + HUGE_BYTES - 1) / HUGE_BYTES;
    if (all.isEmpty() || free.isEmpty()) {
      found.accept(
          Finding.warn(
              "this kernel has no huge pages of 2 MB; the packet pool will be plain memory",
              "use a kernel with CONFIG_HUGETLBFS"));
    } else if (free.getAsLong() < wanted) {
      found.accept(
          Finding.warn(
              "huge pages of 2 MB: %d, %d free; the packet pool wants %d and will be plain memory"
                  .formatted(all.getAsLong(), free.getAsLong(), wanted),
              "as root: echo %d >%snr_hugepages; guests' memory needs more of them"
                  .formatted(all.getAsLong() - free.getAsLong() + wanted, HUGE)));
    } else {
      found.accept(
          Finding.ok(
              "huge pages of 2 MB: %d, %d free, the packet pool takes %d"
                  .formatted(all.getAsLong(), free.getAsLong(), wanted)));
    }
  }

  static void openFiles(Host host, Subject subject, Consumer<Finding> found) {
    Optional<String> limit = host.line("/proc/self/limits", "Max open files");
    if (limit.isEmpty() || limit.get().startsWith("unlimited")) {
      return;
    }
    long soft = Long.parseLong(limit.get().split("\\s+")[0]);
    long wanted = FDS_OF_ALL + (long) FDS_A_PORT * subject.ports().size();
    found.accept(
        soft >= wanted
            ? Finding.ok("open files: up to %d".formatted(soft))
            : Finding.warn(
                "open files: up to %d, and %d ports may need %d"
                    .formatted(soft, subject.ports().size(), wanted),
                "ulimit -n %d, or LimitNOFILE= in the unit".formatted(2 * wanted)));
  }

  /** Interrupts to guests are sent by AIO, so that no guest can block a lane. */
  static void aio(Host host, Subject subject, Consumer<Finding> found) {
    OptionalLong used = host.number("/proc/sys/fs/aio-nr");
    OptionalLong most = host.number("/proc/sys/fs/aio-max-nr");
    if (used.isPresent() && most.isPresent()) {
      long left = most.getAsLong() - used.getAsLong();
      found.accept(
          left > 4096
              ? Finding.ok("AIO requests: %d left".formatted(left))
              : Finding.warn(
                  "only %d AIO requests are left of %d".formatted(left, most.getAsLong()),
                  "as root: sysctl fs.aio-max-nr=%d".formatted(4 * most.getAsLong())));
    }
  }

  static void limit(Host host, Subject subject, Consumer<Finding> found) {
    OptionalLong max = host.number("/sys/fs/cgroup/memory.max");
    long least = 500L << 20;
    if (max.isPresent() && max.getAsLong() < least) {
      found.accept(
          Finding.warn(
              "a cgroup limits memory to %d MiB".formatted(max.getAsLong() >> 20),
              "allow %d MiB: what is over the limit is killed".formatted(least >> 20)));
    }
  }
}
