package io.sluice.actors;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a thread has had of its CPU so far, as the kernel's scheduler counts it: proc(5),
 * /proc/pid/schedstat; and what the JVM has taken from all of its threads. Read by any thread;
 * costs a system call or three.
 *
 * @param ranNs on a CPU
 * @param waitedNs ready to run, while others had the CPU
 * @param collectedNs in collections of the heap, for which all threads stand still
 * @param atNs System.nanoTime of the reading
 */
record CpuTime(long ranNs, long waitedNs, long collectedNs, long atNs) {
  /**
   * A cycle takes microseconds: a thread that ran so long within one is in it, and not only kept
   * from going on.
   */
  private static final long LONG_CYCLE_NS = 100_000_000;

  /** Readings are 500 ms apart; whoever takes them late was kept from it, as the thread was. */
  private static final long LATE_NS = 750_000_000;

  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();

  /** Of a thread of this process; null when the kernel does not tell. */
  static CpuTime of(int thread, long nowNs) {
    try {
      String schedstat = Files.readString(Path.of("/proc/self/task/" + thread + "/schedstat"));
      return parse(schedstat, inCollections(), nowNs);
    } catch (IOException e) {
      return null; // it has ended, or the kernel is built without
    }
  }

  private static long inCollections() {
    long ms = 0;
    for (GarbageCollectorMXBean collector : COLLECTORS) {
      ms += Math.max(0, collector.getCollectionTime());
    }
    return ms * 1_000_000;
  }

  static CpuTime parse(String schedstat, long collectedNs, long nowNs) {
    String[] numbers = schedstat.strip().split(" ");
    return numbers.length < 2
        ? null
        : new CpuTime(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), collectedNs, nowNs);
  }

  Spent since(CpuTime before) {
    return new Spent(
        ranNs - before.ranNs,
        waitedNs - before.waitedNs,
        collectedNs - before.collectedNs,
        atNs - before.atNs);
  }

  /** What happened between two readings, in nanoseconds. */
  record Spent(long ranNs, long waitedNs, long collectedNs, long wallNs) {
    /** Whether the thread itself is what takes long, and not the machine that is busy. */
    boolean stuck() {
      return ranNs >= LONG_CYCLE_NS || held();
    }

    private boolean held() {
      return waitedNs < wallNs / 2 && !collected() && wallNs < LATE_NS;
    }

    private boolean collected() {
      return collectedNs >= wallNs / 2;
    }

    /** In words, for a thread that did not get on. */
    String why() {
      if (ranNs >= LONG_CYCLE_NS) {
        return "it ran %d ms of the last %d: a poll or an actor on it takes long"
            .formatted(ms(ranNs), ms(wallNs));
      }
      if (collected()) {
        return "the JVM collected its heap for %d of the last %d ms: many flows changed, or it is nearly full"
            .formatted(ms(collectedNs), ms(wallNs));
      }
      if (waitedNs >= wallNs / 2) {
        return "its CPU was taken by others for %d of the last %d ms: the machine is busy"
            .formatted(ms(waitedNs), ms(wallNs));
      }
      return held()
          ? ("it ran %d ms of the last %d and waited %d ms for its CPU: the kernel holds it, or the"
                  + " JVM does (a safepoint), or the machine's host took the CPU")
              .formatted(ms(ranNs), ms(wallNs), ms(waitedNs))
          : "the whole process stood still for %d ms: suspended, or its host is busy"
              .formatted(ms(wallNs));
    }

    /** For a thread that got on, of which no single cause can be told. */
    String figures() {
      return "%d ms ago, the lane ran %d ms, waited %d ms for its CPU, and the heap was collected for %d ms"
          .formatted(ms(wallNs), ms(ranNs), ms(waitedNs), ms(collectedNs));
    }

    private static long ms(long ns) {
      return ns / 1_000_000;
    }
  }
}
