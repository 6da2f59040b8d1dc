package io.sluice.daemon.api;

import io.sluice.actors.SwitchApi;
import io.sluice.daemon.api.Frames.Frame;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The switch's side of the local API. One thread accepts; each connection has a virtual thread of
 * its own, a deadline, and one request. There are at most {@link #MAX_CLIENTS}; one more is told
 * so. What a client does wrong ends its own connection only.
 */
public final class LocalApi implements AutoCloseable {
  static final int MAX_CLIENTS = 32;

  /** For a request to arrive, be carried out and be read by its client. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Path socket;
  private final RunDir runDir;
  private final ServerSocketChannel server;
  private final Requests requests;
  private final Duration deadline;
  private final Semaphore free = new Semaphore(MAX_CLIENTS);
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("local-api-deadlines").daemon().factory());

  private LocalApi(
      Path socket,
      RunDir runDir,
      ServerSocketChannel server,
      Requests requests,
      Duration deadline) {
    this.socket = socket;
    this.runDir = runDir;
    this.server = server;
    this.requests = requests;
    this.deadline = deadline;
  }

  /**
   * Takes the run directory (made when it is missing, for its owner only) and listens there.
   *
   * @throws ApiException with a message for the user, when another switch runs there or the
   *     directory cannot be used
   */
  public static AutoCloseable open(Path runDir, Requests requests) {
    return open(runDir, requests, DEADLINE);
  }

  /** The same without companions. */
  public static AutoCloseable open(Path runDir, SwitchApi api) {
    return open(runDir, new Requests(api, Companions.NONE));
  }

  /**
   * Refuses as {@link #open} would, before anything is started for it. Only for messages in time:
   * it is open that takes the directory.
   */
  public static void check(Path runDir) {
    closeQuietly(RunDir.take(runDir));
  }

  static LocalApi open(Path runDir, SwitchApi api, Duration deadline) {
    return open(runDir, new Requests(api, Companions.NONE), deadline);
  }

  private static LocalApi open(Path runDir, Requests requests, Duration deadline) {
    RunDir taken = RunDir.take(runDir);
    Path socket = RunDir.socket(runDir);
    ServerSocketChannel server = null;
    try {
      Files.deleteIfExists(socket); // of a switch that was killed: we hold the lock
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket), MAX_CLIENTS);
      RunDir.protect(socket);
    } catch (IOException e) {
      closeQuietly(server);
      closeQuietly(taken);
      throw new ApiException("cannot listen on " + socket + ": " + RunDir.reason(e));
    }
    LocalApi local = new LocalApi(socket, taken, server, requests, deadline);
    Thread.ofPlatform().name("local-api").daemon().start(local::accept);
    return local;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        clients.add(client);
        if (!server.isOpen()) {
          end(client);
        } else if (free.tryAcquire()) {
          Thread.ofVirtual().name("local-api-client").start(() -> serve(client));
        } else {
          refuse(client);
        }
      } catch (IOException e) {
        // Closed, or out of descriptors: the next one may fare better, but do not spin.
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(SocketChannel client) {
    try {
      client.configureBlocking(false); // a few bytes into an empty socket: never waits
      answer(client, new Answer("", "the switch has too many clients now; try again\n", 1));
    } catch (IOException e) {
      // It left.
    } finally {
      end(client);
    }
  }

  private void serve(SocketChannel client) {
    ScheduledFuture<?> timeout =
        deadlines.schedule(() -> end(client), deadline.toMillis(), TimeUnit.MILLISECONDS);
    try {
      answer(client, request(client, timeout));
    } catch (IOException e) {
      // The client left, or its time is over.
    } finally {
      timeout.cancel(false);
      free.release(); // first: who sees the end of its connection can make another
      end(client);
    }
  }

  private Answer request(SocketChannel client, ScheduledFuture<?> timeout) throws IOException {
    try {
      Frame frame = Frames.read(client, Frames.MAX_REQUEST);
      if (frame.type() != Frames.REQUEST) {
        throw new Frames.ProtocolException("expected a request, got type " + frame.type());
      }
      List<String> words = Frames.words(frame.payload());
      if (words.getFirst().equals(DumpRequests.VERB)) {
        timeout.cancel(false); // it is over when the client goes
        return requests.dump(words.subList(1, words.size()), new Peer(client));
      }
      return requests.execute(words);
    } catch (Frames.ProtocolException e) {
      return new Answer("", e.getMessage() + "\n", 2);
    }
  }

  /** A client that converses. */
  private record Peer(SocketChannel client) implements DumpRequests.Peer {
    @Override
    public List<String> hear() throws IOException {
      return Frames.words(Frames.read(client, Frames.MAX_REQUEST).payload());
    }

    @Override
    public void tell(List<String> words) throws IOException {
      Frames.write(client, Frames.WORDS, Frames.words(words));
    }
  }

  private static void answer(SocketChannel client, Answer answer) throws IOException {
    Frames.writeText(client, Frames.OUT, answer.out());
    Frames.writeText(client, Frames.ERR, answer.err());
    Frames.write(client, Frames.EXIT, ByteBuffer.allocate(4).putInt(0, answer.exitCode()));
  }

  private void end(SocketChannel client) {
    clients.remove(client);
    closeQuietly(client);
  }

  private static void closeQuietly(AutoCloseable c) {
    try {
      if (c != null) {
        c.close();
      }
    } catch (Exception e) {
      // There is nobody left to tell.
    }
  }

  /** Ends every connection, removes the socket and gives the directory back. */
  @Override
  public void close() {
    closeQuietly(server);
    clients.forEach(this::end);
    deadlines.shutdownNow();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      // The next switch removes it.
    }
    closeQuietly(runDir);
  }
}
