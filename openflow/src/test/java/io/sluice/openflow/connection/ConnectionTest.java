package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Handshake.ErrorMessage;
import io.sluice.openflow.message.HelloVersions;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.PacketIn;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The greeting, errors, probes and slow peers, over real sockets. */
class ConnectionTest {
  private static final int ECHO_REQUEST = 2;
  private static final int FEATURES_REPLY = 6;
  private static final String FEATURES_REQUEST_13 = "0405000800000007";

  private final TestHandler handler = new TestHandler();
  private Controllers controllers;

  @BeforeEach
  void listen() throws IOException {
    controllers = open(0);
  }

  @AfterEach
  void close() {
    controllers.close();
  }

  private Controllers open(int probeSeconds) throws IOException {
    return Controllers.open(
        new ControllerSettings(
            List.of(Target.parse("ptcp:0:127.0.0.1")), null, probeSeconds, 1, 0, FailMode.SECURE),
        handler);
  }

  @Test
  void shouldSpeakTheVersionOfThePeer() throws Exception {
    for (OfVersion version : OfVersion.values()) {
      try (TestPeer peer = TestPeer.to(controllers).greet(version)) {
        long xid = peer.send(new Handshake.FeaturesRequest());
        Envelope reply = peer.read();
        assertEquals(version, reply.version());
        assertEquals(xid, reply.xid());
        assertEquals(0xaa, ((Handshake.FeaturesReply) reply.message()).datapathId());
        assertEquals(version, TestHandler.next(handler.connected).version());
      }
    }
  }

  @Test
  void shouldAgreeByTheBitmapOfALaterVersion() throws Exception {
    try (TestPeer peer = TestPeer.to(controllers)) {
      // Version 1.5 in the header, 1.0, 1.3 and 1.5 in the bitmap.
      peer.raw("0600001000000001" + "0001000800000052");
      peer.read(Handshake.Hello.class);
      assertEquals(OfVersion.V13, TestHandler.next(handler.connected).version());
    }
  }

  @Test
  void shouldTellAPeerWithoutACommonVersion() throws Exception {
    try (TestPeer peer = TestPeer.to(controllers)) {
      peer.raw("0300000800000001"); // 1.2, no bitmap.
      peer.read(Handshake.Hello.class);
      ErrorMessage error = peer.read(ErrorMessage.class);
      assertEquals(0, error.type());
      assertEquals(0, error.code());
      assertTrue(peer.ends());
    }
  }

  @Test
  void shouldAnswerProbes() throws Exception {
    try (TestPeer peer = TestPeer.to(controllers).greet(OfVersion.V13)) {
      peer.send(new Handshake.EchoRequest(Bytes.ofHex("0102")));
      assertEquals(Bytes.ofHex("0102"), peer.read(Handshake.EchoReply.class).data());
    }
  }

  @Test
  void shouldAnswerBrokenMessagesWithTheirErrorAndBytes() throws Exception {
    try (TestPeer peer = TestPeer.to(controllers).greet(OfVersion.V13)) {
      String unknown = "0463000800000005";
      peer.raw(unknown);
      Envelope reply = peer.read();
      assertEquals(5, reply.xid());
      assertEquals(new ErrorMessage(1, 1, Bytes.ofHex(unknown)), reply.message());

      // A flow-mod that is cut off.
      String cut = "040e001000000006" + "0000000000000000";
      peer.raw(cut);
      assertEquals(new ErrorMessage(1, 6, Bytes.ofHex(cut)), peer.read(ErrorMessage.class));

      // All of a request comes back, as far as there is room.
      byte[] large = new byte[0xffff];
      large[0] = 4;
      large[1] = 99;
      large[2] = (byte) 0xff;
      large[3] = (byte) 0xff;
      peer.raw(large);
      assertEquals(Bytes.of(large).first(0xffff - 12), peer.read(ErrorMessage.class).data());

      peer.raw("0105000800000007");
      assertEquals(new ErrorMessage(1, 0, Bytes.ofHex("0105000800000007")), peer.read().message());

      peer.raw(FEATURES_REQUEST_13);
      peer.read(Handshake.FeaturesReply.class);
    }
  }

  @Test
  void shouldEndOnlyTheConnectionWhoseStreamIsBroken() throws Exception {
    try (TestPeer good = TestPeer.to(controllers).greet(OfVersion.V13);
        TestPeer bad = TestPeer.to(controllers).greet(OfVersion.V13);
        TestPeer rude = TestPeer.to(controllers)) {
      bad.raw("0405000400000007"); // Shorter than a header: where does the next one start?
      assertTrue(bad.ends());
      rude.raw(FEATURES_REQUEST_13); // No greeting first.
      assertTrue(rude.ends());
      good.raw(FEATURES_REQUEST_13);
      good.read(Handshake.FeaturesReply.class);
    }
  }

  @Test
  void shouldReadMessagesInAnyPieces() throws Exception {
    try (TestPeer peer = TestPeer.to(controllers).greet(OfVersion.V13)) {
      for (byte b : Bytes.ofHex(FEATURES_REQUEST_13).toArray()) {
        peer.raw(new byte[] {b});
      }
      peer.read(Handshake.FeaturesReply.class);
      peer.raw(FEATURES_REQUEST_13.repeat(1000));
      for (int i = 0; i < 1000; i++) {
        peer.read(Handshake.FeaturesReply.class);
      }
    }
  }

  @Test
  void shouldDropAndCountWhatASlowPeerDoesNotRead() throws Exception {
    byte[] packet = new byte[60_000];
    PacketIn.Standard in =
        new PacketIn.Standard(
            PacketOut.NO_BUFFER, packet.length, 0, 0, 0, OxmMatch.ANY, Bytes.of(packet));
    try (TestPeer slow = TestPeer.to(controllers).greet(OfVersion.V13)) {
      Connection slowOne = TestHandler.next(handler.connected);
      slow.send(new Handshake.SetConfig(0, 0xffff));
      barrier(slow);
      try (TestPeer quick = TestPeer.to(controllers).greet(OfVersion.V13)) {
        Connection quickOne = TestHandler.next(handler.connected);
        quick.send(new Handshake.SetConfig(0, 0xffff));
        barrier(quick);
        for (int i = 0; i < 1000; i++) {
          controllers.tell(in);
          assertArrayEquals(packet, quick.read(PacketIn.Standard.class).data().toArray());
        }
        assertEquals(0, quickOne.dropped());
      }
      assertTrue(slowOne.dropped() > 0, "60 MB were queued");
      // What is queued is at most a megabyte beyond what the system took, and still comes.
      slow.read(PacketIn.Standard.class);
    }
  }

  @Test
  void shouldTellToolsOnlyWhatTheyAskFor() throws Exception {
    PacketIn.Standard in =
        new PacketIn.Standard(PacketOut.NO_BUFFER, 1, 0, 0, 0, OxmMatch.ANY, Bytes.ofHex("01"));
    try (TestPeer tool = TestPeer.to(controllers).greet(OfVersion.V13)) {
      TestHandler.next(handler.connected);
      controllers.tell(in);
      tool.send(new Handshake.BarrierRequest());
      tool.read(Handshake.BarrierReply.class);
      tool.send(new Handshake.SetConfig(0, 128));
      barrier(tool);
      controllers.tell(in);
      tool.read(PacketIn.Standard.class);
    }
  }

  @Test
  void shouldAskASilentPeerAndGiveItUp() throws Exception {
    try (Controllers probing = open(1);
        TestPeer peer = TestPeer.to(probing).greet(OfVersion.V13)) {
      Envelope probe = peer.read();
      assertTrue(probe.message() instanceof Handshake.EchoRequest, probe.toString());
      peer.raw(
          OpenFlowCodec.encode(OfVersion.V13, probe.xid(), new Handshake.EchoReply(Bytes.EMPTY)));
      peer.read(Handshake.EchoRequest.class);
      assertTrue(peer.ends());
      TestHandler.next(handler.closed);
    }
  }

  @Test
  void shouldGiveUpAPeerThatDoesNotReadItsAnswers() throws Exception {
    byte[] echo =
        OpenFlowCodec.encode(
            OfVersion.V13, 1, new Handshake.EchoRequest(Bytes.of(new byte[60_000])));
    try (Controllers probing = open(1);
        TestPeer peer = TestPeer.to(probing).greet(OfVersion.V13)) {
      // Until all buffers between the two are full, and both threads of the connection wait.
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        peer.raw(echo);
                      }
                    } catch (IOException e) {
                      // The other side has closed.
                    }
                  });
      TestHandler.next(handler.closed);
      sender.join();
    }
  }

  /** A bundle of 200,000 flows took longer than the probes' patience. */
  @Test
  void shouldNotGiveUpAPeerThatWaitsForUs() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    handler.barrierWork = () -> assertDoesNotThrow(() -> released.await(60, TimeUnit.SECONDS));
    try (Controllers probing = open(1);
        TestPeer peer = TestPeer.to(probing).greet(OfVersion.V13)) {
      peer.send(new Handshake.BarrierRequest());
      assertNull(handler.closed.poll(5, TimeUnit.SECONDS), "given up while it waited");
      released.countDown();
      peer.read(Handshake.BarrierReply.class);
    }
  }

  /** {@code ovs-ofctl dump-flows BR | less} takes a probe for a wrong answer. */
  @Test
  void shouldNotProbeAToolAtAUnixSocket(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("br0.mgmt");
    ControllerSettings settings =
        new ControllerSettings(
            List.of(Target.parse("punix:" + file)), null, 1, 1, 0, FailMode.SECURE);
    try (Controllers probing = Controllers.open(settings, handler);
        SocketChannel tool = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      tool.write(ByteBuffer.wrap(OpenFlowCodec.encode(OfVersion.V13, 1, offer())));
      TestHandler.next(handler.connected);
      assertNull(handler.closed.poll(5, TimeUnit.SECONDS), "given up");
      assertEquals(1, probing.connections().size());
      tool.write(ByteBuffer.wrap(Bytes.ofHex(FEATURES_REQUEST_13).toArray()));
      DataInputStream in = new DataInputStream(Channels.newInputStream(tool));
      int type;
      do {
        byte[] header = in.readNBytes(OpenFlowCodec.HEADER);
        in.skipNBytes(OpenFlowCodec.length(header, 0) - OpenFlowCodec.HEADER);
        type = header[1];
        assertNotEquals(ECHO_REQUEST, type);
      } while (type != FEATURES_REPLY);
    }
  }

  private static Handshake.Hello offer() {
    return HelloVersions.offer(OfVersion.V13);
  }

  private static void barrier(TestPeer peer) throws IOException {
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
  }
}
