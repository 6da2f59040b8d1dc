package io.sluice.openflow.connection;

import java.nio.file.Path;

/**
 * Where a connection goes to or comes from, in the words of {@code ovs-vsctl set-controller}
 * (ovs-vswitchd.conf.db(5), Controller table, target).
 *
 * @param host for TCP; null where a passive one takes all addresses
 * @param port for TCP; 0 in a passive one: any free one
 * @param path for UNIX sockets
 */
public record Target(Kind kind, String host, int port, Path path) {
  /** The port that IANA gave OpenFlow. */
  public static final int DEFAULT_PORT = 6653;

  /** The words. Those with a p listen. */
  public enum Kind {
    TCP("tcp:HOST[:PORT]"),
    SSL("ssl:HOST[:PORT]"),
    UNIX("unix:FILE"),
    PTCP("ptcp:[PORT][:HOST]"),
    PSSL("pssl:[PORT][:HOST]"),
    PUNIX("punix:FILE");

    final String form;

    Kind(String form) {
      this.form = form;
    }

    public boolean passive() {
      return this == PTCP || this == PSSL || this == PUNIX;
    }

    public boolean tls() {
      return this == SSL || this == PSSL;
    }

    public boolean unix() {
      return this == UNIX || this == PUNIX;
    }
  }

  /**
   * Reads the words.
   *
   * @throws IllegalArgumentException with a text for the user
   */
  public static Target parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    for (Kind kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(word) && colon >= 0) {
        return kind.unix() ? unix(kind, rest, text) : tcp(kind, rest, text);
      }
    }
    StringBuilder forms = new StringBuilder();
    for (Kind kind : Kind.values()) {
      forms.append(forms.isEmpty() ? "" : ", ").append(kind.form);
    }
    throw new IllegalArgumentException("'" + text + "' is no target; write one of " + forms);
  }

  private static Target unix(Kind kind, String file, String text) {
    if (file.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no file; write " + kind.form);
    }
    return new Target(kind, null, 0, Path.of(file));
  }

  private static Target tcp(Kind kind, String rest, String text) {
    String host;
    String port;
    if (kind.passive()) {
      int colon = rest.indexOf(':');
      port = colon < 0 ? rest : rest.substring(0, colon);
      host = colon < 0 ? "" : rest.substring(colon + 1);
    } else {
      int colon = rest.endsWith("]") ? -1 : rest.lastIndexOf(':');
      host = colon < 0 ? rest : rest.substring(0, colon);
      port = colon < 0 ? "" : rest.substring(colon + 1);
      if (host.isEmpty()) {
        throw new IllegalArgumentException("'" + text + "' names no host; write " + kind.form);
      }
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Target(kind, host.isEmpty() ? null : host, port(port, text), null);
  }

  private static int port(String port, String text) {
    if (port.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= 0xffff) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'" + text + "': port '" + port + "' is not a number from 0 to 65535");
  }

  @Override
  public String toString() {
    String word = kind.name().toLowerCase(java.util.Locale.ROOT) + ":";
    String address = host != null && host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    if (kind.unix()) {
      return word + path;
    }
    if (kind.passive()) {
      return word + port + (address == null ? "" : ":" + address);
    }
    return word + address + ":" + port;
  }
}
