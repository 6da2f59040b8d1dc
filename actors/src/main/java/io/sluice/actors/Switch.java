package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.sluice.census.Place;
import io.sluice.news.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The guardian: owns which bridges there are and which names and resources their ports hold. Passes
 * requests on to the bridges. Stopping it stops everything below, children first. Runs on the
 * default dispatcher.
 */
final class Switch extends AbstractBehavior<Switch.Command> {
  sealed interface Command
      permits AddBridge, DelBridge, FindBridge, AddPort, DelPort, PortGone, GetBridges, Stop {}

  record AddBridge(String name, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  record DelBridge(String name, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** For requests that concern one bridge alone. */
  record FindBridge(String name, ActorRef<StatusReply<ActorRef<Bridge.Command>>> replyTo)
      implements Command {}

  record AddPort(String bridge, PortSpec spec, ActorRef<StatusReply<Integer>> replyTo)
      implements Command {}

  record DelPort(String bridge, String port, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** A bridge's news: the port is gone with all it held, or was never made. */
  record PortGone(String port) implements Command {}

  record GetBridges(ActorRef<BridgeList> replyTo) implements Command {}

  /** The bridges, by name. */
  record BridgeList(Map<String, ActorRef<Bridge.Command>> bridges) {}

  enum Stop implements Command {
    NOW
  }

  /** Makes a bridge's behaviour. */
  interface BridgeFactory {
    /**
     * @param whenUp told when the bridge works
     */
    Behavior<Bridge.Command> create(
        String name, ActorRef<Command> owner, ActorRef<StatusReply<Done>> whenUp);
  }

  private final SwitchSettings settings;
  private final BridgeFactory factory;
  private final BridgeDirectory directory;
  private final Observed observed;
  private final Map<String, ActorRef<Bridge.Command>> bridges = new LinkedHashMap<>();
  private final Map<String, List<ActorRef<StatusReply<Done>>>> leaving = new LinkedHashMap<>();
  private final Names names = new Names();

  static Behavior<Command> create(
      SwitchSettings settings,
      BridgeFactory factory,
      BridgeDirectory directory,
      Observed observed) {
    return Behaviors.setup(context -> new Switch(context, settings, factory, directory, observed));
  }

  private Switch(
      ActorContext<Command> context,
      SwitchSettings settings,
      BridgeFactory factory,
      BridgeDirectory directory,
      Observed observed) {
    super(context);
    this.directory = directory;
    this.observed = observed;
    this.settings = settings;
    this.factory = factory;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AddBridge.class, this::onAddBridge)
        .onMessage(DelBridge.class, this::onDelBridge)
        .onMessage(FindBridge.class, this::onFindBridge)
        .onMessage(AddPort.class, this::onAddPort)
        .onMessage(DelPort.class, this::onDelPort)
        .onMessage(PortGone.class, this::onPortGone)
        .onMessage(GetBridges.class, this::onGetBridges)
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .onSignal(Terminated.class, this::onBridgeGone)
        .build();
  }

  private Behavior<Command> onAddBridge(AddBridge add) {
    String name = add.name();
    try {
      PortRules.checkBridgeName(name);
      if (leaving.containsKey(name)) {
        throw new SwitchException("bridge " + name + " is being deleted; try again");
      }
      if (bridges.containsKey(name)) {
        throw new SwitchException("bridge " + name + " exists");
      }
    } catch (SwitchException e) {
      add.replyTo().tell(StatusReply.error(e));
      return this;
    }
    // Its path has no meaning to others, so a name that Akka would not take is no trouble.
    ActorRef<Bridge.Command> bridge =
        getContext()
            .spawnAnonymous(
                factory.create(name, getContext().getSelf(), add.replyTo()),
                DispatcherSelector.fromConfig(Lending.dispatcher()));
    getContext().watch(bridge);
    bridges.put(name, bridge);
    directory.put(name, bridge);
    observed.news().tell(Event.Kind.CONFIG, Place.bridge(name), "bridge " + name + " added");
    return this;
  }

  private Behavior<Command> onDelBridge(DelBridge del) {
    try {
      ActorRef<Bridge.Command> bridge = find(del.name());
      leaving.computeIfAbsent(del.name(), n -> new ArrayList<>()).add(del.replyTo());
      directory.remove(del.name());
      bridge.tell(Bridge.Delete.NOW);
    } catch (SwitchException e) {
      del.replyTo().tell(StatusReply.error(e));
    }
    return this;
  }

  private Behavior<Command> onBridgeGone(Terminated ended) {
    String name = null;
    for (var entry : bridges.entrySet()) {
      if (entry.getValue().equals(ended.getRef())) {
        name = entry.getKey();
      }
    }
    if (name != null) {
      bridges.remove(name);
      directory.remove(name);
      names.giveBackAll(name);
      observed.census().forget(Place.bridge(name));
      observed.news().tell(Event.Kind.CONFIG, Place.bridge(name), "bridge " + name + " is gone");
      List<ActorRef<StatusReply<Done>>> waiting = leaving.remove(name);
      if (waiting != null) {
        waiting.forEach(replyTo -> replyTo.tell(StatusReply.ack()));
      }
    }
    return this;
  }

  private Behavior<Command> onFindBridge(FindBridge request) {
    try {
      request.replyTo().tell(StatusReply.success(find(request.name())));
    } catch (SwitchException e) {
      request.replyTo().tell(StatusReply.error(e));
    }
    return this;
  }

  private Behavior<Command> onAddPort(AddPort add) {
    try {
      PortRules.check(add.spec());
      settings.checkCpus(add.spec().common());
      ActorRef<Bridge.Command> bridge = find(add.bridge());
      names.take(add.bridge(), add.spec());
      bridge.tell(new Bridge.AddPort(add.spec(), add.replyTo()));
    } catch (SwitchException e) {
      add.replyTo().tell(StatusReply.error(e));
    }
    return this;
  }

  private Behavior<Command> onDelPort(DelPort del) {
    try {
      ActorRef<Bridge.Command> bridge = find(del.bridge());
      String on = names.bridgeOf(del.port());
      if (on == null) {
        throw new SwitchException(
            "no port %s on bridge %s%s"
                .formatted(
                    del.port(),
                    del.bridge(),
                    Suggestion.among(names.portsOf(del.bridge()), del.port(), "it has no ports")));
      }
      if (!on.equals(del.bridge())) {
        throw new SwitchException(
            "port %s is on bridge %s, not on %s".formatted(del.port(), on, del.bridge()));
      }
      bridge.tell(new Bridge.DelPort(del.port(), del.replyTo()));
    } catch (SwitchException e) {
      del.replyTo().tell(StatusReply.error(e));
    }
    return this;
  }

  private Behavior<Command> onPortGone(PortGone gone) {
    names.giveBack(gone.port());
    return this;
  }

  private Behavior<Command> onGetBridges(GetBridges get) {
    get.replyTo().tell(new BridgeList(new LinkedHashMap<>(bridges)));
    return this;
  }

  private ActorRef<Bridge.Command> find(String name) {
    ActorRef<Bridge.Command> bridge = leaving.containsKey(name) ? null : bridges.get(name);
    if (bridge == null) {
      throw new SwitchException(
          "no bridge %s%s"
              .formatted(
                  name,
                  Suggestion.among(
                      bridges.keySet(), name, "there are none yet; make one with add-br")));
    }
    return bridge;
  }
}
