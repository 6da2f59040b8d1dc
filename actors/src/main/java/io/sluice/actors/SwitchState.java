package io.sluice.actors;

import io.sluice.flow.pipeline.PortConfig;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a switch looks like at one moment; for show, top and tests. Counters are totals. */
public record SwitchState(
    List<Bridge> bridges,
    List<Lane> lanes,
    Balance balance,
    Pool pool,
    long uptimeNs,
    long takenAtNs) {

  /**
   * @param generation of the flow tables; grows by one with each change
   * @param controllers that the bridge connects to
   */
  public record Bridge(
      String name, long generation, int flows, List<Controller> controllers, List<Port> ports) {}

  /**
   * A controller that a bridge connects to.
   *
   * @param target as in the configuration: tcp:10.0.0.1:6653
   * @param seconds since it came, or since it went or was first tried
   * @param version of OpenFlow, "1.3"; empty while it is not connected
   * @param role equal, master or slave; empty while it is not connected
   * @param why it is not connected; empty while it is
   */
  public record Controller(
      String target, boolean connected, long seconds, String version, String role, String why) {}

  /**
   * @param kind as in the configuration: vhost-user, tap, pcap, generator, sink
   * @param detail of that kind: socket and mode, interface name, ...
   * @param config what controllers have set
   * @param link whether packets can pass
   * @param status one line: "connected, 1 queue pair", "waiting for the socket", "failed: ..."
   * @param restarts times the port's actors were restarted after a failure
   * @param rxPackets taken in
   * @param rxDrops of the drops: refused at receiving, so not in {@code rxPackets}
   * @param drops by reason label, only those above 0
   */
  public record Port(
      String name,
      int ofport,
      String kind,
      String detail,
      String vlan,
      List<PortConfig.Flag> config,
      boolean link,
      String status,
      int restarts,
      String lastFailure,
      List<Integer> lanes,
      long rxPackets,
      long rxBytes,
      long rxDrops,
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
   * @param drops of packets that other lanes handed over, by reason label, only those above 0
   */
  public record Lane(
      int index,
      OptionalInt cpu,
      long busyNs,
      long idleNs,
      Longest longest,
      long packets,
      long exactHits,
      long megaflowHits,
      long slowPath,
      Map<String, Long> drops,
      List<Queue> queues) {}

  /**
   * A queue, or queue pair, on its lane.
   *
   * @param name the port's and a number: vh0.0
   * @param busyShare of the lane's time that went into its polls lately, 0 to 1
   * @param fixed to its lane by the port's {@code cpus}
   */
  public record Queue(String name, double busyShare, boolean fixed) {}

  /**
   * How long a lane was away at most, since its start.
   *
   * @param cycleNs pollers, mailboxes and whatever the kernel did in between
   * @param pollNs one poll, among those that are timed
   * @param poller whose poll that was; empty while none was timed
   */
  public record Longest(long cycleNs, long pollNs, String poller) {}

  /**
   * All packets since the start, of deleted ports too. When nothing is under way, {@link #missing}
   * is 0; while packets pass, counters are read one after the other and it is only near.
   *
   * @param in taken in by ports, and from controllers; not what ports refused at receiving
   * @param copies ends beyond each packet's first: it was flooded, or has several outputs
   * @param out sent by ports
   * @param told handed to the controllers' side
   * @param dropped after it was taken in, for whatever reason
   * @param held between lanes
   */
  public record Balance(long in, long copies, long out, long told, long dropped, long held) {
    /** Packets that went nowhere and were not counted as dropped: a defect, if it stays. */
    public long missing() {
      return in + copies - out - told - dropped - held;
    }
  }

  /** The packet pool. */
  public record Pool(
      boolean hugePages, int chunkSize, long chunks, long free, Map<String, Long> usedBy) {}

  /** A learned address. */
  public record FdbEntry(int ofport, int vlan, String mac, int ageSeconds) {}
}
