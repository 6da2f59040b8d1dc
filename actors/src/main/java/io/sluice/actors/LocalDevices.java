package io.sluice.actors;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.pcap.PcapDevice;
import io.sluice.ring.tap.TapDevice;
import java.util.function.Supplier;

/** Opens the kinds of {@link LocalDevice}. */
final class LocalDevices {
  private LocalDevices() {}

  static LocalDevice generator(PortSpec.Generator spec) {
    GeneratorDevice device =
        opened(
            () ->
                new GeneratorDevice(
                    spec.length(),
                    spec.flows(),
                    spec.packetsPerSecond(),
                    spec.sourceMac(),
                    spec.destinationMac(),
                    spec.sourceIp(),
                    spec.destinationIp()));
    return new Simple(device.rx(), device.tx(), () -> "generating", () -> null, device::close);
  }

  static LocalDevice pcap(PortSpec.Pcap spec) {
    PcapDevice device =
        opened(
            () ->
                new PcapDevice(spec.input(), spec.output(), spec.packetsPerSecond(), spec.loop()));
    return new Simple(
        device.rx(),
        device.tx(),
        () -> status(device, spec),
        () -> device.failure().orElse(null),
        device::close);
  }

  private static String status(PcapDevice device, PortSpec.Pcap spec) {
    if (spec.input().isEmpty()) {
      return "writing";
    }
    return "%s %d packet%s%s%s"
        .formatted(
            device.finished() ? "has read all" : "reading",
            device.packets(),
            device.packets() == 1 ? "" : "s",
            spec.loop() ? " in a loop" : "",
            spec.output().isPresent() ? ", writing" : "");
  }

  static LocalDevice tap(PortSpec.Tap spec) {
    return new OfTap(opened(() -> new TapDevice(spec.interfaceName(), 1)));
  }

  static LocalDevice sink() {
    return new Simple(null, new SinkTxQueue(), () -> "discarding", () -> null, () -> {});
  }

  private static <T> T opened(Supplier<T> device) {
    try {
      return device.get();
    } catch (DeviceException | IllegalArgumentException e) {
      throw new SwitchException(e.getMessage());
    }
  }

  /** A device that has link as long as it has no fault and nobody sets it down. */
  private static final class Simple implements LocalDevice {
    private final RxQueue receiver;
    private final TxQueue transmitter;
    private final Supplier<String> statuses;
    private final Supplier<String> faults;
    private final Runnable closing;
    private boolean up = true;

    Simple(
        RxQueue receiver,
        TxQueue transmitter,
        Supplier<String> statuses,
        Supplier<String> faults,
        Runnable closing) {
      this.receiver = receiver;
      this.transmitter = transmitter;
      this.statuses = statuses;
      this.faults = faults;
      this.closing = closing;
    }

    @Override
    public RxQueue receiver() {
      return receiver;
    }

    @Override
    public TxQueue transmitter() {
      return transmitter;
    }

    @Override
    public boolean link() {
      return up && fault() == null;
    }

    @Override
    public void setUp(boolean nowUp) {
      up = nowUp;
    }

    @Override
    public String status() {
      return statuses.get();
    }

    @Override
    public String fault() {
      return faults.get();
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  /** An interface, which the machine's users see and may set down too. */
  private record OfTap(TapDevice device) implements LocalDevice {
    @Override
    public RxQueue receiver() {
      return device.rx(0);
    }

    @Override
    public TxQueue transmitter() {
      return device.tx(0);
    }

    @Override
    public boolean link() {
      return device.up();
    }

    @Override
    public void setUp(boolean up) {
      device.setUp(up);
    }

    @Override
    public String fault() {
      return device.exists() ? null : "the interface " + device.name() + " was deleted";
    }

    @Override
    public String status() {
      return "interface " + device.name() + (device.up() ? " is up" : " is down");
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
