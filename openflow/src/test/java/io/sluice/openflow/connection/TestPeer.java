package io.sluice.openflow.connection;

import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.HelloVersions;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** A controller under a test's hand. Every read fails after a minute. */
public final class TestPeer implements AutoCloseable {
  final Socket socket;
  private final DataInputStream in;
  private OfVersion version = OfVersion.V13;
  private long xid = 100;

  private TestPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
  }

  static TestPeer to(Controllers controllers) throws IOException {
    return to(controllers.listening().getFirst().port());
  }

  /** To a port of this machine. */
  public static TestPeer to(int port) throws IOException {
    return new TestPeer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** The other side of a connection that came. */
  public static TestPeer of(Socket accepted) throws IOException {
    return new TestPeer(accepted);
  }

  /** Greets in a version and reads the other side's greeting. */
  public TestPeer greet(OfVersion version) throws IOException {
    this.version = version;
    send(HelloVersions.offer(version));
    if (!(read().message() instanceof Handshake.Hello)) {
      throw new AssertionError("no greeting");
    }
    return this;
  }

  public long send(Message message) throws IOException {
    raw(OpenFlowCodec.encode(version, ++xid, message));
    return xid;
  }

  public void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  public void raw(String hex) throws IOException {
    raw(Bytes.ofHex(hex).toArray());
  }

  public Envelope read() throws IOException {
    byte[] header = new byte[OpenFlowCodec.HEADER];
    in.readFully(header);
    byte[] message = Arrays.copyOf(header, OpenFlowCodec.length(header, 0));
    in.readFully(message, OpenFlowCodec.HEADER, message.length - OpenFlowCodec.HEADER);
    return OpenFlowCodec.decode(message);
  }

  /**
   * The next message, which must be of this class. Probes before it are answered, as a controller
   * does: on a busy machine a second without a word from us goes by.
   */
  public <T extends Message> T read(Class<T> type) throws IOException {
    Envelope next = read();
    while (next.message() instanceof Handshake.EchoRequest probe && !type.isInstance(probe)) {
      raw(OpenFlowCodec.encode(version, next.xid(), new Handshake.EchoReply(probe.data())));
      next = read();
    }
    return type.cast(next.message());
  }

  /** Whether the other side closes, whatever it still sends. */
  public boolean ends() throws IOException {
    byte[] rest = new byte[4096];
    int read;
    do {
      read = in.read(rest);
    } while (read >= 0);
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
