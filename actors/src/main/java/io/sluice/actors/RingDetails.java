package io.sluice.actors;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.vhost.VirtioFeature;
import io.sluice.ring.virtqueue.GuestMemory;
import io.sluice.ring.virtqueue.RingView;
import java.util.List;
import java.util.Map;

/**
 * One ring of a queue pair, for the census.
 *
 * @param direction "to guest" or "from guest"
 * @param availIndex the guest's, as the lane has last seen it
 * @param lastAvailIndex up to where the lane has taken entries
 * @param notificationsSuppressed bursts after which the guest wanted no interrupt
 */
record RingDetails(
    int ring,
    String direction,
    boolean running,
    boolean enabled,
    int size,
    int availIndex,
    int lastAvailIndex,
    int usedIndex,
    List<String> features,
    long notificationsSent,
    long notificationsSuppressed,
    List<Region> regions,
    String fault,
    long packets,
    long bytes,
    Map<String, Long> drops) {
  /** A region of the guest's memory that addresses are translated in. */
  record Region(String guestAddress, long sizeBytes, String userAddress) {
    static List<Region> all(List<GuestMemory.Region> regions) {
      return regions.stream()
          .map(r -> new Region(hex(r.guestBase()), r.size(), hex(r.userBase())))
          .toList();
    }

    private static String hex(long address) {
      return "0x" + Long.toHexString(address);
    }
  }

  static RingDetails of(int ring, RingView v, QueueCounters counters) {
    return new RingDetails(
        ring,
        (ring & 1) == 0 ? "to guest" : "from guest",
        v.running(),
        v.enabled(),
        v.size(),
        v.availIndex(),
        v.lastAvailIndex(),
        v.usedIndex(),
        VirtioFeature.names(v.features()),
        v.notificationsSent(),
        v.notificationsSuppressed(),
        Region.all(v.regions()),
        v.fault(),
        counters.packets(),
        counters.bytes(),
        LaneStates.drops(counters));
  }
}
