package io.sluice.openflow.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSocket;

/** TCP under TLS. The handshake is made by whoever reads or writes first. */
final class TlsStream implements ByteStream {
  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String peer;

  /**
   * @param peer who it is, for people
   */
  TlsStream(SSLSocket socket, String peer) throws IOException {
    this.socket = socket;
    this.peer = peer;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return in.read(bytes, offset, length);
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    out.flush();
  }

  @Override
  public void close() {
    Closing.quietly(socket);
  }

  @Override
  public String peer() {
    return peer;
  }
}
