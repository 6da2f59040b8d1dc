package io.sluice.it;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A controller of OpenFlow 1.3 that greets, answers echo requests and wants nothing. It takes one
 * connection after the other.
 */
final class IdleController implements AutoCloseable {
  private static final int VERSION = 4;
  private static final int HELLO = 0;
  private static final int ECHO_REQUEST = 2;
  private static final int ECHO_REPLY = 3;
  private static final int HEADER = 8;

  private final ServerSocket listening;
  private volatile Socket peer = new Socket();

  IdleController(int port) throws IOException {
    listening = new ServerSocket(port, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String target() {
    return "tcp:127.0.0.1:" + listening.getLocalPort();
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket s = listening.accept()) {
        peer = s;
        talk(new DataInputStream(s.getInputStream()), new DataOutputStream(s.getOutputStream()));
      } catch (IOException e) {
        // It went, or this was closed.
      }
    }
  }

  private static void talk(DataInputStream in, DataOutputStream out) throws IOException {
    send(out, HELLO, 1, new byte[0]);
    while (true) {
      in.readByte();
      int type = in.readUnsignedByte();
      int length = in.readUnsignedShort();
      int xid = in.readInt();
      byte[] body = in.readNBytes(length - HEADER);
      if (type == ECHO_REQUEST) {
        send(out, ECHO_REPLY, xid, body);
      }
    }
  }

  private static void send(DataOutputStream out, int type, int xid, byte[] body)
      throws IOException {
    out.writeByte(VERSION);
    out.writeByte(type);
    out.writeShort(HEADER + body.length);
    out.writeInt(xid);
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    peer.close();
  }
}
