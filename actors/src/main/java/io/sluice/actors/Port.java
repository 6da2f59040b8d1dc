package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.sluice.log.EventLog;
import java.time.Duration;
import java.util.List;

/**
 * Supervises one port's device actor: starts it, and starts it again with back-off when it fails,
 * which costs this port alone. Counts restarts and keeps the last failure for people. A device that
 * cannot be opened at all ends the port instead, so that a request is refused and leaves nothing.
 *
 * <p>Runs on the default dispatcher.
 */
final class Port extends AbstractBehavior<Port.Command> {
  private static final EventLog LOG = EventLog.of(Port.class);

  sealed interface Command permits Opened, DeviceChanged, SetUp, Restart {}

  /**
   * The device has what it needs from outside: its socket, interface or files.
   *
   * @param device to be told whether it is to be up; null: it need not know
   */
  record Opened(int start, ActorRef<LocalDeviceActor.SetUp> device) implements Command {}

  /** The device is not as it was. */
  record DeviceChanged(int start, DeviceState state) implements Command {}

  /** What is behind the port is to be up or down from now on; at first it is up. */
  record SetUp(boolean up) implements Command {}

  private enum Restart implements Command {
    DUE
  }

  /** Makes a device's behaviour, which reports to the port. */
  interface DeviceFactory {
    Behavior<?> create(Reporter reporter);
  }

  /**
   * Where a device actor reports to.
   *
   * @param start which of the port's devices it is: late news of a dead one is ignored
   */
  record Reporter(ActorRef<Command> port, int start) {
    void opened() {
      opened(null);
    }

    void opened(ActorRef<LocalDeviceActor.SetUp> device) {
      port.tell(new Opened(start, device));
    }

    void changed(DeviceState state) {
      port.tell(new DeviceChanged(start, state));
    }
  }

  private final String name;
  private final DeviceFactory devices;
  private final ActorRef<Bridge.Command> bridge;
  private final TimerScheduler<Command> timers;
  private final Backoff backoff = new Backoff();
  private boolean everOpened;
  private boolean running;
  private int start;
  private ActorRef<LocalDeviceActor.SetUp> device;
  private boolean up = true;

  static Behavior<Command> create(
      String name, DeviceFactory devices, ActorRef<Bridge.Command> bridge) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Port(context, timers, name, devices, bridge)));
  }

  private Port(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String name,
      DeviceFactory devices,
      ActorRef<Bridge.Command> bridge) {
    super(context);
    this.timers = timers;
    this.name = name;
    this.devices = devices;
    this.bridge = bridge;
    startDevice();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Opened.class, this::onOpened)
        .onMessage(DeviceChanged.class, this::onDeviceChanged)
        .onMessage(SetUp.class, this::onSetUp)
        .onMessage(Restart.class, due -> onRestart())
        .onSignal(ChildFailed.class, failed -> onFailed(reason(failed.cause())))
        .onSignal(Terminated.class, ended -> onFailed("the device ended by itself"))
        .build();
  }

  private void startDevice() {
    start++;
    Reporter reporter = new Reporter(getContext().getSelf(), start);
    // A name of its own each time: the old one may still be on its way out of the registry.
    ActorRef<?> device =
        getContext().spawn(DeviceFailure.toldByPort(devices.create(reporter)), "device-" + start);
    getContext().watch(device);
    running = true;
  }

  private Behavior<Command> onOpened(Opened opened) {
    if (opened.start() == start && running) {
      backoff.started(System.nanoTime());
      device = opened.device();
      if (!up) {
        tellDevice(); // a new one is up
      }
      if (!everOpened) {
        everOpened = true;
        bridge.tell(new Bridge.PortOpened(name));
      }
    }
    return this;
  }

  private Behavior<Command> onDeviceChanged(DeviceChanged changed) {
    if (changed.start() == start && running) {
      report(changed.state());
    }
    return this;
  }

  private Behavior<Command> onSetUp(SetUp set) {
    up = set.up();
    tellDevice();
    return this;
  }

  private void tellDevice() {
    if (device != null) {
      device.tell(new LocalDeviceActor.SetUp(up));
    }
  }

  private Behavior<Command> onRestart() {
    startDevice();
    return this;
  }

  private Behavior<Command> onFailed(String why) {
    running = false;
    device = null;
    if (!everOpened) {
      LOG.warn("port-not-opened", "port", name, "why", why);
      bridge.tell(new Bridge.PortNotOpened(name, why));
      return Behaviors.stopped();
    }
    Duration wait = backoff.failed(why, System.nanoTime());
    LOG.warn(
        "port-failed",
        "port",
        name,
        "why",
        why,
        "restart",
        backoff.restarts(),
        "in_ms",
        wait.toMillis());
    timers.startSingleTimer(Restart.DUE, wait);
    report(new DeviceState(false, true, "failed: " + why, List.of()));
    return this;
  }

  private void report(DeviceState state) {
    bridge.tell(new Bridge.PortChanged(name, state, backoff.restarts(), backoff.lastFailure()));
  }

  /** What people need of a failure: its innermost message, or its kind when it has none. */
  static String reason(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null && t.getCause() != t) {
      t = t.getCause();
    }
    return t.getMessage() == null ? t.toString() : t.getMessage();
  }
}
