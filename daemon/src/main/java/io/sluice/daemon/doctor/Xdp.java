package io.sluice.daemon.doctor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Whether the kernel has AF_XDP, by the configuration it was built with. */
final class Xdp {
  private static final String OPTION = "CONFIG_XDP_SOCKETS=y";

  private Xdp() {}

  static void sockets(Host host, Subject subject, Consumer<Finding> found) {
    Optional<String> config = builtIn(host).or(() -> installed(host));
    if (config.isEmpty()) {
      return; // the machine does not say
    }
    boolean there = config.get().lines().anyMatch(OPTION::equals);
    found.accept(
        there
            ? Finding.ok("XDP: the kernel has XDP sockets")
            : Finding.warn("the kernel has no XDP sockets", "use one built with " + OPTION));
  }

  private static Optional<String> builtIn(Host host) {
    try {
      byte[] gz = Files.readAllBytes(host.path("/proc/config.gz"));
      byte[] text = new GZIPInputStream(new ByteArrayInputStream(gz)).readAllBytes();
      return Optional.of(new String(text, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> installed(Host host) {
    return host.read("/proc/sys/kernel/osrelease").flatMap(r -> host.read("/boot/config-" + r));
  }
}
