package io.sluice.capture;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.sluice.datapath.tap.TapRecord;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The reader's end of a capture's stream, in its own process. One thread. */
public final class CaptureReader implements AutoCloseable {
  private static final int FRAGMENTS = 256;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

  private final Aeron aeron;
  private final Subscription subscription;
  private final FragmentHandler fragments;
  private Consumer<CapturedPacket> taker;
  private volatile Throwable failure;

  private CaptureReader(CaptureAddress address) {
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(address.directory())
                // Whether the switch lives tells the connection to it.
                .driverTimeoutMs(TimeUnit.DAYS.toMillis(365))
                .threadFactory(
                    r -> Thread.ofPlatform().name("capture-client").daemon().unstarted(r))
                .idleStrategy(Sleeping.asClient())
                .errorHandler(e -> failure = e)
                .subscriberErrorHandler(e -> failure = e));
    subscription = aeron.addSubscription(CaptureAddress.CHANNEL, CaptureAddress.STREAM);
    fragments =
        (buffer, offset, length, header) -> {
          if (length >= TapRecord.BYTES) {
            taker.accept(CapturedPacket.read(buffer, offset, length));
          }
        };
  }

  /**
   * Returns when every lane's packets would come.
   *
   * @throws CaptureException when they do not within 10 s
   */
  public static CaptureReader open(CaptureAddress address) {
    CaptureReader reader;
    try {
      reader = new CaptureReader(address);
    } catch (RuntimeException e) {
      throw new CaptureException(
          "cannot read the capture in " + address.directory() + ": " + e.getMessage());
    }
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (reader.subscription.imageCount() < address.sources()) {
      if (reader.failure != null || System.nanoTime() - deadline > 0) {
        String why = reader.failure == null ? "it does not answer" : reader.failure.getMessage();
        reader.close();
        throw new CaptureException(
            "cannot read the capture in " + address.directory() + ": " + why);
      }
      LockSupport.parkNanos(1_000_000);
    }
    return reader;
  }

  /**
   * Hands over some of what there is.
   *
   * @return how many; 0: nothing now
   */
  public int poll(Consumer<CapturedPacket> to) {
    if (failure != null) {
      throw new CaptureException("the capture's stream broke off: " + failure.getMessage());
    }
    taker = to;
    return subscription.poll(fragments, FRAGMENTS);
  }

  @Override
  public void close() {
    aeron.close();
  }
}
