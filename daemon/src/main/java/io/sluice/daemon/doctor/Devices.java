package io.sluice.daemon.doctor;

import io.sluice.actors.PortSpec;
import io.sluice.ring.filter.FilterException;
import io.sluice.ring.filter.Filters;
import io.sluice.ring.os.UnixSockets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What ports need. */
final class Devices {
  private Devices() {}

  static void tap(Host host, Subject subject, Consumer<Finding> found) {
    boolean wanted = subject.ports().stream().anyMatch(PortSpec.Tap.class::isInstance);
    Path tun = host.path("/dev/net/tun");
    if (Files.isReadable(tun) && Files.isWritable(tun)) {
      found.accept(Finding.ok("TAP: /dev/net/tun is there"));
    } else if (wanted) {
      found.accept(
          Finding.bad(
              "TAP ports are wanted, and /dev/net/tun %s"
                  .formatted(Files.exists(tun) ? "may not be opened" : "is not there"),
              Files.exists(tun)
                  ? "run as root, or with CAP_NET_ADMIN and access to that device"
                  : "as root: modprobe tun"));
    }
  }

  static void filters(Host host, Subject subject, Consumer<Finding> found) {
    try {
      Filters.parse("ip");
      found.accept(Finding.ok("filters: libpcap is there"));
    } catch (FilterException e) {
      found.accept(
          Finding.warn("no filters of packets: " + e.getMessage(), "apt-get install libpcap0.8"));
    }
  }

  /** Whether the directories of vhost-user sockets can be used. */
  static void sockets(Host host, Subject subject, Consumer<Finding> found) {
    for (PortSpec port : subject.ports()) {
      if (port instanceof PortSpec.VhostUser vhost) {
        socket(vhost, found);
      }
    }
  }

  private static void socket(PortSpec.VhostUser port, Consumer<Finding> found) {
    String name = "port " + port.common().name() + ": ";
    Path path = port.path().toAbsolutePath();
    Path directory = path.getParent();
    int length = port.path().toString().getBytes(StandardCharsets.UTF_8).length;
    boolean server = port.mode() == PortSpec.Mode.SERVER;
    if (length > UnixSockets.MAX_PATH) {
      found.accept(
          Finding.bad(
              name
                  + "its socket's path has %d bytes of at most %d"
                      .formatted(length, UnixSockets.MAX_PATH),
              "choose a shorter path"));
    } else if (!Files.isDirectory(directory)) {
      found.accept(
          Finding.warn(
              name + "there is no directory " + directory,
              server
                  ? "make it, writable for the switch's user, before it starts"
                  : "make it, or correct the path: QEMU makes the socket, not its directory"));
    } else if (server && !Files.isWritable(directory)) {
      found.accept(
          Finding.bad(
              name + "this user cannot make a socket in " + directory,
              "change the directory's owner or mode, or the user"));
    } else if (!server && Files.exists(path) && !Files.isWritable(path)) {
      found.accept(
          Finding.bad(
              name + "this user may not connect to " + path,
              "QEMU's user made it: put both into a group, or the socket into mode 660"));
    }
  }
}
