package io.sluice.daemon.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import io.sluice.actors.SwitchException;
import io.sluice.daemon.api.ApiException;
import io.sluice.daemon.config.HttpSettings;
import io.sluice.log.EventLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The server: bound when it is opened, started when the switch is ready, on a thread of its own, so
 * that ready does not wait for it. Its threads are few, and never a lane's.
 *
 * <p>{@code http.url} in the run directory says where it is, while it is.
 */
public final class HttpServer implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(HttpServer.class);

  /** For what the server itself does; a request has a virtual thread of its own. */
  private static final int MOST_THREADS = 8;

  private static final int LEAST_THREADS = 4;
  private static final int THREAD_IDLE_MS = 30_000;
  private static final int STOP_MS = 200;
  private static final long START_PATIENCE_MS = 1_500;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);
  private static final long MOST_BODY_BYTES = 8L << 20;

  /** A client that neither sends nor takes for so long is cut. */
  private static final int IDLE_MS = 20_000;

  private final HttpSettings settings;
  private final Listening listening;
  private final Path urlFile;
  private final Path tokenFile;
  private final Guard guard;
  private final List<Routes> kinds;
  private final int idleMs;
  private final Thread starter;
  private Javalin server;
  private boolean closed;

  private HttpServer(
      HttpSettings settings,
      Listening listening,
      Path runDir,
      Path tokenFile,
      String token,
      List<Routes> kinds,
      int idleMs) {
    this.settings = settings;
    this.listening = listening;
    this.tokenFile = tokenFile;
    this.kinds = kinds;
    this.idleMs = idleMs;
    urlFile = urlFile(runDir);
    guard =
        new Guard(
            settings.loopback(), Listening.host(listening.address()), token, tokenFile.toString());
    starter = Thread.ofPlatform().name("http-start").daemon().unstarted(this::run);
  }

  /** What it says, while a switch runs there, is where to ask it. */
  public static Path urlFile(Path runDir) {
    return runDir.resolve("http.url");
  }

  /**
   * Binds; nothing is answered before {@link #start}.
   *
   * @return null when the settings say off
   * @throws ApiException with a message for the user
   */
  public static HttpServer open(HttpSettings settings, Path runDir, List<Routes> kinds) {
    return open(settings, runDir, kinds, IDLE_MS);
  }

  /** The same, with another patience with clients. */
  static HttpServer open(HttpSettings settings, Path runDir, List<Routes> kinds, int idleMs) {
    if (settings.off()) {
      return null;
    }
    Path tokenFile =
        settings.tokenFile() == null ? runDir.resolve("http.token") : settings.tokenFile();
    String token = OwnerFile.token(tokenFile);
    Listening listening = Listening.open(settings);
    HttpServer made = new HttpServer(settings, listening, runDir, tokenFile, token, kinds, idleMs);
    try {
      OwnerFile.write(made.urlFile, made.url());
      return made;
    } catch (IOException e) {
      listening.close();
      throw new ApiException("cannot write %s: %s".formatted(made.urlFile, e.getMessage()));
    }
  }

  /** Where it is. */
  public String url() {
    return settings.scheme() + "://" + Listening.text(listening.address());
  }

  /** A line for who starts the switch. */
  public String describe() {
    return "%s/v1%s; changes need the token in %s"
        .formatted(
            url(),
            listening.insteadOf().isEmpty() ? "" : " (" + listening.insteadOf() + ")",
            tokenFile);
  }

  /** Method and path of every handler; once it has started. */
  synchronized List<String> handlers() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .filter(endpoint -> !endpoint.method.equals(HandlerType.HEAD))
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .sorted()
        .toList();
  }

  /** Starts to answer, soon; returns at once. */
  public void start() {
    starter.start();
  }

  /** Waits until it answers; for tests and for what is trained. */
  public void awaitStarted() throws InterruptedException {
    starter.join();
  }

  private void run() {
    if (isClosed()) {
      return;
    }
    try {
      Javalin started = Javalin.create(this::configure).start();
      if (!keep(started)) {
        started.stop();
      }
    } catch (RuntimeException e) {
      // Who stops the switch while this starts takes the socket away.
      if (listening.isOpen()) {
        LOG.defect(e, "http-not-started", "url", url());
      }
    }
  }

  /** False: the switch has ended meanwhile. */
  private synchronized boolean keep(Javalin started) {
    server = started;
    return !closed;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = MOST_BODY_BYTES;
    config.http.compressionStrategy = CompressionStrategy.NONE; // loopback is faster than gzip
    config.jetty.threadPool = threads();
    config.jetty.addConnector(
        (jetty, http) -> Connectors.make(jetty, http, listening, settings, idleMs));
    config.jetty.modifyServer(HttpServer::serverSettings);
    config.routes.before(this::begin);
    config.routes.exception(ProblemException.class, HttpServer::problem);
    config.routes.exception(SwitchException.class, HttpServer::refused);
    config.routes.exception(HttpResponseException.class, HttpServer::failed);
    config.routes.exception(Exception.class, HttpServer::defect);
    config.router.javaLangErrorHandler(HttpServer::broken);
    kinds.forEach(kind -> kind.add(config.routes));
    answerHeads(config);
  }

  /** As GET, without the body; of the stream of events there would be no end. */
  private static void answerHeads(JavalinConfig config) {
    for (ParsedEndpoint parsed : config.unsafe.internalRouter.allHttpHandlers()) {
      Endpoint get = parsed.endpoint;
      if (get.method.equals(HandlerType.GET) && !get.path.equals(EventRoutes.PATH)) {
        config.routes.addHttpHandler(HandlerType.HEAD, get.path, get.handler);
      }
    }
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS, THREAD_IDLE_MS);
    pool.setName("http");
    pool.setDaemon(true);
    pool.setStopTimeout(STOP_MS);
    // Who does not read an answer keeps what it is written by: no thread that others wait for.
    pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-request-"));
    return pool;
  }

  private static void serverSettings(Server jetty) {
    jetty.setStopTimeout(0);
    jetty.setErrorHandler(new JettyProblems());
    jetty.addBean(new NetworkConnectionLimit(Seats.MOST, jetty));
  }

  private void begin(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("X-Content-Type-Options", "nosniff");
    guard.check(ctx);
  }

  private static void problem(ProblemException e, Context ctx) {
    Problem.of(e.status(), e.getMessage(), ctx.path()).answer(ctx);
  }

  /** The switch is as it was. */
  private static void refused(SwitchException e, Context ctx) {
    Problem.of(409, e.getMessage(), ctx.path()).answer(ctx);
  }

  /** What the server itself refuses. */
  private static void failed(HttpResponseException e, Context ctx) {
    String detail =
        switch (e.getStatus()) {
          case 404 -> "there is no such path; /v1 lists those that there are";
          case 405 -> {
            String allowed = e.getDetails().getOrDefault("availableMethods", "GET");
            ctx.header("Allow", allowed);
            yield "this path knows " + allowed + ", not " + ctx.method();
          }
          case 413 -> "the body is longer than " + MOST_BODY_BYTES + " bytes";
          default -> String.valueOf(e.getMessage());
        };
    Problem.of(e.getStatus(), detail, ctx.path()).answer(ctx);
  }

  private static void defect(Exception e, Context ctx) {
    LOG.defect(e, "http-defect", "method", ctx.method(), "path", ctx.path());
    Problem.of(500, "a defect in the switch; its log says more", ctx.path()).answer(ctx);
  }

  /**
   * Where a class is missing, because the jar of a switch that runs was replaced, those for logging
   * may be too; what throws here would be asked for ever.
   */
  private static void broken(HttpServletResponse response, Error error) {
    response.setStatus(500);
    try {
      LOG.defect(error, "http-defect");
    } catch (Error again) {
      // Nothing is left to say it with.
    }
  }

  /** Ends connections, however far it had started, and removes {@code http.url}. */
  @Override
  public void close() {
    listening.close();
    try {
      Files.deleteIfExists(urlFile);
      starter.join(START_PATIENCE_MS);
    } catch (IOException e) {
      // The next switch replaces it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kinds.forEach(Routes::close);
    stop(taken());
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized Javalin taken() {
    closed = true;
    return server;
  }

  /** Jetty waits for its selector for as long as that takes; a switch that ends does not. */
  private static void stop(Javalin server) {
    if (server == null) {
      return;
    }
    Thread stopper = Thread.ofPlatform().name("http-stop").daemon().start(server::stop);
    try {
      if (!stopper.join(STOP_PATIENCE)) {
        LOG.warn("http-not-stopped", "after-ms", STOP_PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
