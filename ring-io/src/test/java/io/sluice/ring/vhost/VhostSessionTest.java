package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.SessionDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VhostSessionTest {
  private final SessionReactor reactor = new SessionReactor();
  private final Semaphore news = new Semaphore(0);

  @TempDir Path directory;

  @AfterEach
  void close() {
    reactor.close();
  }

  private VhostSession server(Path path) {
    return VhostSession.server(path, VhostDeviceConfig.single(), reactor, news::release);
  }

  private VhostSession client(Path path) {
    return VhostSession.client(path, VhostDeviceConfig.single(), reactor, news::release);
  }

  private void awaitNews() throws InterruptedException {
    assertTrue(news.tryAcquire(60, TimeUnit.SECONDS), "the listener was not called");
  }

  @Test
  void shouldConnectOnceTheSocketIsThereAndAgainAfterItWent() {
    Path path = directory.resolve("a.sock");
    try (VhostSession session = client(path)) {
      SessionDriver driver = new SessionDriver(session);
      assertEquals(new SessionEvent.Retry(15), session.next());
      assertEquals("there is no socket " + path + " yet", session.waitsFor());
      for (int round = 1; round <= 3; round++) {
        int listening = FrontEnd.listen(path);
        try (FrontEnd f = FrontEnd.accept(listening, driver::turn)) {
          assertEquals(round, driver.connections());
          assertEquals(VhostDeviceConfig.single().features(), f.ask(FrontEnd.GET_FEATURES));
        }
        Unistd.close(listening);
        driver.turn();
        assertEquals(round, driver.losses().size());
        // The dead name refuses, the missing one is missing: both are only to be tried again.
        assertInstanceOf(SessionEvent.Retry.class, session.next());
        assertEquals("nobody listens on " + path, session.waitsFor());
        Unistd.unlink(path.toString());
        assertInstanceOf(SessionEvent.Retry.class, session.next());
      }
    }
  }

  @Test
  void shouldRetryOftenEnoughToBeBackIn50Milliseconds() {
    assertTrue(VhostSession.RETRY_MS >= 10 && VhostSession.RETRY_MS <= 20);
    // Cheap: not one descriptor more for a thousand tries.
    try (VhostSession session = client(directory.resolve("none.sock"))) {
      session.next();
      int before = VhostUserRig.openDescriptors();
      for (int i = 0; i < 1000; i++) {
        assertInstanceOf(SessionEvent.Retry.class, session.next());
      }
      assertEquals(before, VhostUserRig.openDescriptors());
    }
  }

  @Test
  void shouldNotBeKeptBusyByAFrontEndThatLeavesAtOnce() throws InterruptedException {
    Path path = directory.resolve("g.sock");
    try (VhostSession session = client(path)) {
      SessionDriver driver = new SessionDriver(session);
      int listening = FrontEnd.listen(path);
      long begin = System.nanoTime();
      while (driver.connections() < 7) {
        driver.turn();
        int fd = Sockets.accept(listening);
        if (fd >= 0) {
          Unistd.close(fd);
        }
        Thread.sleep(1);
      }
      // Each within 20 ms of the last, were they not held back: 30, 60 and 120 ms.
      assertTrue(System.nanoTime() - begin >= 210_000_000L, "it waits longer each time");
      while (session.connected()) {
        driver.turn();
      }
      Unistd.close(listening);
      Unistd.unlink(path.toString());
      int back = FrontEnd.listen(path);
      driver.turn();
      assertTrue(session.connected(), "a new socket is not made to wait for the old one");
      Unistd.close(back);
    }
  }

  @Test
  void shouldServeOneFrontEndAfterTheOther() {
    Path path = directory.resolve("b.sock");
    try (VhostSession session = server(path)) {
      SessionDriver driver = new SessionDriver(session);
      driver.turn();
      FrontEnd first = FrontEnd.connect(path, driver::turn);
      driver.turn();
      try (FrontEnd second = FrontEnd.connect(path, driver::turn)) {
        second.send(FrontEnd.GET_FEATURES, new byte[0]);
        assertFalse(second.hasReply(), "the first is still there");
        first.ask(FrontEnd.GET_FEATURES);
        first.close();
        second.receive(FrontEnd.GET_FEATURES);
        assertEquals(2, driver.connections());
      }
      driver.turn();
    }
    assertFalse(Files.exists(path), "its socket is removed");
  }

  @Test
  void shouldListenForItsOwnUserAlone() throws IOException {
    Path path = directory.resolve("c.sock");
    try (VhostSession session = server(path)) {
      assertFalse(session.connected());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
  }

  @Test
  void shouldTakeOverADeadSocketButNeverALiveOneOrAFile() throws IOException {
    Path path = directory.resolve("d.sock");
    Unistd.close(FrontEnd.listen(path)); // leaves its name behind
    assertTrue(Files.exists(path));
    try (VhostSession live = server(path)) {
      OsException e = assertThrows(OsException.class, () -> server(path));
      assertEquals(Errno.EADDRINUSE, e.errno());
      assertTrue(e.getMessage().contains("another process listens there"));
      assertFalse(live.connected());
      assertTrue(Files.exists(path));
    }
    Path file = directory.resolve("precious");
    Files.writeString(file, "data");
    assertRefused(file, "a file that is no socket has that name; take it away");
    assertEquals("data", Files.readString(file));
    assertRefused(directory.resolve("no/dir.sock"), "no directory " + directory.resolve("no"));
    assertRefused(file.resolve("a.sock"), file + " is no directory");
    assertThrows(IllegalArgumentException.class, () -> server(directory.resolve("x".repeat(120))));
  }

  private void assertRefused(Path path, String part) {
    OsException e = assertThrows(OsException.class, () -> server(path));
    assertTrue(e.getMessage().startsWith("listen(" + path + "): "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void shouldNotRemoveANameThatBecameAnothers() throws IOException {
    Path path = directory.resolve("e.sock");
    VhostSession session = server(path);
    Files.delete(path);
    int other = FrontEnd.listen(path);
    session.close();
    assertTrue(Files.exists(path));
    Unistd.close(other);
  }

  @Test
  void shouldTellTheListenerOfEachStepAndOnlyOnce() throws InterruptedException {
    Path path = directory.resolve("f.sock");
    try (VhostSession session = server(path)) {
      SessionDriver driver = new SessionDriver(session);
      driver.turn();
      assertEquals(0, news.availablePermits());
      try (FrontEnd f = FrontEnd.connect(path, () -> {})) {
        awaitNews();
        driver.turn();
        f.send(FrontEnd.GET_FEATURES, new byte[0]);
        awaitNews();
        f.send(FrontEnd.GET_FEATURES, new byte[0]);
        driver.turn();
        f.receive(FrontEnd.GET_FEATURES);
        f.receive(FrontEnd.GET_FEATURES);
        f.send(FrontEnd.GET_QUEUE_NUM, new byte[0]);
        awaitNews();
        driver.turn();
        f.receive(FrontEnd.GET_QUEUE_NUM);
      }
      awaitNews();
      driver.turn();
      assertEquals(1, driver.losses().size());
      driver.turn(); // the first only rested
      FrontEnd.connect(path, () -> {}).close();
      awaitNews();
    }
  }

  @Test
  void shouldLetHalfAMessageHurtOnlyItsSender() throws InterruptedException {
    try (VhostSession slow = server(directory.resolve("slow.sock"));
        VhostSession good = server(directory.resolve("good.sock"))) {
      SessionDriver slowDriver = new SessionDriver(slow);
      SessionDriver goodDriver = new SessionDriver(good);
      slowDriver.turn();
      goodDriver.turn();
      try (FrontEnd half = FrontEnd.connect(directory.resolve("slow.sock"), () -> {});
          FrontEnd whole = FrontEnd.connect(directory.resolve("good.sock"), goodDriver::turn)) {
        byte[] message = FrontEnd.message(FrontEnd.GET_FEATURES, 1, new byte[0]);
        awaitNews();
        slowDriver.turn();
        half.sendRaw(Arrays.copyOf(message, 7));
        for (int i = 0; i < 100; i++) {
          slowDriver.turn();
          whole.ask(FrontEnd.GET_FEATURES);
        }
        assertTrue(slow.connected());
        half.sendRaw(Arrays.copyOfRange(message, 7, 12));
        slowDriver.turn();
        half.receive(FrontEnd.GET_FEATURES);
      }
      slowDriver.turn();
      goodDriver.turn();
    }
  }

  @Test
  void shouldEndTheConnectionWhenAskedTo() {
    Path path = directory.resolve("g.sock");
    try (VhostSession session = server(path)) {
      SessionDriver driver = new SessionDriver(session);
      driver.turn();
      try (FrontEnd f = FrontEnd.connect(path, driver::turn)) {
        f.ask(FrontEnd.GET_FEATURES);
        session.fail("a bad descriptor");
        assertFalse(session.connected());
        f.awaitClosed();
      }
      assertEquals("a bad descriptor", driver.losses().getFirst());
    }
  }

  @Test
  void shouldRestBetweenFrontEndsThatCloseAtOnce() {
    Path path = directory.resolve("h.sock");
    try (VhostSession session = server(path)) {
      FrontEnd.connect(path, () -> {}).close();
      FrontEnd.connect(path, () -> {}).close();
      assertInstanceOf(SessionEvent.Connected.class, session.next());
      assertInstanceOf(SessionEvent.Lost.class, session.next());
      session.recycle();
      assertInstanceOf(SessionEvent.Retry.class, session.next());
      assertEquals("the front end closed the connection", session.waitsFor());
      assertInstanceOf(SessionEvent.Connected.class, session.next());
      assertEquals("", session.waitsFor());
    }
  }

  @Test
  void shouldRefuseToCloseUnderARunningRing() {
    try (VhostUserRig rig = VhostUserRig.single();
        FrontEnd f = rig.connect()) {
      f.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
      var ram = rig.ram(1 << 20);
      f.setMemTable(ram);
      f.startRing(rig.ring(ram, 0, 256, 0), 0);
      rig.driver.turn();
      assertThrows(IllegalStateException.class, () -> rig.session.recycle());
      assertThrows(IllegalStateException.class, () -> rig.session.close());
      assertTrue(rig.session.connected());
    }
  }
}
