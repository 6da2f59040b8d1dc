package io.sluice.ring.vhost;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.SocketMessages;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.os.UnixSockets;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * One vhost-user port's socket life: finds a front end (by connecting or by listening), hands its
 * messages to the driver, and starts over when it went. Never waits: the driver calls {@link #next}
 * until it says Waiting or Retry. Owned by the driver's thread (one at a time).
 *
 * <p>Invariant: there is a fresh {@link VhostUserBackend} for each connection, and the old one is
 * closed only by {@link #recycle} or {@link #close}, after its rings stopped.
 */
public final class VhostSession implements AutoCloseable {
  /** How long after a failed connect the next one is due. */
  static final long RETRY_MS = 15;

  /** Messages taken in one go; then others get their turn, however fast this front end writes. */
  static final int MESSAGES_AT_ONCE = 64;

  private static final int NONE = -1;

  private final VhostDeviceConfig config;
  private final SessionReactor reactor;
  private final Runnable listener;
  private final String clientPath;
  private final ServerSocketFile server;
  // Null for one that listens: there each connection is the front end's doing.
  private final ReconnectPace pace;
  private SessionReactor.Watch serverWatch;

  private int connection = NONE;
  private int unconnected = NONE;
  private SessionReactor.Watch watch;
  private VhostMessageReader reader = new VhostMessageReader();
  private VhostUserBackend backend;
  private VhostMessage pending;
  private String lost;
  private String waitsFor = "";
  private boolean rest;
  private int taken;
  private long attempts;
  private long connections;

  private VhostSession(
      VhostDeviceConfig config,
      SessionReactor reactor,
      Runnable listener,
      String clientPath,
      ServerSocketFile server) {
    this.config = config;
    this.reactor = reactor;
    this.listener = listener;
    this.clientPath = clientPath;
    this.server = server;
    pace = clientPath == null ? null : new ReconnectPace(Path.of(clientPath));
    backend = new VhostUserBackend(config);
  }

  /**
   * A session that connects to a socket on which the front end listens, now or later.
   *
   * @param listener told on the reactor's thread that next has something to do
   */
  public static VhostSession client(
      Path path, VhostDeviceConfig config, SessionReactor reactor, Runnable listener) {
    UnixSockets.checkPath(path.toString());
    return new VhostSession(config, reactor, listener, path.toString(), null);
  }

  /**
   * A session that listens; the socket is there when this returns.
   *
   * @throws OsException when it cannot; EADDRINUSE when another process listens there
   */
  public static VhostSession server(
      Path path, VhostDeviceConfig config, SessionReactor reactor, Runnable listener) {
    return new VhostSession(config, reactor, listener, null, ServerSocketFile.open(path));
  }

  /** The engine of the present connection (or the one to come). */
  public VhostUserBackend backend() {
    return backend;
  }

  public boolean connected() {
    return connection != NONE && lost == null;
  }

  /** For people: why there is no connection; empty when there is one. */
  public String waitsFor() {
    return waitsFor;
  }

  /** What there is to tell of the session. Owning thread only. */
  public View view() {
    return new View(
        server == null ? "client" : "server",
        server == null ? clientPath : server.path(),
        connected(),
        waitsFor,
        connections,
        attempts,
        fd(connection),
        fd(server == null ? NONE : server.fd()));
  }

  private static OptionalInt fd(int fd) {
    return fd == NONE ? OptionalInt.empty() : OptionalInt.of(fd);
  }

  /**
   * A session as whoever asks sees it.
   *
   * @param mode client or server
   * @param waitsFor why there is no connection; empty when there is one
   * @param connections that there were
   * @param connectAttempts of a client
   */
  public record View(
      String mode,
      String socket,
      boolean connected,
      String waitsFor,
      long connections,
      long connectAttempts,
      OptionalInt connectionFd,
      OptionalInt listenFd) {}

  /** What there is to do. See each event for what it asks of the driver. */
  public SessionEvent next() {
    if (lost != null) {
      return new SessionEvent.Lost(lost);
    }
    if (pending != null) {
      throw new IllegalStateException("handle the message first: " + pending);
    }
    if (connection == NONE) {
      if (rest) {
        // Who closes as fast as it connects must not keep the driver busy.
        rest = false;
        return new SessionEvent.Retry(RETRY_MS);
      }
      if (pace != null && !pace.due(System.nanoTime())) {
        return new SessionEvent.Retry(RETRY_MS);
      }
      return server == null ? connect() : accept();
    }
    if (taken == MESSAGES_AT_ONCE) {
      taken = 0;
      watch.arm();
      return new SessionEvent.Waiting();
    }
    try {
      return switch (reader.read(connection)) {
        case MESSAGE -> {
          pending = reader.take();
          taken++;
          yield new SessionEvent.Received(pending, backend.ringsToStop(pending));
        }
        case MORE_TO_COME -> {
          taken = 0;
          watch.arm();
          yield new SessionEvent.Waiting();
        }
        case END -> lose("the front end closed the connection");
      };
    } catch (VhostProtocolException | OsException e) {
      return lose(e.getMessage());
    }
  }

  private SessionEvent connect() {
    attempts++;
    try {
      if (unconnected == NONE) {
        unconnected = UnixSockets.stream();
      }
      int r = UnixSockets.connect(unconnected, clientPath);
      if (r != 0) {
        return retry(
            switch (r) {
              case Errno.MISSING -> "there is no socket " + clientPath + " yet";
              case Errno.REFUSED -> "nobody listens on " + clientPath;
              default -> clientPath + " has too many connections waiting";
            });
      }
    } catch (OsException e) {
      // Not ours to judge: a directory without permission now may have it later.
      return retry(e.getMessage());
    }
    int fd = unconnected;
    unconnected = NONE;
    return connected(fd);
  }

  private SessionEvent retry(String why) {
    waitsFor = why;
    return new SessionEvent.Retry(RETRY_MS);
  }

  private SessionEvent accept() {
    int fd;
    try {
      fd = server.accept();
    } catch (OsException e) {
      return retry(e.getMessage()); // out of descriptors, say
    }
    if (fd == Errno.WOULD_BLOCK) {
      waitsFor = "no front end has connected to " + server.path();
      if (serverWatch == null) {
        serverWatch = reactor.watch(server.fd(), listener);
      } else {
        serverWatch.arm();
      }
      return new SessionEvent.Waiting();
    }
    return connected(fd);
  }

  private SessionEvent connected(int fd) {
    connection = fd;
    connections++;
    if (pace != null) {
      pace.connected(System.nanoTime());
    }
    waitsFor = "";
    watch = reactor.watch(fd, listener);
    return new SessionEvent.Connected();
  }

  private SessionEvent lose(String reason) {
    lost = reason;
    return new SessionEvent.Lost(reason);
  }

  /** Handles the message of the last Received and answers it. Failure shows as the next Lost. */
  public void handle() {
    VhostMessage message = pending;
    if (message == null) {
      throw new IllegalStateException("there is no message to handle");
    }
    pending = null;
    try {
      byte[] reply = backend.handle(message);
      if (reply != null
          && SocketMessages.send(connection, reply, 0, reply.length) != reply.length) {
        lose("the front end does not read its replies");
      }
    } catch (VhostProtocolException | OsException e) {
      lose(e.getMessage());
    }
  }

  /** Ends the connection from our side; next says Lost with this reason. */
  public void fail(String reason) {
    if (connection != NONE && lost == null) {
      lose(reason);
    }
  }

  /** After Lost, when every ring has stopped: gives back all that the front end gave. */
  public void recycle() {
    disconnect();
    if (pace != null) {
      pace.lost(System.nanoTime());
    }
    backend = new VhostUserBackend(config);
    waitsFor = lost == null ? "" : lost;
    lost = null;
    taken = 0;
    rest = true;
  }

  private void disconnect() {
    backend.close();
    reader.close();
    reader = new VhostMessageReader();
    if (pending != null) {
      pending.close();
      pending = null;
    }
    if (connection != NONE) {
      watch.cancel();
      watch = null;
      Unistd.close(connection);
      connection = NONE;
    }
  }

  /** Ends the port, when every ring has stopped. A socket file of ours is removed. */
  @Override
  public void close() {
    disconnect();
    if (unconnected != NONE) {
      Unistd.close(unconnected);
      unconnected = NONE;
    }
    if (server != null) {
      if (serverWatch != null) {
        serverWatch.cancel();
        serverWatch = null;
      }
      server.close();
    }
    lost = "closed";
  }
}
