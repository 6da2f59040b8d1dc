package io.sluice.openflow.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Opens connections and listening sockets for targets. */
final class Sockets {
  private static final int CONNECT_MILLIS = 5000;
  private static final int BACKLOG = 64;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFSOCK = 0xc000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private Sockets() {}

  /**
   * Connects, which may block.
   *
   * @param tls null where the target needs none
   */
  static ByteStream connect(Target target, TlsFiles tls) throws IOException {
    if (target.kind().unix()) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(target.path()));
        return new ChannelStream(channel, target.toString());
      } catch (IOException e) {
        Closing.quietly(channel);
        throw e;
      }
    }
    InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
    if (address.isUnresolved()) {
      throw new IOException("no address for " + target.host());
    }
    if (target.kind().tls()) {
      SSLSocket socket =
          (SSLSocket) needed(tls, target).context().getSocketFactory().createSocket();
      try {
        socket.connect(address, CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setUseClientMode(true);
        return new TlsStream(socket, target.toString());
      } catch (IOException e) {
        Closing.quietly(socket);
        throw e;
      }
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, CONNECT_MILLIS);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new ChannelStream(channel, target.toString());
    } catch (IOException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  /** Listens. */
  static Acceptor listen(Target target, TlsFiles tls) throws IOException {
    return switch (target.kind()) {
      case PUNIX -> listenUnix(target);
      case PSSL -> listenTls(target, needed(tls, target));
      default -> listenTcp(target);
    };
  }

  private static InetSocketAddress address(Target target) {
    return target.host() == null
        ? new InetSocketAddress(target.port())
        : new InetSocketAddress(target.host(), target.port());
  }

  private static Acceptor listenTcp(Target target) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address(target), BACKLOG);
    } catch (IOException e) {
      Closing.quietly(server);
      throw e;
    }
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    return new ChannelAcceptor(server, new Target(target.kind(), target.host(), port, null), null);
  }

  private static Acceptor listenUnix(Target target) throws IOException {
    removeStale(target.path());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(target.path()), BACKLOG);
    } catch (IOException e) {
      Closing.quietly(server);
      throw e;
    }
    try {
      // Who may write to it may change every flow: whatever the umask was, only the owner.
      Files.setPosixFilePermissions(target.path(), OWNER_ONLY);
    } catch (IOException e) {
      Closing.quietly(server);
      Files.deleteIfExists(target.path());
      throw e;
    }
    return new ChannelAcceptor(server, target, target.path());
  }

  /**
   * Removes the socket of a process that is gone; another's, and what is no socket, stays and is an
   * error. To connect to a plain file is refused just as to a socket that nobody listens on.
   */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (((int) Files.getAttribute(path, "unix:mode") & S_IFMT) != S_IFSOCK) {
      throw new IOException("there is a file that is no socket; remove it, or choose another path");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (java.net.ConnectException e) {
      Files.delete(path);
      return;
    }
    throw new IOException(path + " is in use by another process");
  }

  private static Acceptor listenTls(Target target, TlsFiles tls) throws IOException {
    InetSocketAddress address = address(target);
    InetAddress host = target.host() == null ? null : address.getAddress();
    SSLServerSocket server =
        (SSLServerSocket)
            tls.context().getServerSocketFactory().createServerSocket(target.port(), BACKLOG, host);
    server.setNeedClientAuth(true);
    Target bound = new Target(target.kind(), target.host(), server.getLocalPort(), null);
    return new Acceptor() {
      @Override
      public ByteStream accept() throws IOException {
        SSLSocket socket = (SSLSocket) server.accept();
        socket.setTcpNoDelay(true);
        return new TlsStream(socket, String.valueOf(socket.getRemoteSocketAddress()));
      }

      @Override
      public Target target() {
        return bound;
      }

      @Override
      public void close() {
        Closing.quietly(server);
      }
    };
  }

  private static TlsFiles needed(TlsFiles tls, Target target) throws IOException {
    if (tls == null) {
      throw new IOException(
          target + " needs a private key, a certificate and a CA certificate; none are configured");
    }
    return tls;
  }

  /**
   * @param file to be removed at the end, or null
   */
  private record ChannelAcceptor(ServerSocketChannel server, Target target, Path file)
      implements Acceptor {
    @Override
    public ByteStream accept() throws IOException {
      SocketChannel channel = server.accept();
      if (file == null) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      return new ChannelStream(
          channel, file != null ? target.toString() : String.valueOf(channel.getRemoteAddress()));
    }

    @Override
    public void close() {
      Closing.quietly(server);
      if (file != null) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // The next one to listen here removes it.
        }
      }
    }
  }
}
