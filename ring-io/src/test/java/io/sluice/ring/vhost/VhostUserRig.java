package io.sluice.ring.vhost;

import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.testing.SessionDriver;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A session in server mode, driven by the test's thread, and front ends that connect to it. */
final class VhostUserRig implements AutoCloseable {
  static final long ALL_PROTOCOL = VhostDeviceConfig.single().protocolFeatures();

  private final Path directory;
  final Path path;
  final SessionReactor reactor = new SessionReactor();
  final VhostSession session;
  final SessionDriver driver;
  private final List<AutoCloseable> toClose = new ArrayList<>();

  VhostUserRig(VhostDeviceConfig config) {
    try {
      directory = Files.createTempDirectory("vhost");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    path = directory.resolve("vh.sock");
    session = VhostSession.server(path, config, reactor, () -> {});
    driver = new SessionDriver(session);
  }

  static VhostUserRig single() {
    return new VhostUserRig(VhostDeviceConfig.single());
  }

  static VhostUserRig pairs(int pairs) {
    return new VhostUserRig(new VhostDeviceConfig(pairs, OptionalInt.empty()));
  }

  FrontEnd connect() {
    FrontEnd f = FrontEnd.connect(path, driver::turn);
    driver.turn();
    return f;
  }

  GuestRam ram(long size) {
    return keep(new GuestRam(size));
  }

  GuestRing ring(GuestRam ram, int index, int size, long at) {
    return keep(new GuestRing(ram, index, size, at));
  }

  /** Closes it with the rig. */
  <T extends AutoCloseable> T keep(T t) {
    toClose.add(t);
    return t;
  }

  VhostUserBackend backend() {
    return session.backend();
  }

  long features() {
    return session.backend().config().features();
  }

  static int openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }

  /** Mappings of guests' memory, the tests' own and the engine's. */
  static long guestMappings() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(l -> l.contains("memfd:guest")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.stopAll();
    session.close();
    reactor.close();
    for (AutoCloseable c : toClose.reversed()) {
      try {
        c.close();
      } catch (Exception e) {
        throw new AssertionError("closing " + c, e);
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
