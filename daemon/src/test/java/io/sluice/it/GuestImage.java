package io.sluice.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A kernel and an initramfs, built once from Debian's packages into target/guest. */
record GuestImage(Path kernel, Path initrd) {
  private static GuestImage built;

  /** Skips the test when this machine cannot build or run it. */
  static synchronized GuestImage get() {
    if (built == null) {
      Peers.program("qemu-system-x86_64", "qemu-system-x86");
      Peers.program("busybox", "busybox-static");
      Peers.program("cpio", "cpio");
      Peers.program("iperf3", "iperf3");
      Peers.program("ethtool", "ethtool");
      Peers.program("apt-get", "apt");
      Path dir = Path.of("target", "guest").toAbsolutePath();
      GuestImage image = new GuestImage(dir.resolve("vmlinuz"), dir.resolve("initrd.gz"));
      try {
        Path script = Path.of(GuestImage.class.getResource("/guest/build.sh").toURI());
        Child.run(Duration.ofMinutes(3), "bash", script.toString(), dir.toString());
      } catch (AssertionError e) {
        // Only the download may be missing; a kernel that is here must become an image.
        assumeTrue(Files.exists(image.kernel), "no kernel for a guest: " + e.getMessage());
        throw e;
      } catch (URISyntaxException e) {
        throw new AssertionError(e);
      }
      built = image;
    }
    return built;
  }
}
