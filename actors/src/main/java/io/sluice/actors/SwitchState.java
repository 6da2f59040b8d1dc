package io.sluice.actors;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a switch looks like at one moment; for show, top and tests. Counters are totals. */
public record SwitchState(
    List<Bridge> bridges, List<Lane> lanes, Pool pool, long uptimeNs, long takenAtNs) {

  /**
   * @param generation of the flow tables; grows by one with each change
   */
  public record Bridge(String name, long generation, int flows, List<Port> ports) {}

  /**
   * @param kind as in the configuration: vhost-user, tap, pcap, generator, sink
   * @param detail of that kind: socket and mode, interface name, ...
   * @param link whether packets can pass
   * @param status one line: "connected, 1 queue pair", "waiting for the socket", "failed: ..."
   * @param restarts times the port's actors were restarted after a failure
   * @param drops by reason label, only those above 0
   */
  public record Port(
      String name,
      int ofport,
      String kind,
      String detail,
      String vlan,
      boolean link,
      String status,
      int restarts,
      String lastFailure,
      List<Integer> lanes,
      long rxPackets,
      long rxBytes,
      long txPackets,
      long txBytes,
      Map<String, Long> drops) {}

  /**
   * One lane.
   *
   * @param cpu it is pinned to, empty when not pinned
   * @param busyNs time in cycles that found work, since start
   * @param idleNs time in cycles that found none
   * @param packets received by the lane's queues
   */
  public record Lane(
      int index,
      OptionalInt cpu,
      long busyNs,
      long idleNs,
      long packets,
      long exactHits,
      long megaflowHits,
      long slowPath,
      List<String> queues) {}

  /** The packet pool. */
  public record Pool(
      boolean hugePages, int chunkSize, long chunks, long free, Map<String, Long> usedBy) {}

  /** A learned address. */
  public record FdbEntry(int ofport, int vlan, String mac, int ageSeconds) {}
}
