package io.sluice.daemon.http;

import io.sluice.daemon.config.HttpSettings;
import io.sluice.openflow.connection.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's end of the socket, with TLS where the settings say so. */
final class Connectors {
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;

  private Connectors() {}

  static Connector make(
      Server jetty,
      HttpConfiguration http,
      Listening listening,
      HttpSettings settings,
      int idleMs) {
    http.setSendServerVersion(false);
    ServerConnector connector;
    if (settings.tls() == null) {
      connector = new ServerConnector(jetty, ACCEPTORS, SELECTORS, new HttpConnectionFactory(http));
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      try {
        tls.setSslContext(
            TlsFiles.serverContext(settings.tls().privateKey(), settings.tls().certificate()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      connector =
          new ServerConnector(
              jetty,
              ACCEPTORS,
              SELECTORS,
              new SslConnectionFactory(tls, "http/1.1"),
              new HttpConnectionFactory(http));
    }
    connector.setIdleTimeout(idleMs);
    Seats seats = new Seats(connector.getScheduler());
    http.addCustomizer(seats);
    connector.addBean(seats);
    try {
      connector.open(listening.channel());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }
}
