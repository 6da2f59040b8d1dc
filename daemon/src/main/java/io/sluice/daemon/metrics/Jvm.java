package io.sluice.daemon.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** What the process is made of, beside the switch. */
final class Jvm {
  private Jvm() {}

  static void write(Samples to) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    to.add(Family.HEAP_USED, heap.getUsed());
    to.add(Family.HEAP_LIMIT, heap.getMax());
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      to.add(Family.GC_SECONDS, Math.max(0, gc.getCollectionTime()) / 1e3, gc.getName());
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      to.add(Family.OPEN_FILES, unix.getOpenFileDescriptorCount());
      to.add(Family.OPEN_FILES_LIMIT, unix.getMaxFileDescriptorCount());
    }
  }
}
