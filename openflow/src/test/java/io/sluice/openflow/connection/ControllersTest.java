package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening, connecting, connecting again. */
class ControllersTest {
  private final TestHandler handler = new TestHandler();

  private Controllers open(FailMode mode, String... targets) throws IOException {
    return Controllers.open(
        new ControllerSettings(
            List.of(targets).stream().map(Target::parse).toList(), null, 1, 1, 0, mode),
        handler);
  }

  @Test
  void shouldComeBackToAControllerThatRestarts() throws Exception {
    try (ServerSocket controller = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Controllers controllers =
            open(FailMode.STANDALONE, "tcp:127.0.0.1:" + controller.getLocalPort())) {
      controller.setSoTimeout(60_000);
      for (int i = 0; i < 2; i++) {
        try (TestPeer peer = TestPeer.of(controller.accept()).greet(OfVersion.V13)) {
          Connection connection = TestHandler.next(handler.connected);
          assertFalse(connection.service());
          assertFalse(controllers.standalone(System.nanoTime() + 100_000_000_000L));
          peer.send(new Handshake.FeaturesRequest());
          peer.read(Handshake.FeaturesReply.class);
        }
        TestHandler.next(handler.closed);
      }
    }
  }

  @Test
  void shouldStandAloneOnlyAfterThreeProbesWithoutController() throws Exception {
    long start = System.nanoTime();
    // Nobody listens there.
    try (Controllers standalone = open(FailMode.STANDALONE, "tcp:127.0.0.1:1");
        Controllers secure = open(FailMode.SECURE, "tcp:127.0.0.1:1");
        Controllers tools = open(FailMode.STANDALONE, "ptcp:0:127.0.0.1")) {
      assertFalse(standalone.standalone(start + 2_900_000_000L));
      assertTrue(standalone.standalone(System.nanoTime() + 3_000_000_000L));
      assertFalse(secure.standalone(System.nanoTime() + 300_000_000_000L));
      assertFalse(tools.standalone(System.nanoTime() + 300_000_000_000L));
    }
  }

  @Test
  void shouldConnectTwoSidesOverAUnixSocket(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("of.sock");
    try (Controllers passive = open(FailMode.SECURE, "punix:" + file);
        Controllers active = open(FailMode.SECURE, "unix:" + file)) {
      assertEquals(OfVersion.V13, TestHandler.next(handler.connected).version());
      assertEquals(OfVersion.V13, TestHandler.next(handler.connected).version());
      assertEquals(1, passive.connections().size());
      assertEquals(1, active.connections().size());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void shouldTakeTheFileOfAProcessThatIsGoneButNotOfALivingOne(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("of.sock");
    try (java.nio.channels.ServerSocketChannel left =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      left.bind(java.net.UnixDomainSocketAddress.of(file));
      IOException e = assertThrows(IOException.class, () -> open(FailMode.SECURE, "punix:" + file));
      assertTrue(e.getMessage().contains("in use"), e.getMessage());
    }
    assertTrue(Files.exists(file));
    open(FailMode.SECURE, "punix:" + file).close();
  }

  @Test
  void shouldLetOnlyTheOwnerWriteToItsUnixSocket(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("of.sock");
    try (Controllers passive = open(FailMode.SECURE, "punix:" + file)) {
      assertEquals(0, passive.connections().size());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void shouldHaveRoomAtItsUnixSocketHoweverManyComeByTcp(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("of.sock");
    List<TestPeer> peers = new ArrayList<>();
    List<Target> places = List.of(Target.parse("ptcp:0:127.0.0.1"), Target.parse("punix:" + file));
    // Not probed: none may go by itself.
    ControllerSettings patient = new ControllerSettings(places, null, 0, 1, 0, FailMode.SECURE);
    try (Controllers passive = Controllers.open(patient, handler)) {
      for (int i = 0; i < 64; i++) {
        peers.add(TestPeer.to(passive).greet(OfVersion.V13));
      }
      assertThrows(IOException.class, () -> peers.add(TestPeer.to(passive).greet(OfVersion.V13)));
      try (Controllers tool = open(FailMode.SECURE, "unix:" + file)) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (tool.states().getFirst().version() == null) {
          assertTrue(System.nanoTime() < deadline, tool.states()::toString);
          Thread.sleep(10);
        }
      }
    } finally {
      for (TestPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void shouldLeaveAFileThatIsNoSocket(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("notes.txt"), "precious");
    IOException e = assertThrows(IOException.class, () -> open(FailMode.SECURE, "punix:" + file));
    assertTrue(e.getMessage().contains("no socket"), e.getMessage());
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void shouldOpenNothingWhenOnePlaceIsTaken() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  open(
                      FailMode.SECURE,
                      "ptcp:" + port + ":127.0.0.1",
                      "ptcp:" + taken.getLocalPort() + ":127.0.0.1"));
      assertTrue(e.getMessage().contains("ptcp:" + taken.getLocalPort()), e.getMessage());
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void shouldSayThatTlsNeedsFiles() {
    IOException e =
        assertThrows(IOException.class, () -> open(FailMode.SECURE, "pssl:0:127.0.0.1"));
    assertTrue(e.getMessage().contains("private key"), e.getMessage());
  }
}
