package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Who may ask, and who may change something. Before every handler; stateless.
 *
 * <ul>
 *   <li>On loopback anybody of this machine may ask. The Host must be loopback's, or the address
 *       itself: a page of the internet whose name was made to point here (DNS rebinding) says
 *       another.
 *   <li>Elsewhere, which is always TLS, who asks shows the token: as a bearer's, or as a password,
 *       so that browsers can.
 *   <li>Who changes something shows the token as a bearer's, which no browser does by itself for
 *       another site's page. There are no CORS headers.
 * </ul>
 */
final class Guard {
  private static final Set<HandlerType> ASKING =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private final boolean loopback;
  private final String address;
  private final byte[] token;
  private final String tokenFile;

  /**
   * The one of a server.
   *
   * @param address where it listens, as in a URL, without the port
   */
  Guard(boolean loopback, String address, String token, String tokenFile) {
    this.loopback = loopback;
    this.address = address;
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.tokenFile = tokenFile;
  }

  /** Throws unless the request may go on. */
  void check(Context ctx) {
    if (loopback && !isOurs(host(ctx.header("Host")))) {
      throw new ProblemException(
          421, "this server answers to localhost and 127.0.0.1, not to another Host");
    }
    boolean bearer = bearer(ctx.header("Authorization"));
    if (!ASKING.contains(ctx.method())) {
      if (!bearer) {
        ctx.header("WWW-Authenticate", "Bearer realm=\"sluice\"");
        throw new ProblemException(
            401, "changes need the token of " + tokenFile + " as Authorization: Bearer TOKEN");
      }
    } else if (!loopback && !bearer && !basic(ctx.header("Authorization"))) {
      ctx.header("WWW-Authenticate", "Basic realm=\"sluice\"");
      throw new ProblemException(
          401,
          "show the token of the switch's token file, as Authorization: Bearer TOKEN or as a password");
    }
  }

  private boolean isOurs(String host) {
    return LOOPBACK.contains(host) || host.equals(address);
  }

  /** Without its port; empty when there is none. */
  private static String host(String header) {
    if (header == null) {
      return "";
    }
    int colon = header.lastIndexOf(':');
    String host = colon > header.lastIndexOf(']') ? header.substring(0, colon) : header;
    return host.toLowerCase(Locale.ROOT);
  }

  private boolean bearer(String header) {
    return header != null
        && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isToken(header.substring(BEARER.length()).strip());
  }

  private boolean basic(String header) {
    if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return false;
    }
    try {
      String decoded =
          new String(
              Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
              StandardCharsets.UTF_8);
      return isToken(decoded.substring(decoded.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** In a time that does not tell how much of it was right. */
  private boolean isToken(String shown) {
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }
}
