package io.sluice.openflow.connection;

import io.sluice.log.EventLog;
import io.sluice.openflow.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * All connections of one bridge: listens, connects, connects again. Each target has a thread, each
 * connection two; none of them is a lane. They are the system's: a virtual thread that reads costs
 * three more changes of threads for a request.
 */
public final class Controllers implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Controllers.class);

  /**
   * At each place where it listens: each holds buffers, and whoever may connect must not fill the
   * heap; nor may who connects by TCP keep this machine's own tools from the Unix socket.
   */
  private static final int MAX_CONNECTIONS = 64;

  private final ControllerSettings settings;
  private final MessageHandler handler;
  private final Roles roles = new Roles();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final List<Acceptor> acceptors = new ArrayList<>();
  private final List<Outgoing> outgoing = new ArrayList<>();
  private final List<Snooping> snooping = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;
  private volatile long lastControllerNanos = System.nanoTime();

  private Controllers(ControllerSettings settings, MessageHandler handler) {
    this.settings = settings;
    this.handler = handler;
  }

  /**
   * Listens at all passive targets and starts to connect to the others.
   *
   * @throws IOException where it cannot listen, with a text for the user; then nothing is open
   */
  public static Controllers open(ControllerSettings settings, MessageHandler handler)
      throws IOException {
    Controllers controllers = new Controllers(settings, handler);
    settings.targets().stream()
        .filter(target -> !target.kind().passive())
        .forEach(target -> controllers.outgoing.add(new Outgoing(target, settings)));
    try {
      for (Target target : settings.targets()) {
        if (target.kind().passive()) {
          controllers.listen(target);
        }
      }
    } catch (IOException e) {
      controllers.close();
      throw e;
    }
    for (Acceptor acceptor : controllers.acceptors) {
      controllers.start("openflow-listen " + acceptor.target(), () -> controllers.accept(acceptor));
    }
    for (Snooping snoop : controllers.snooping) {
      controllers.start("openflow-snoop-listen", snoop::run);
    }
    if (settings.probeSeconds() > 0) {
      controllers.start("openflow-watch", controllers::watch);
    }
    for (Outgoing out : controllers.outgoing) {
      controllers.start("openflow-connect " + out.target(), () -> controllers.connect(out));
    }
    return controllers;
  }

  /** Tells all that want to know. Never waits. */
  public void tell(Message message) {
    for (Connection connection : connections) {
      connection.tell(message);
    }
  }

  /** The connections at present. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** The controllers that it connects to, in the order of the settings. Any thread; never waits. */
  public List<Outgoing.State> states() {
    long now = System.nanoTime();
    return outgoing.stream().map(out -> out.state(now)).toList();
  }

  /** Where it listens, with the ports it got. */
  public List<Target> listening() {
    return acceptors.stream().map(Acceptor::target).toList();
  }

  /**
   * Whether the bridge should work as a learning switch by itself: fail-standalone, and no
   * controller for three times the probe's interval. Tools that come in are no controllers.
   *
   * @param nowNanos as {@link System#nanoTime}
   */
  public boolean standalone(long nowNanos) {
    if (settings.failMode() == FailMode.SECURE
        || settings.targets().stream().allMatch(target -> target.kind().passive())) {
      return false;
    }
    if (connections.stream().anyMatch(c -> !c.service() && c.version() != null)) {
      lastControllerNanos = nowNanos;
      return false;
    }
    return nowNanos - lastControllerNanos >= 3_000_000_000L * Math.max(1, settings.probeSeconds());
  }

  /** Ends all connections; when it returns, the ports are free. */
  @Override
  public void close() {
    closed = true;
    acceptors.forEach(Acceptor::close);
    snooping.forEach(Snooping::close);
    connections.forEach(Connection::close);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        // A port is free when the thread that waits at it has noticed.
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void listen(Target target) throws IOException {
    try {
      acceptors.add(Sockets.listen(target, settings.tls()));
    } catch (IOException e) {
      throw new IOException("cannot listen at " + target + ": " + e.getMessage(), e);
    }
    Target snoop = Snooping.beside(target);
    if (snoop != null) {
      try {
        snooping.add(Snooping.listen(snoop, this::controller));
      } catch (IOException e) {
        throw new IOException("cannot listen at " + snoop + ": " + e.getMessage(), e);
      }
    }
  }

  /** The controller that may do most, or null. */
  private Connection controller() {
    return connections.stream()
        .filter(c -> !c.service() && c.version() != null)
        .max(Comparator.comparingInt(Snooping::preference))
        .orElse(null);
  }

  private void accept(Acceptor acceptor) {
    // Who uses a Unix socket is on this machine: its end is seen at once, and a tool may be stopped
    // for long, by a pager or by its user.
    ControllerSettings own =
        acceptor.target().kind() == Target.Kind.PUNIX ? settings.with(0) : settings;
    Semaphore seats = new Semaphore(MAX_CONNECTIONS);
    while (!closed) {
      try {
        ByteStream stream = acceptor.accept();
        if (!seats.tryAcquire()) {
          LOG.warn(
              "too-many-openflow-connections",
              "target",
              acceptor.target(),
              "limit",
              MAX_CONNECTIONS);
          stream.close();
          continue;
        }
        Thread.ofPlatform()
            .daemon()
            .name("openflow-read " + stream.peer())
            .start(() -> serve(connection(stream, true, own), seats));
      } catch (IOException e) {
        if (closed) {
          return;
        }
        // As when there are no file descriptors left: others may close some.
        LOG.warn("openflow-accept-failed", "target", acceptor.target(), "why", e.getMessage());
        if (!pause(100)) {
          return;
        }
      }
    }
  }

  private void connect(Outgoing out) {
    Backoff backoff = new Backoff(1000, 1000L * Math.max(1, settings.maxBackoffSeconds()));
    while (!closed) {
      if (out.run(stream -> connection(stream, false, settings), this::serve)) {
        backoff.reset();
      }
      if (!pause(backoff.next())) {
        return;
      }
    }
  }

  private Connection connection(ByteStream stream, boolean service, ControllerSettings own) {
    return new Connection(stream, service, own, roles, handler);
  }

  private void serve(Connection connection, Semaphore seats) {
    try {
      serve(connection);
    } finally {
      seats.release();
    }
  }

  /** Until its end. */
  private void serve(Connection connection) {
    connections.add(connection);
    if (closed) {
      connection.close();
    }
    connection.run();
    if (connection.tlsFailure() != null && !closed) {
      TlsTrouble.report(connection.peer(), connection.tlsFailure());
    }
    connections.remove(connection);
    if (!connection.service() && connection.version() != null) {
      lastControllerNanos = System.nanoTime();
    }
  }

  private void watch() {
    while (pause(1000)) {
      long now = System.nanoTime();
      for (Connection connection : connections) {
        if (connection.dead(now)) {
          connection.log("openflow-peer-stuck", "why", "neither writes nor reads");
          connection.giveUp("it neither writes nor reads");
        }
      }
    }
  }

  private boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void start(String name, Runnable work) {
    threads.add(Thread.ofPlatform().daemon().name(name).start(work));
  }
}
