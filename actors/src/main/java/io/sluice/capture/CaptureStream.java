package io.sluice.capture;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.sluice.datapath.tap.Selection;
import io.sluice.datapath.tap.Tap;
import io.sluice.datapath.tap.TapClock;
import io.sluice.datapath.tap.TapRecord;
import io.sluice.log.EventLog;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Filters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;

/**
 * A capture's stream: a media driver of its own in this process, and for each lane a tap that
 * writes to it. Nothing of it is there when nothing is captured. Made and closed by control
 * threads.
 *
 * <p>Lanes write into memory that closing takes away: they must have let go of the taps before.
 */
public final class CaptureStream implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(CaptureStream.class);

  /** The largest that Aeron has; so {@link TapRecord#MAX_SIZE} is one message. */
  private static final int MTU = TapRecord.MAX_SIZE + 32;

  private static final int LARGEST_TERM = 16 << 20;
  private static final int SMALLEST_TERM = 1 << 20;
  private static final int TERMS = 3;

  /**
   * How late lanes hear what was read: at 2 GB/s half a term, for the first packets after a silence
   * at 250 MB/s. A driver that has nothing to do takes little of a CPU that others need.
   */
  private static final Duration DRIVER_SLEEPS = Duration.ofMillis(4);

  private static final Duration DRIVER_SLEEPS_IN_SILENCE = Duration.ofMillis(32);

  // Aeron takes mappings away from who was silent for long, and a process can be stopped for long.
  // Who is still there tells the connection over which the capture was asked for.
  private static final long NEVER_NS = TimeUnit.DAYS.toNanos(365);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

  private final Path directory;
  private final TapClock clock = new TapClock();
  private final List<LaneSink> sinks = new ArrayList<>();
  private final List<Tap> taps = new ArrayList<>();
  private MediaDriver driver;
  private Aeron aeron;
  private Thread clockSetter;
  private volatile boolean closed;

  private CaptureStream(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens one. Takes some hundred milliseconds.
   *
   * @param at the request's port; null: any
   * @param lanes whose packets may be captured: so many taps there are
   * @throws CaptureException when it cannot be made here
   */
  public static CaptureStream open(CaptureRequest request, CapturePort at, int lanes) {
    CaptureStream stream = new CaptureStream(CaptureDirectories.create());
    try {
      stream.start(lanes);
      stream.tap(request, at);
      return stream;
    } catch (RuntimeException | Error e) {
      stream.close();
      if (e instanceof CaptureException) {
        throw e;
      }
      LOG.defect(e, "capture-stream-failed");
      throw new CaptureException(
          "no stream for a capture can be made in %s: %s"
              .formatted(stream.directory.getParent(), e.getMessage()));
    }
  }

  private void start(int lanes) {
    int term = term(lanes);
    String aeronDirectory = directory.resolve("aeron").toString();
    ErrorHandler errors = e -> LOG.defect(e, "capture-stream-error");
    driver =
        MediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedThreadFactory(r -> thread(r, "capture-driver"))
                .sharedIdleStrategy(Sleeping.between(DRIVER_SLEEPS, DRIVER_SLEEPS_IN_SILENCE))
                .asyncExecutorEnabled(false)
                .ipcMtuLength(MTU)
                .ipcTermBufferLength(term)
                .termBufferSparseFile(false) // a lane must not be who finds that there is no memory
                .performStorageChecks(true)
                .clientLivenessTimeoutNs(NEVER_NS)
                .publicationUnblockTimeoutNs(2 * NEVER_NS)
                .errorHandler(errors));
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(aeronDirectory)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(NEVER_NS))
                .threadFactory(r -> thread(r, "capture-client"))
                .idleStrategy(Sleeping.asClient())
                .preTouchMappedMemory(true)
                .errorHandler(errors)
                .subscriberErrorHandler(errors));
    for (int i = 0; i < lanes; i++) {
      sinks.add(new LaneSink(publication()));
    }
    WallClock wall = new WallClock(clock);
    wall.set();
    clockSetter = Thread.ofVirtual().name("capture-clock").start(() -> keepSetting(wall));
  }

  /** The largest for which there is room, so that the file system does not become full. */
  private int term(int lanes) {
    long usable = CaptureDirectories.usable(directory);
    int term = LARGEST_TERM;
    while (term > SMALLEST_TERM && 2L * TERMS * term * lanes > usable) {
      term >>= 1;
    }
    if (TERMS * (long) term * lanes > usable) {
      throw new CaptureException(
          "a capture of %d lanes needs %d MB in %s, which has %d left"
              .formatted(lanes, TERMS * term * lanes >> 20, directory.getParent(), usable >> 20));
    }
    return term;
  }

  private ExclusivePublication publication() {
    long id = aeron.asyncAddExclusivePublication(CaptureAddress.CHANNEL, CaptureAddress.STREAM);
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      ExclusivePublication made = aeron.getExclusivePublication(id);
      if (made != null) {
        return made;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new CaptureException("the media driver made no publication within 10 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void tap(CaptureRequest request, CapturePort at) {
    Selection selection = request.selection(at);
    FilterProgram filter = request.filter();
    for (LaneSink sink : sinks) {
      taps.add(
          new Tap(
              selection,
              filter == null ? null : Filters.filter(filter),
              request.snapLength(),
              sink,
              clock));
    }
  }

  private void keepSetting(WallClock wall) {
    while (!closed) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        return;
      }
      wall.set();
    }
  }

  private static Thread thread(Runnable r, String name) {
    return Thread.ofPlatform().name(name).daemon().unstarted(r);
  }

  /** For its reader. */
  public CaptureAddress address() {
    return new CaptureAddress(directory.resolve("aeron").toString(), sinks.size());
  }

  /** One for each lane. */
  public List<Tap> taps() {
    return List.copyOf(taps);
  }

  /** Of all lanes; exact when they have let go of the taps. */
  public CaptureTotals totals() {
    long written = 0;
    long lost = 0;
    for (LaneSink sink : sinks) {
      CaptureTotals of = sink.totals();
      written += of.written();
      lost += of.lost();
    }
    return new CaptureTotals(written, lost);
  }

  /** Takes the memory away. Again: does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (clockSetter != null) {
      clockSetter.interrupt();
    }
    try {
      if (aeron != null) {
        aeron.close();
      }
      if (driver != null) {
        driver.close();
      }
    } finally {
      CaptureDirectories.remove(directory);
    }
  }
}
