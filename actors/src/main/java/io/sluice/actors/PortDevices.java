package io.sluice.actors;

import akka.actor.typed.ActorRef;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.vhost.SessionReactor;
import io.sluice.ring.vhost.VhostDeviceConfig;
import io.sluice.ring.vhost.VhostSession;
import java.util.List;
import java.util.OptionalInt;

/** Makes each kind of port's device. */
final class PortDevices implements Bridge.Devices {
  private final SessionReactor reactor;
  private final List<LaneWork> work;
  private final ActorRef<LaneManager.Command> lanes;
  private final SwitchSettings settings;

  PortDevices(
      SessionReactor reactor,
      List<LaneWork> work,
      ActorRef<LaneManager.Command> lanes,
      SwitchSettings settings) {
    this.reactor = reactor;
    this.work = work;
    this.lanes = lanes;
    this.settings = settings;
  }

  /** The lane that a port's queue must be on; empty when nobody said so. */
  private OptionalInt laneByHand(PortSpec spec, int queue) {
    List<Integer> cpus = spec.common().cpus();
    return cpus.isEmpty() ? OptionalInt.empty() : settings.laneOnCpu(cpus.get(queue % cpus.size()));
  }

  @Override
  public Port.DeviceFactory of(PortSpec spec, int ofport, int bridge) {
    return switch (spec) {
      case PortSpec.VhostUser vhost -> vhostUser(vhost, ofport, bridge);
      case PortSpec.Generator generator ->
          local(spec, ofport, bridge, () -> LocalDevices.generator(generator));
      case PortSpec.Pcap pcap -> local(spec, ofport, bridge, () -> LocalDevices.pcap(pcap));
      case PortSpec.Sink sink -> local(spec, ofport, bridge, LocalDevices::sink);
      case PortSpec.Tap tap -> local(spec, ofport, bridge, () -> LocalDevices.tap(tap));
    };
  }

  private Port.DeviceFactory vhostUser(PortSpec.VhostUser spec, int ofport, int bridge) {
    VhostDeviceConfig config = new VhostDeviceConfig(spec.queuePairs(), spec.mtu());
    String port = spec.common().name();
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
              PortStats.Pair counters =
                  new PortStats.Pair(new QueueCounters(), new QueueCounters());
              QueuePair pair = work.get(lane).queuePair(bridge, ofport, queue, counters);
              return new VhostSessionActor.VirtqueueFactory.Made(
                  Virtqueue.create(
                      port + "." + queue, pair, PairPolling.GuestRam.of(backend), session),
                  counters);
            });
    return reporter -> VhostSessionActor.create(around, reporter);
  }

  private Port.DeviceFactory local(
      PortSpec spec, int ofport, int bridge, LocalDevice.Opener opener) {
    String port = spec.common().name();
    LocalDeviceActor.Surroundings around =
        new LocalDeviceActor.Surroundings(
            port,
            opener,
            lanes,
            laneByHand(spec, 0),
            (device, counters, lane, owner) ->
                DeviceQueue.create(
                    port + ".0",
                    work.get(lane)
                        .queue(
                            bridge,
                            ofport,
                            device.receiver(),
                            device.transmitter(),
                            counters.forwarded()),
                    owner));
    return reporter -> LocalDeviceActor.create(around, reporter);
  }
}
