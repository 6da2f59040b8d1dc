package io.sluice.daemon.config;

import com.typesafe.config.ConfigValue;
import io.sluice.openflow.connection.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what a file says about HTTP. */
final class HttpReader {
  private static final String ADDRESS = "address";
  private static final String TOKEN_FILE = "token-file";
  private static final String TLS = "tls";
  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "private-key";
  private static final int MAX_PORT = 0xffff;

  private HttpReader() {}

  /** Reads {@code sluice.http}: where it listens; without it, on loopback. */
  static HttpSettings read(Section sluice) throws ConfigProblem {
    Section http = sluice.section("http");
    http.expectOnly(List.of(ADDRESS, TOKEN_FILE, TLS));
    Path tokenFile = http.has(TOKEN_FILE) ? Path.of(http.text(TOKEN_FILE, "")) : null;
    HttpSettings.Tls tls = tls(http);
    HttpSettings usual = HttpSettings.DEFAULT;
    if (!http.has(ADDRESS)) {
      return new HttpSettings(usual.address(), usual.chosen(), tokenFile, tls);
    }
    String address = http.text(ADDRESS, "");
    if (address.equals("off") || address.equals("false")) {
      return HttpSettings.OFF;
    }
    HttpSettings read = new HttpSettings(address(http, address), true, tokenFile, tls);
    if (!read.loopback() && tls == null) {
      throw http.problem(
          http.value(ADDRESS),
          "sluice.http.address: %s is not loopback, so it needs sluice.http.tls { %s, %s }, PEM files; or say 127.0.0.1:%d"
              .formatted(address, CERTIFICATE, KEY, read.address().getPort()));
    }
    return read;
  }

  /** Only numbers: a name would be asked of a server, which a start must not wait for. */
  private static InetSocketAddress address(Section http, String text) throws ConfigProblem {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.equals("localhost")) {
      host = "127.0.0.1";
    } else if (!host.matches("[0-9.]+")) {
      host = "";
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (!host.isEmpty() && port >= 0 && port <= MAX_PORT) {
        return new InetSocketAddress(InetAddress.getByName(host), port);
      }
    } catch (NumberFormatException | UnknownHostException e) {
      // Said below.
    }
    throw http.problem(
        http.value(ADDRESS),
        "sluice.http.address: expected an IP address and a port as 127.0.0.1:%d or [::1]:%d, or off, got '%s'"
            .formatted(HttpSettings.PORT, HttpSettings.PORT, text));
  }

  private static HttpSettings.Tls tls(Section http) throws ConfigProblem {
    if (!http.has(TLS)) {
      return null;
    }
    Section tls = http.section(TLS);
    tls.expectOnly(List.of(CERTIFICATE, KEY));
    HttpSettings.Tls files = new HttpSettings.Tls(file(tls, CERTIFICATE), file(tls, KEY));
    try {
      TlsFiles.serverContext(files.privateKey(), files.certificate());
    } catch (IOException e) {
      throw tls.problem("sluice.http.tls: " + e.getMessage());
    }
    return files;
  }

  private static Path file(Section tls, String key) throws ConfigProblem {
    ConfigValue at = tls.value(key);
    if (at == null) {
      throw tls.problem(
          "sluice.http.tls: expected %s and %s, PEM files".formatted(CERTIFICATE, KEY));
    }
    Path file = Path.of(tls.text(key, ""));
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw tls.problem(
          at, "sluice.http.tls.%s: expected a readable PEM file, got %s".formatted(key, file));
    }
    return file;
  }
}
