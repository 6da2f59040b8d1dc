package io.sluice.daemon.http;

import io.sluice.daemon.api.ApiException;
import io.sluice.daemon.config.HttpSettings;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;

/**
 * The socket, bound before the server is there that will accept: whether the address can be had is
 * known before the switch is ready, and who connects in between waits.
 */
final class Listening implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final String insteadOf;

  private Listening(ServerSocketChannel channel, String insteadOf) throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    this.insteadOf = insteadOf;
  }

  /**
   * Binds.
   *
   * @throws ApiException with a message for the user, when the address was asked for and cannot be
   *     had
   */
  static Listening open(HttpSettings settings) {
    InetSocketAddress wanted = settings.address();
    try {
      return new Listening(bound(wanted), "");
    } catch (IOException e) {
      if (settings.chosen()) {
        throw refusal(wanted, e);
      }
    }
    try {
      InetSocketAddress other = new InetSocketAddress(wanted.getAddress(), 0);
      return new Listening(bound(other), "port " + wanted.getPort() + " is taken");
    } catch (IOException e) {
      throw refusal(wanted, e);
    }
  }

  private static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
    // Of the address's own kind: 0.0.0.0 would become [::], with another meaning.
    ServerSocketChannel channel =
        ServerSocketChannel.open(
            address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    try {
      return channel.bind(address, BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ApiException refusal(InetSocketAddress address, IOException e) {
    return new ApiException(
        "sluice.http.address: cannot listen on %s: %s; choose another port, 0 for any, or off"
            .formatted(text(address), Objects.requireNonNullElse(e.getMessage(), "not possible")));
  }

  ServerSocketChannel channel() {
    return channel;
  }

  InetSocketAddress address() {
    return address;
  }

  /** Why it is not the usual port; empty when it is. */
  String insteadOf() {
    return insteadOf;
  }

  /** As in a URL. */
  static String text(InetSocketAddress address) {
    return host(address) + ":" + address.getPort();
  }

  /** The same without the port. */
  static String host(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return ip instanceof Inet6Address ? "[" + host + "]" : host;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody is there to be told.
    }
  }
}
