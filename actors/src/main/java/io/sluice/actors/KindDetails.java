package io.sluice.actors;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.vhost.ProtocolFeature;
import io.sluice.ring.vhost.VhostSession;
import io.sluice.ring.vhost.VhostUserBackend;
import io.sluice.ring.vhost.VirtioFeature;
import io.sluice.ring.vhost.VringView;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What each kind of actor has to say of its own, for the census. */
final class KindDetails {
  private KindDetails() {}

  record OfSwitch(int bridges) {}

  record OfLaneManager(List<QueuePlace> queues) {}

  /** A queue and where it is polled. */
  record QueuePlace(String name, int lane, double busyPercent, boolean fixed) {}

  /** The rest of a lane is its counters. */
  record OfLane(String pinning, long cycles, long longestCycleNs, List<String> pollers) {}

  record OfBridge(int number, long generation, int flows, int ports) {}

  /** A port's device, as it told last; null: not yet. */
  record OfPort(
      String bridge,
      int ofport,
      String kind,
      String detail,
      String vlan,
      boolean link,
      String status,
      List<Integer> lanes) {
    static OfPort of(String bridge, SwitchState.Port p) {
      return new OfPort(
          bridge, p.ofport(), p.kind(), p.detail(), p.vlan(), p.link(), p.status(), p.lanes());
    }
  }

  /**
   * A vhost-user session.
   *
   * @param nextTryMs until it tries to connect again; empty: it does not
   */
  record OfSession(
      VhostSession.View session,
      OptionalLong nextTryMs,
      List<String> features,
      List<String> protocolFeatures,
      int status,
      int frontEndMtu,
      List<RingDetails.Region> regions,
      String lastRefusal,
      List<VringView> rings) {
    static OfSession of(VhostSession session, OptionalLong nextTryMs) {
      VhostUserBackend b = session.backend();
      return new OfSession(
          session.view(),
          nextTryMs,
          VirtioFeature.names(b.features()),
          ProtocolFeature.names(b.protocolFeatures()),
          b.status(),
          b.frontEndMtu(),
          RingDetails.Region.all(b.memory().regions()),
          b.lastRefusal(),
          b.rings());
    }
  }

  record OfVirtqueue(String port, int pair, List<RingDetails> rings) {}

  /**
   * A capture; no actor, but in the tree: lanes work for it.
   *
   * @param port empty: every port
   * @param points in, out and drop
   */
  record OfCapture(
      String port,
      List<String> points,
      List<Integer> lanes,
      boolean filtered,
      int snapLengthBytes,
      long written,
      long lost) {}

  record OfLocalDevice(String port, boolean link, String status) {}

  /** The queue of a local device; null: it has no such direction. */
  record OfDeviceQueue(String port, Direction receives, Direction transmits) {
    static OfDeviceQueue of(String port, PortStats.Pair counters) {
      return new OfDeviceQueue(
          port, Direction.of(counters.received()), Direction.of(counters.transmitted()));
    }
  }

  /** What a queue counted. */
  record Direction(long packets, long bytes, Map<String, Long> drops) {
    static Direction of(QueueCounters c) {
      return c == null ? null : new Direction(c.packets(), c.bytes(), LaneStates.drops(c));
    }
  }
}
