package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import io.sluice.census.Details;
import io.sluice.census.Place;
import io.sluice.news.Event;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.vhost.SessionReactor;
import io.sluice.ring.vhost.VhostDeviceConfig;
import io.sluice.ring.vhost.VhostSession;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Makes each kind of port's device. */
final class PortDevices implements Bridge.Devices {
  private final SessionReactor reactor;
  private final List<LaneWork> work;
  private final ActorRef<LaneManager.Command> lanes;
  private final SwitchSettings settings;
  private final Observed observed;

  PortDevices(
      SessionReactor reactor,
      List<LaneWork> work,
      ActorRef<LaneManager.Command> lanes,
      SwitchSettings settings,
      Observed observed) {
    this.reactor = reactor;
    this.work = work;
    this.lanes = lanes;
    this.settings = settings;
    this.observed = observed;
  }

  /** The lane that a port's queue must be on; empty when nobody said so. */
  private OptionalInt laneByHand(PortSpec spec, int queue) {
    List<Integer> cpus = spec.common().cpus();
    return cpus.isEmpty() ? OptionalInt.empty() : settings.laneOnCpu(cpus.get(queue % cpus.size()));
  }

  @Override
  public Port.DeviceFactory of(PortSpec spec, int ofport, Bridge.Id bridge, PortStats stats) {
    return switch (spec) {
      case PortSpec.VhostUser vhost -> vhostUser(vhost, ofport, bridge, stats);
      case PortSpec.Generator generator ->
          local(spec, ofport, bridge, stats, () -> LocalDevices.generator(generator));
      case PortSpec.Pcap pcap -> local(spec, ofport, bridge, stats, () -> LocalDevices.pcap(pcap));
      case PortSpec.Sink sink -> local(spec, ofport, bridge, stats, LocalDevices::sink);
      case PortSpec.Tap tap -> local(spec, ofport, bridge, stats, () -> LocalDevices.tap(tap));
    };
  }

  private Port.DeviceFactory vhostUser(
      PortSpec.VhostUser spec, int ofport, Bridge.Id bridge, PortStats stats) {
    VhostDeviceConfig config = new VhostDeviceConfig(spec.queuePairs(), spec.mtu());
    String port = spec.common().name();
    String path = devicePath(bridge, port);
    VhostSessionActor.Surroundings around =
        new VhostSessionActor.Surroundings(
            port,
            listener ->
                switch (spec.mode()) {
                  case CLIENT -> VhostSession.client(spec.path(), config, reactor, listener);
                  case SERVER -> VhostSession.server(spec.path(), config, reactor, listener);
                },
            lanes,
            queue -> laneByHand(spec, queue),
            (queue, lane, backend, session) -> {
              PortStats.Pair counters = stats.open(new QueueCounters(), new QueueCounters());
              QueuePair pair = work.get(lane).queuePair(bridge.number(), ofport, queue, counters);
              String name = port + "." + queue;
              return new VhostSessionActor.VirtqueueFactory.Made(
                  observed.counted(
                      Virtqueue.Command.class,
                      Place.onLane(path + "/queue-" + queue, "Virtqueue", lane, name),
                      self ->
                          Details.read(
                              () -> new KindDetails.OfVirtqueue(port, queue, pair.rings())),
                      Virtqueue.create(name, pair, PairPolling.GuestRam.of(backend), session)),
                  counters);
            },
            text -> observed.news().tell(Event.Kind.VHOST, path, text));
    return reporter ->
        Behaviors.<VhostSessionActor.Command>setup(
            context ->
                observed.counted(
                    VhostSessionActor.Command.class,
                    Place.of(path, "VhostSession"),
                    self ->
                        Asked.details(
                            context.getSystem(),
                            self,
                            VhostSessionActor.Describe::new,
                            Function.identity()),
                    VhostSessionActor.create(around, reporter)));
  }

  private Port.DeviceFactory local(
      PortSpec spec, int ofport, Bridge.Id bridge, PortStats stats, LocalDevice.Opener opener) {
    String port = spec.common().name();
    String path = devicePath(bridge, port);
    LocalDeviceActor.Surroundings around =
        new LocalDeviceActor.Surroundings(
            port,
            opener,
            lanes,
            laneByHand(spec, 0),
            stats,
            (device, counters, lane, owner) ->
                observed.counted(
                    DeviceQueue.Command.class,
                    Place.onLane(path + "/queue-0", "DeviceQueue", lane, port + ".0"),
                    self -> Details.read(() -> KindDetails.OfDeviceQueue.of(port, counters)),
                    DeviceQueue.create(
                        port + ".0",
                        work.get(lane)
                            .queue(
                                bridge.number(),
                                ofport,
                                device.receiver(),
                                device.transmitter(),
                                counters.forwarded()),
                        owner)));
    return reporter ->
        Behaviors.<LocalDeviceActor.Command>setup(
            context ->
                observed.counted(
                    LocalDeviceActor.Command.class,
                    Place.of(path, "LocalDevice"),
                    self ->
                        Asked.details(
                            context.getSystem(),
                            self,
                            LocalDeviceActor.Describe::new,
                            Function.identity()),
                    LocalDeviceActor.create(around, reporter)));
  }

  private static String devicePath(Bridge.Id bridge, String port) {
    return Place.port(bridge.name(), port) + "/device";
  }
}
