package io.sluice.daemon.dump;

import io.sluice.capture.CaptureException;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureReader;
import io.sluice.capture.CaptureRequest;
import io.sluice.capture.CaptureTotals;
import io.sluice.capture.CaptureWords;
import io.sluice.capture.Point;
import io.sluice.daemon.api.DumpClient;
import io.sluice.daemon.api.DumpClient.Refused;
import io.sluice.daemon.dump.DumpWords.WrongWords;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One run of {@code dump}. The main thread's; a signal's thread ends it. */
public final class Dump {
  /** What another lane wrote before this has come by now. */
  private static final long SETTLED_NS = 10_000_000;

  private static final long FLUSH_NS = 100_000_000;
  private static final long DRAIN_NS = 5_000_000_000L;
  private static final long PAUSE_NS = 1_000_000;

  /** The stream has room for as long at 250 MB/s; nobody sees it, and others have the CPU. */
  private static final long LONGEST_PAUSE_NS = 32_000_000;

  private final Path runDir;
  private final DumpOptions options;
  private final String application;
  private final PrintStream out;
  private final PrintStream err;
  private final Ending ending;
  private long read;

  private Dump(
      Path runDir,
      DumpOptions options,
      String application,
      PrintStream out,
      PrintStream err,
      Ending ending) {
    this.runDir = runDir;
    this.options = options;
    this.application = application;
    this.out = out;
    this.err = err;
    this.ending = ending;
  }

  /**
   * Captures until a signal, the count, the end of the switch, or of who reads the output.
   *
   * @param application for the capture's reader
   * @return the process's exit code
   */
  public static int run(
      Path runDir, DumpOptions options, String application, PrintStream out, PrintStream err)
      throws InterruptedException {
    Ending ending = new Ending(out, err);
    return ending.around(() -> new Dump(runDir, options, application, out, err, ending).run());
  }

  private int run() throws InterruptedException {
    CaptureRequest request;
    boolean lines;
    try {
      request = request();
      lines = lines();
    } catch (WrongWords e) {
      err.println("sluice: dump: " + e.getMessage());
      return 2;
    }
    try (DumpClient client = DumpClient.open(runDir, CaptureWords.write(request));
        CaptureReader reader = CaptureReader.open(client.address());
        OutputStream to = open()) {
      return capture(request, lines, client, reader, to);
    } catch (Refused e) {
      err.println(e.getMessage());
      return e.exitCode();
    } catch (CaptureException e) {
      err.println("sluice: dump: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println("sluice: dump: cannot write " + where() + ": " + reason(e));
      return 1;
    }
  }

  private CaptureRequest request() throws WrongWords {
    Set<Point> points = DumpWords.points(options.direction());
    if (options.dropReason() != null) {
      if (options.direction() != null && !points.equals(EnumSet.of(Point.DROP))) {
        throw new WrongWords("--drop-reason is about drops: leave out --direction, or say drop");
      }
      points = EnumSet.of(Point.DROP);
    }
    return new CaptureRequest(
        points,
        options.port(),
        options.lane() < 0 ? OptionalInt.empty() : OptionalInt.of(options.lane()),
        options.cookie() == null
            ? OptionalLong.empty()
            : OptionalLong.of(DumpWords.cookie(options.cookie())),
        options.dropReason() == null ? null : DumpWords.reason(options.dropReason()),
        options.filter() == null ? null : DumpWords.filter(options.filter()),
        DumpWords.snapLength(options.snapLength()));
  }

  private boolean lines() throws WrongWords {
    boolean terminal = Terminal.isStandardOutput();
    if ("-".equals(options.file()) && terminal && !options.lines()) {
      throw new WrongWords(
          "-w -: a terminal shows no pcapng; give a file, or a pipe to tcpdump -r -, or no -w");
    }
    return options.lines() || options.file() == null && terminal;
  }

  private OutputStream open() throws IOException {
    if (options.file() == null || options.file().equals("-")) {
      return new CheckedOutput(out);
    }
    return new BufferedOutputStream(Files.newOutputStream(Path.of(options.file())), 1 << 16);
  }

  private String where() {
    return options.file() == null || options.file().equals("-")
        ? "standard output"
        : options.file();
  }

  private int capture(
      CaptureRequest request,
      boolean lines,
      DumpClient client,
      CaptureReader reader,
      OutputStream to)
      throws IOException, Refused, InterruptedException {
    PortNames names = new PortNames(client.ports(), client::currentPorts);
    Taker taker;
    if (lines) {
      taker = new LineTaker(to, names);
    } else {
      PcapngTaker pcapng = new PcapngTaker(to, application, names, request.snapLength());
      for (CapturePort port : client.ports()) {
        if (port.port().equals(request.port())) {
          pcapng.describe(port);
        }
      }
      taker = pcapng;
    }
    InOrder inOrder = new InOrder(taker, options.count());
    client.go();
    taker.flush();
    err.println(
        "capturing %s%s; Ctrl-C ends it"
            .formatted(
                request.port() == null ? "every port" : "port " + request.port(),
                lines ? "" : " to " + where()));
    CaptureTotals totals = null;
    try {
      follow(client, reader, taker, inOrder);
      if (!client.over()) {
        totals = client.stop();
      }
      drain(reader, inOrder, totals);
      inOrder.before(Long.MAX_VALUE);
      taker.end(inOrder.taken(), totals == null ? -1 : totals.lost());
    } catch (BrokenPipe e) {
      // Who read it has seen enough.
    }
    return conclude(client, inOrder, totals);
  }

  private void follow(DumpClient client, CaptureReader reader, Taker taker, InOrder inOrder)
      throws IOException {
    long pauseNs = PAUSE_NS;
    long flushedNs = now();
    while (!ending.wanted() && !client.over() && !inOrder.enough()) {
      long settledNs = now() - SETTLED_NS;
      int n = reader.poll(inOrder::add);
      read += n;
      inOrder.before(settledNs);
      if (n == 0 || settledNs - flushedNs > FLUSH_NS) {
        // Also finds out whether anybody reads it, however fast packets come.
        taker.flush();
        flushedNs = settledNs;
      }
      if (n > 0) {
        pauseNs = PAUSE_NS;
      } else {
        LockSupport.parkNanos(pauseNs);
        pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
      }
    }
  }

  /**
   * Until all is read that the switch wrote; where it did not say how much, until nothing comes.
   */
  private void drain(CaptureReader reader, InOrder inOrder, CaptureTotals totals)
      throws IOException {
    long deadline = System.nanoTime() + DRAIN_NS;
    while (!inOrder.enough() && System.nanoTime() - deadline < 0) {
      int n = reader.poll(inOrder::add);
      read += n;
      if (n == 0) {
        if (totals == null || read >= totals.written()) {
          return;
        }
        LockSupport.parkNanos(PAUSE_NS);
      }
    }
  }

  private int conclude(DumpClient client, InOrder inOrder, CaptureTotals totals) {
    err.println(count(inOrder.taken(), "captured"));
    if (totals != null) {
      err.println(count(totals.lost(), "lost: they came faster than they were read"));
      return 0;
    }
    if (client.over()) {
      err.println("sluice: dump: the switch in " + runDir + " went away");
      return 1;
    }
    return 0;
  }

  private static String count(long n, String what) {
    return n + (n == 1 ? " packet " : " packets ") + what;
  }

  private static long now() {
    return System.currentTimeMillis() * 1_000_000;
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e instanceof java.nio.file.NoSuchFileException
            ? "no such directory"
            : String.valueOf(e.getMessage());
  }
}
