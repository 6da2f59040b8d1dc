package io.sluice.daemon.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where the switch speaks HTTP.
 *
 * @param address null: nowhere
 * @param chosen somebody asked for this address: when it is taken, that is a mistake. Else another
 *     port will do, so that several switches of one machine do not fight over it
 * @param tokenFile null: {@code http.token} in the run directory
 * @param tls null: none, which only loopback may do without
 */
public record HttpSettings(InetSocketAddress address, boolean chosen, Path tokenFile, Tls tls) {
  /** SLUICE on a telephone's keys, cut to what a port can be. */
  public static final int PORT = 7584;

  /** On loopback. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(new InetSocketAddress("127.0.0.1", PORT), false, null, null);

  /** Not at all. */
  public static final HttpSettings OFF = new HttpSettings(null, false, null, null);

  /** PEM files: a certificate (chain), and its key. */
  public record Tls(Path certificate, Path privateKey) {}

  public boolean off() {
    return address == null;
  }

  /** Who can reach it is on this machine. */
  public boolean loopback() {
    return address.getAddress() != null && address.getAddress().isLoopbackAddress();
  }

  /** As in a URL. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }
}
