package io.sluice.openflow.connection;

import io.sluice.log.EventLog;
import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;

/**
 * One controller that we connect to, and connect to again. Its thread connects and serves; any
 * thread may ask how it is.
 */
public final class Outgoing {
  private static final EventLog LOG = EventLog.of(Outgoing.class);

  /** What serves a connection until its end. */
  interface Server {
    void serve(Connection connection);
  }

  /** How connections are made of streams. */
  interface Maker {
    Connection make(ByteStream stream);
  }

  /**
   * How it is.
   *
   * @param seconds since it is so
   * @param version null while it is not connected
   * @param role as in {@link Connection#role}
   * @param why it is not connected; empty while it is
   */
  public record State(Target target, long seconds, OfVersion version, long role, String why) {}

  private final Target target;
  private final ControllerSettings settings;

  /** Null while there is none. */
  private volatile Connection connection;

  private volatile String why = "not tried yet";
  private volatile long goneNanos = System.nanoTime();

  Outgoing(Target target, ControllerSettings settings) {
    this.target = target;
    this.settings = settings;
  }

  Target target() {
    return target;
  }

  State state(long nowNanos) {
    Connection c = connection;
    OfVersion version = c == null ? null : c.version();
    boolean there = version != null;
    long since = there ? c.agreedNanos() : goneNanos;
    return new State(
        target,
        Math.max(0, nowNanos - since) / 1_000_000_000L,
        version,
        there ? c.role() : 0,
        there ? "" : why);
  }

  /** Connects once and stays until the end; whether a version was agreed on. */
  boolean run(Maker maker, Server server) {
    Connection made;
    try {
      made = maker.make(Sockets.connect(target, settings.tls()));
    } catch (IOException e) {
      why = e.getMessage();
      LOG.info("openflow-connect-failed", "target", target, "why", why);
      return false;
    }
    connection = made;
    server.serve(made);
    boolean agreed = made.version() != null;
    why = made.ended();
    if (agreed) {
      goneNanos = System.nanoTime();
    } else if (made.tlsFailure() == null) { // else TlsTrouble has said it
      LOG.info("openflow-connect-failed", "target", target, "why", why);
    }
    connection = null;
    return agreed;
  }
}
