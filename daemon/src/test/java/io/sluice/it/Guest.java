package io.sluice.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A Linux guest under QEMU with one vhost-user interface, commanded over its serial console. TCG:
 * it needs no virtualisation of the machine, and proves function, not speed.
 */
final class Guest implements AutoCloseable {
  private static final Duration BOOT = Duration.ofSeconds(180);

  private static final String NO_OFFLOADS =
      List.of("csum", "tso4", "tso6", "ecn", "ufo").stream()
          .map(
              o ->
                  (o.equals("csum") ? ",csum=off" : ",host_" + o + "=off") + ",guest_" + o + "=off")
          .collect(Collectors.joining());

  /**
   * @param socket of the vhost-user port
   * @param listens whether QEMU listens on it, for a switch in client mode
   * @param number makes the MAC address 52:54:00:00:00:number and the address 10.0.0.number
   */
  record Config(
      Path socket,
      boolean listens,
      int number,
      int mtu,
      OptionalInt vlan,
      boolean hugePages,
      boolean offloads) {
    static Config client(Path socket, int number) {
      return new Config(socket, true, number, 1500, OptionalInt.empty(), false, true);
    }

    static Config server(Path socket, int number) {
      return new Config(socket, false, number, 1500, OptionalInt.empty(), false, true);
    }

    Config withMtu(int value) {
      return new Config(socket, listens, number, value, vlan, hugePages, offloads);
    }

    Config withHugePages() {
      return new Config(socket, listens, number, mtu, vlan, true, offloads);
    }

    /**
     * A guest that neither computes nor checks less than all, and takes no segment over its MTU.
     */
    Config withoutOffloads() {
      return new Config(socket, listens, number, mtu, vlan, hugePages, false);
    }

    String address() {
      return "10.0.0." + number;
    }
  }

  private final Config config;
  private final Child qemu;
  private int commands;

  private Guest(Config config, Child qemu) {
    this.config = config;
    this.qemu = qemu;
  }

  /** Starts QEMU and returns; {@link #awaitUp} waits for the guest. */
  static Guest start(Path directory, Config c) {
    GuestImage image = GuestImage.get();
    String id = "guest" + c.number + "-" + System.nanoTime();
    String memory =
        c.hugePages
            ? "memory-backend-memfd,id=m,size=256M,share=on,hugetlb=on,hugetlbsize=2M"
            : "memory-backend-memfd,id=m,size=256M,share=on";
    String append =
        "console=ttyS0 quiet panic=-1 sluice.ip=%s/24 sluice.mtu=%d%s"
            .formatted(
                c.address(), c.mtu, c.vlan.isPresent() ? " sluice.vlan=" + c.vlan.getAsInt() : "");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "256"));
    command.addAll(List.of("-M", "q35,memory-backend=m", "-object", memory));
    command.addAll(List.of("-display", "none", "-monitor", "none", "-serial", "stdio"));
    command.addAll(List.of("-no-reboot", "-append", append));
    command.addAll(
        List.of("-kernel", image.kernel().toString(), "-initrd", image.initrd().toString()));
    command.addAll(
        List.of(
            "-chardev",
            "socket,id=c0,path=" + c.socket + (c.listens ? ",server=on,wait=off" : ",reconnect=1"),
            "-netdev",
            "vhost-user,id=n0,chardev=c0",
            "-device",
            // vectors=0: QEMU 7.2 crashes with vhost-user and MSI-X under TCG.
            "virtio-net-pci,netdev=n0,romfile=,vectors=0,mac=52:54:00:00:00:%02x%s"
                .formatted(c.number, c.offloads ? "" : NO_OFFLOADS)));
    return new Guest(c, Child.start(directory.resolve(id + ".log"), command));
  }

  Guest awaitUp() {
    qemu.awaitOutput("guest-is-up", BOOT);
    return this;
  }

  String address() {
    return config.address();
  }

  /** What a command printed, which must succeed. */
  String run(String command, Duration limit) {
    Result r = attempt(command, limit);
    if (r.code != 0) {
      throw new AssertionError(
          "%s in the guest %s: exit code %d%n%s"
              .formatted(command, config.address(), r.code, r.output));
    }
    return r.output;
  }

  record Result(int code, String output) {}

  /** Runs a command in the guest, whatever comes of it. */
  Result attempt(String command, Duration limit) {
    int number = ++commands;
    int from = qemu.output().length();
    String end = "guest-done " + number + " ";
    qemu.type(number + " " + command);
    Child.until(
        "the guest " + config.address() + " has done: " + command,
        limit,
        () -> {
          if (!qemu.isAlive()) {
            throw new AssertionError("QEMU ended\n" + qemu.output());
          }
          String text = qemu.output();
          int at = text.indexOf(end, from);
          return at >= 0 && text.indexOf('\n', at) >= 0;
        },
        qemu::output);
    String text = qemu.output().substring(from);
    int at = text.indexOf(end);
    int code = Integer.parseInt(text.substring(at + end.length(), text.indexOf('\n', at)).strip());
    return new Result(code, text.substring(0, at));
  }

  /** Pings until an answer comes; then, that every one of {@code count} pings is answered. */
  void ping(String address, int count) {
    awaitPing(address, Duration.ofSeconds(60));
    String out = run("ping -c " + count + " -i 0.2 -W 5 " + address, Duration.ofSeconds(60));
    if (!out.contains(" 0% packet loss")) {
      throw new AssertionError("pings of " + address + " were lost\n" + out);
    }
  }

  /** Pings until an answer comes: a link needs a moment to come up. */
  void awaitPing(String address, Duration limit) {
    Child.until(
        config.address() + " gets an answer from " + address,
        limit,
        () -> attempt("ping -c 1 -W 1 " + address, Duration.ofSeconds(60)).code == 0,
        () -> attempt("ip -s link; ip neigh", Duration.ofSeconds(60)).output);
  }

  /** Power cut. */
  void kill() {
    qemu.kill();
  }

  @Override
  public void close() {
    qemu.close();
  }
}
