package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.sluice.capture.CapturePort;
import io.sluice.census.Place;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.news.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A bridge's ports from when they are asked for until they are gone: has their actors made, hears
 * their news, and tells the tables, the watchers and who waits. Used by the Bridge actor alone.
 */
final class PortKeeper {
  /** A device that is not open after this long is shown. */
  private static final Duration OPENING = Duration.ofSeconds(1);

  /** Who deletes a port waits this long for its device, less than the request's own patience. */
  private static final Duration LEAVING_PATIENCE = Duration.ofSeconds(3);

  private final ActorContext<Bridge.Command> context;
  private final String name;
  private final int number;
  private final Bridge.Surroundings around;
  private final BridgeTables tables;
  private final BridgeNews news;
  private final BridgePorts ports;
  private final List<ActorRef<Done>> waitingForReady = new ArrayList<>();

  PortKeeper(
      ActorContext<Bridge.Command> context,
      String name,
      int number,
      Bridge.Surroundings around,
      BridgeTables tables,
      BridgeNews news) {
    this.context = context;
    this.name = name;
    this.number = number;
    this.around = around;
    this.tables = tables;
    this.news = news;
    ports = new BridgePorts(around.ledger());
  }

  void add(Bridge.AddPort add) {
    BridgePorts.Entry entry;
    try {
      entry = ports.add(add.spec());
    } catch (SwitchException e) {
      around.owner().tell(new Switch.PortGone(add.spec().common().name()));
      add.replyTo().tell(StatusReply.error(e));
      return;
    }
    entry.adding = add.replyTo();
    Behavior<Port.Command> port =
        Port.create(
            entry.name(),
            around.devices().of(add.spec(), entry.ofport, new Bridge.Id(name, number), entry.stats),
            context.getSelf());
    ActorSystem<?> system = context.getSystem();
    ActorRef<Bridge.Command> self = context.getSelf();
    Behavior<Port.Command> counted =
        around
            .observed()
            .counted(
                Port.Command.class,
                Place.of(path(entry), "Port"),
                actor ->
                    Asked.details(
                        system,
                        self,
                        Bridge.GetState::new,
                        (SwitchState.Bridge b) -> portDetails(b, entry.name())),
                port);
    entry.actor =
        context.spawnAnonymous(
            Behaviors.supervise(counted).onFailure(SupervisorStrategy.restart()));
    context.watch(entry.actor);
  }

  private static KindDetails.OfPort portDetails(SwitchState.Bridge bridge, String name) {
    return bridge.ports().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .map(port -> KindDetails.OfPort.of(bridge.name(), port))
        .orElseThrow(() -> new SwitchException("port " + name + " is not open yet"));
  }

  private String path(BridgePorts.Entry entry) {
    return Place.port(name, entry.name());
  }

  private void tell(Event.Kind kind, BridgePorts.Entry entry, String text, Object... arguments) {
    around.observed().news().tell(kind, path(entry), text.formatted(arguments));
  }

  void opened(Bridge.PortOpened opened) {
    BridgePorts.Entry entry = ports.get(opened.port());
    if (entry == null || entry.adding == null) {
      return;
    }
    entry.opened = true;
    ActorRef<StatusReply<Integer>> replyTo = entry.adding;
    entry.adding = null;
    entry.link.tell(entry.state.link());
    tables.ports(ports.all());
    announce(PortChange.Kind.ADDED, entry, null);
    tell(
        Event.Kind.CONFIG,
        entry,
        "port %s added, number %d, %s",
        entry.name(),
        entry.ofport,
        PortText.kind(entry.spec));
    replyTo.tell(StatusReply.success(entry.ofport));
  }

  void notOpened(Bridge.PortNotOpened not) {
    BridgePorts.Entry entry = ports.get(not.port());
    if (entry != null) {
      remove(entry);
      if (entry.adding != null) {
        entry.adding.tell(Bridge.error("port %s: %s", entry.name(), not.why()));
      }
    }
  }

  void delete(Bridge.DelPort del) {
    BridgePorts.Entry entry = ports.get(del.port());
    if (entry == null) {
      del.replyTo().tell(Bridge.error("port %s is already gone from bridge %s", del.port(), name));
      return;
    }
    if (entry.leaving != null) {
      del.replyTo().tell(Bridge.error("port %s: %s", entry.name(), entry.status()));
      return;
    }
    entry.leave(del.replyTo());
    if (entry.adding != null) {
      entry.adding.tell(Bridge.error("port %s was deleted while it was being made", entry.name()));
      entry.adding = null;
    }
    if (entry.opened) {
      announce(PortChange.Kind.DELETED, entry, null);
    }
    entry.opened = false;
    tables.ports(ports.all());
    tables.portRemoved(entry.ofport);
    if (entry.actor == null) {
      remove(entry); // a defect while it was made
    } else {
      context.stop(entry.actor);
    }
  }

  /**
   * Who asked does not wait any longer. What the device holds is not free, and its name neither.
   */
  private void leavesLater(BridgePorts.Entry entry) {
    entry.leaving.tell(
        Bridge.error(
            "port %s: %s; it carries nothing any more, and its name is free when it does",
            entry.name(), entry.status()));
    entry.leaving = context.getSystem().ignoreRef();
  }

  void ended(Terminated ended) {
    for (BridgePorts.Entry entry : List.copyOf(ports.all())) {
      if (ended.getRef().equals(entry.actor)) {
        boolean wasOpened = entry.opened;
        remove(entry);
        if (wasOpened) {
          announce(PortChange.Kind.DELETED, entry, null);
          tables.ports(ports.all());
        }
      }
    }
  }

  private void remove(BridgePorts.Entry entry) {
    ports.remove(entry);
    around.observed().census().forget(path(entry));
    tell(Event.Kind.CONFIG, entry, "port %s is gone", entry.name());
    around.owner().tell(new Switch.PortGone(entry.name()));
    around.laneManager().tell(new LaneManager.Forget(entry.name()));
    answerWaiting();
    // Last: who is told asks for the name at once.
    if (entry.leaving != null) {
      entry.leaving.tell(StatusReply.ack());
    }
  }

  void changed(Bridge.PortChanged changed) {
    BridgePorts.Entry entry = ports.get(changed.port());
    if (entry != null) {
      entry.state = changed.state();
      if (entry.opened && entry.link.offer(entry.state.link())) {
        linkChanged(entry);
      }
      if (changed.restarts() > entry.restarts) {
        tell(
            Event.Kind.RESTART,
            entry,
            "port %s failed, restart %d: %s",
            entry.name(),
            changed.restarts(),
            changed.lastFailure());
      }
      entry.restarts = changed.restarts();
      entry.lastFailure = changed.lastFailure();
      answerWaiting();
    }
  }

  private void linkChanged(BridgePorts.Entry entry) {
    tables.ports(ports.all());
    announce(PortChange.Kind.MODIFIED, entry, null);
    tell(Event.Kind.LINK, entry, "link %s: %s", entry.link.told() ? "up" : "down", entry.status());
  }

  void configure(Bridge.ConfigurePort configure) {
    BridgePorts.Entry entry = ports.get(configure.ofport());
    if (entry == null || !entry.opened) {
      configure
          .order()
          .refused(
              new SwitchException("no port %d on bridge %s".formatted(configure.ofport(), name)));
      return;
    }
    Set<PortConfig.Flag> flags = new HashSet<>(entry.flags);
    flags.addAll(configure.on());
    flags.removeAll(configure.off());
    if (!flags.equals(entry.flags)) {
      boolean wasDown = entry.flags.contains(PortConfig.Flag.PORT_DOWN);
      entry.flags = Set.copyOf(flags);
      boolean down = entry.flags.contains(PortConfig.Flag.PORT_DOWN);
      if (down != wasDown) {
        entry.actor.tell(new Port.SetUp(!down));
      }
      tables.ports(ports.all());
      announce(PortChange.Kind.MODIFIED, entry, configure.by());
      tell(Event.Kind.CONFIG, entry, "port %s configured: %s", entry.name(), entry.flags);
    }
    configure.order().done();
  }

  private void announce(PortChange.Kind kind, BridgePorts.Entry entry, Object by) {
    if (news.heard()) {
      news.portChanged(new PortChange(kind, state(entry), by));
    }
  }

  private static SwitchState.Port state(BridgePorts.Entry entry) {
    PortStats.Totals totals = entry.stats.totals();
    return new SwitchState.Port(
        entry.name(),
        entry.ofport,
        PortText.kind(entry.spec),
        PortText.detail(entry.spec),
        PortText.vlan(entry.spec.common().vlan()),
        entry.flags.stream().sorted().toList(),
        entry.state.link(),
        entry.status(),
        entry.restarts,
        entry.lastFailure,
        entry.state.lanes(),
        totals.rxPackets(),
        totals.rxBytes(),
        totals.rxDrops(),
        totals.txPackets(),
        totals.txBytes(),
        totals.drops());
  }

  void whenReady(Bridge.WhenReady when) {
    waitingForReady.add(when.replyTo());
    answerWaiting();
  }

  private void answerWaiting() {
    if (ports.all().stream().allMatch(entry -> entry.opened && entry.state.polled())) {
      waitingForReady.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      waitingForReady.clear();
    }
  }

  /** Looks after links that went up and down, and devices that do not let go. */
  void tick() {
    ports.all().stream()
        .filter(entry -> entry.opened && entry.link.endPeriod(entry.state.link()))
        .forEach(this::linkChanged);
    ports.all().stream()
        .filter(entry -> entry.leaving != null && entry.hangs(LEAVING_PATIENCE))
        .forEach(this::leavesLater);
  }

  /** Those that are there, or should be by now. */
  List<SwitchState.Port> states() {
    return ports.all().stream()
        .filter(entry -> entry.adding == null || entry.hangs(OPENING))
        .map(PortKeeper::state)
        .toList();
  }

  List<CapturePort> captured() {
    return ports.all().stream()
        .map(entry -> new CapturePort(number, entry.ofport, name, entry.name()))
        .toList();
  }

  /** The bridge is gone, and their actors with it. */
  void close() {
    for (BridgePorts.Entry entry : List.copyOf(ports.all())) {
      ports.remove(entry);
      around.owner().tell(new Switch.PortGone(entry.name()));
      around.laneManager().tell(new LaneManager.Forget(entry.name()));
      if (entry.adding != null) {
        entry.adding.tell(Bridge.error("bridge %s was deleted", name));
      }
      if (entry.leaving != null) {
        entry.leaving.tell(StatusReply.ack());
      }
    }
  }
}
