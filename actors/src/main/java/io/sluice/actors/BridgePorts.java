package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.sluice.flow.pipeline.PortConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The ports of one bridge, by name, and their OpenFlow numbers. Owned by the Bridge actor. */
final class BridgePorts {
  /** One port. */
  static final class Entry {
    final PortSpec spec;
    final int ofport;
    final PortStats stats;
    final LinkPace link = new LinkPace();
    ActorRef<Port.Command> actor;

    /** Who waits to hear that it was made; null afterwards. */
    ActorRef<StatusReply<Integer>> adding;

    /** Who waits to hear that it is gone; null while it stays. */
    ActorRef<StatusReply<Done>> leaving;

    // Since when it is being made, or, then, being deleted.
    private long sinceNs = System.nanoTime();
    boolean opened;

    /** What controllers have set. */
    Set<PortConfig.Flag> flags = Set.of();

    DeviceState state = new DeviceState(false, false, "starting", List.of());
    int restarts;
    String lastFailure = "";

    private Entry(PortSpec spec, int ofport, PortStats stats) {
      this.spec = spec;
      this.ofport = ofport;
      this.stats = stats;
    }

    /** Whether packets can leave by it, as the tables have it. */
    boolean live() {
      return link.told() && !flags.contains(PortConfig.Flag.PORT_DOWN);
    }

    String name() {
      return spec.common().name();
    }

    /** It is being deleted from now on. */
    void leave(ActorRef<StatusReply<Done>> replyTo) {
      leaving = replyTo;
      sinceNs = System.nanoTime();
    }

    /** Whether its device takes that long to open or to let go. */
    boolean hangs(Duration atLeast) {
      return (adding != null || leaving != null)
          && System.nanoTime() - sinceNs >= atLeast.toNanos();
    }

    /** One line for people. */
    String status() {
      long seconds = (System.nanoTime() - sinceNs) / 1_000_000_000L;
      if (leaving != null) {
        return "being deleted: its device has not let go for %d s".formatted(seconds);
      }
      return adding == null
          ? state.status()
          : "not answering: its device has not opened for %d s; del-port gives it up"
              .formatted(seconds);
    }
  }

  private final Map<String, Entry> byName = new LinkedHashMap<>();
  private final Map<Integer, Entry> byNumber = new LinkedHashMap<>();
  private final PacketLedger ledger;

  BridgePorts(PacketLedger ledger) {
    this.ledger = ledger;
  }

  /** Adds a port under the number it asks for, or the lowest free one. */
  Entry add(PortSpec spec) {
    OptionalInt asked = spec.common().ofport();
    int ofport = asked.isPresent() ? asked.getAsInt() : lowestFree();
    Entry holder = byNumber.get(ofport);
    if (holder != null) {
      throw new SwitchException(
          "port %s: ofport %d is port %s's; the lowest free one is %d"
              .formatted(spec.common().name(), ofport, holder.name(), lowestFree()));
    }
    Entry entry = new Entry(spec, ofport, ledger.open());
    byName.put(entry.name(), entry);
    byNumber.put(ofport, entry);
    return entry;
  }

  void remove(Entry entry) {
    byName.remove(entry.name());
    byNumber.remove(entry.ofport);
    ledger.close(entry.stats);
  }

  /** The port of that name, or null. */
  Entry get(String name) {
    return byName.get(name);
  }

  /** The port of that number, or null. */
  Entry get(int ofport) {
    return byNumber.get(ofport);
  }

  Collection<Entry> all() {
    return byName.values();
  }

  private int lowestFree() {
    int n = 1;
    while (byNumber.containsKey(n)) {
      n++;
    }
    if (n > PortRules.MAX_OFPORT) {
      throw new SwitchException("the bridge has no free OpenFlow port number; delete a port");
    }
    return n;
  }
}
