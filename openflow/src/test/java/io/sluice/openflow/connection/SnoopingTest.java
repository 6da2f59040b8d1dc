package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.wire.OfVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking on at a bridge's controller, as ovs-ofctl snoop does. */
class SnoopingTest {
  @TempDir Path dir;
  private final TestHandler handler = new TestHandler();

  private Controllers open(ServerSocket... controllers) throws Exception {
    List<Target> targets = new java.util.ArrayList<>();
    targets.add(Target.parse("punix:" + dir.resolve("br0.mgmt")));
    for (ServerSocket controller : controllers) {
      targets.add(Target.parse("tcp:127.0.0.1:" + controller.getLocalPort()));
    }
    return Controllers.open(ControllerSettings.of(targets).with(0), handler);
  }

  private SocketChannel lookOn() throws Exception {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(dir.resolve("br0.snoop")));
    return channel;
  }

  /** The next message; null at the end. Not longer than half a minute. */
  private static Envelope next(SocketChannel channel) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                byte[] header = fill(channel, OpenFlowCodec.HEADER);
                if (header == null) {
                  return null;
                }
                int rest = OpenFlowCodec.length(header, 0) - header.length;
                byte[] message =
                    ByteBuffer.allocate(header.length + rest)
                        .put(header)
                        .put(fill(channel, rest))
                        .array();
                return OpenFlowCodec.decode(message);
              } catch (java.io.IOException e) {
                return null; // reset: as good as the end
              }
            })
        .get(30, TimeUnit.SECONDS);
  }

  private static byte[] fill(SocketChannel channel, int length) throws java.io.IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return null;
      }
    }
    return buffer.array();
  }

  private static ServerSocket controller() throws Exception {
    ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    server.setSoTimeout(30_000);
    return server;
  }

  @Test
  void shouldShowBothDirectionsUntilTheControllerGoes() throws Exception {
    try (ServerSocket server = controller();
        Controllers controllers = open(server);
        TestPeer peer = TestPeer.of(server.accept()).greet(OfVersion.V13)) {
      TestHandler.next(handler.connected);
      assertEquals(1, controllers.connections().size());
      try (SocketChannel onlooker = lookOn()) {
        assertTrue(next(onlooker).message() instanceof Handshake.Hello);
        long xid = peer.send(new Handshake.FeaturesRequest());
        peer.read(Handshake.FeaturesReply.class);
        Envelope request = next(onlooker);
        assertEquals(xid, request.xid());
        assertTrue(request.message() instanceof Handshake.FeaturesRequest, "" + request);
        Envelope reply = next(onlooker);
        assertEquals(xid, reply.xid());
        assertTrue(reply.message() instanceof Handshake.FeaturesReply, "" + reply);
        peer.socket.close();
        assertEquals(null, next(onlooker));
      }
    }
    assertFalse(Files.exists(dir.resolve("br0.snoop")));
  }

  @Test
  void shouldEndWithoutAControllerAndPreferTheMaster() throws Exception {
    try (Controllers controllers = open();
        SocketChannel onlooker = lookOn()) {
      assertEquals(1, controllers.listening().size());
      assertEquals(null, next(onlooker), "tools are no controllers");
    }
    try (ServerSocket one = controller();
        ServerSocket two = controller();
        Controllers controllers = open(one, two);
        TestPeer equal = TestPeer.of(one.accept()).greet(OfVersion.V13);
        TestPeer master = TestPeer.of(two.accept()).greet(OfVersion.V13)) {
      TestHandler.next(handler.connected);
      TestHandler.next(handler.connected);
      assertEquals(2, controllers.connections().size());
      master.send(new Role.RoleRequest(Role.MASTER, 1));
      master.read(Role.RoleReply.class);
      equal.send(new Handshake.FeaturesRequest());
      equal.read(Handshake.FeaturesReply.class);
      try (SocketChannel onlooker = lookOn()) {
        assertTrue(next(onlooker).message() instanceof Handshake.Hello);
        equal.socket.close();
        TestHandler.next(handler.closed);
        long xid = master.send(new Handshake.FeaturesRequest());
        assertEquals(xid, next(onlooker).xid(), "does not end with the other one");
      }
    }
  }
}
