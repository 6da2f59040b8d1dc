package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A front end or the switch goes and comes back, with the rings and memory that the driver kept.
 * Times are from the return of the socket to the first frame out of the switch, by the monotonic
 * clock: the median of several rounds, because a round can fall into another process's time slice,
 * and the best of several series, because all of one can when the machine is busy. Retries that
 * come too seldom make every series late.
 */
class ReconnectIT {
  private static final int ROUNDS = 9;
  private static final int SERIES = 5;
  private static final double LIMIT_MS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final byte[] frame = new byte[64];
  private final SplittableRandom random = new SplittableRandom(1);
  private SluiceProcess sut;
  private VirtioNic a;
  private VirtioNic b;

  @BeforeEach
  void create() {
    a = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1);
    b = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1);
    new NumberedStream(0, 0, 64).make(frame);
  }

  @AfterEach
  void end() {
    a.close();
    b.close();
    if (sut != null) {
      sut.close();
    }
  }

  private void start(Port second) {
    sut =
        new SluiceProcess(
            directory,
            List.of("in_port=1,actions=output:2", "in_port=2,actions=output:1"),
            List.of(Port.client("vh0"), second));
    a.listen(sut.socket("vh0"));
    if (second.mode() == SwitchUnderTest.Mode.CLIENT) {
      b.listen(sut.socket("vh1"));
    }
    sut.start();
    if (second.mode() == SwitchUnderTest.Mode.SERVER) {
      b.connect(sut.socket("vh1"));
    }
    awaitPolled();
  }

  private void awaitPolled() {
    Child.until(
        "all rings are polled",
        PATIENCE,
        () -> a.tend() & b.tend() && a.isPolled() && b.isPolled(),
        sut::describe);
  }

  /** Sends frames from a until one comes out at b; the milliseconds since {@code startNs}. */
  private double firstFrame(long startNs) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      a.tend();
      if (b.tend()) {
        a.send(0, frame, frame.length);
        if (b.receive((queue, bytes, length) -> check(bytes, length)) > 0) {
          return (System.nanoTime() - startNs) / 1e6;
        }
      }
      assertTrue(System.nanoTime() < deadline, () -> "no frame comes any more\n" + describe());
      LockSupport.parkNanos(50_000);
    }
  }

  private void check(byte[] bytes, int length) {
    assertTrue(Arrays.equals(frame, 0, frame.length, bytes, 0, length), "another frame came out");
  }

  private String describe() {
    return sut.describe();
  }

  /** Until the switch has noticed, and then some, so that its retries have any phase. */
  private void awaitGone() {
    Child.until(
        "the switch sees that the front end is gone",
        PATIENCE,
        () -> sut.show().contains("waiting"),
        sut::describe);
    long end = System.nanoTime() + random.nextLong(50_000_000);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /**
   * Rounds until the median of a series is quick enough; how many there were.
   *
   * @param round the milliseconds that one took
   */
  private static int assertQuick(String what, DoubleSupplier round) {
    double[] times = new double[ROUNDS];
    for (int series = 1; series <= SERIES; series++) {
      Arrays.setAll(times, i -> round.getAsDouble());
      Arrays.sort(times);
      System.out.printf("%s, ms until the first frame: %s%n", what, Arrays.toString(times));
      if (times[ROUNDS / 2] <= LIMIT_MS) {
        return series * ROUNDS;
      }
    }
    throw new AssertionError(what + " took " + Arrays.toString(times) + " ms, and no less before");
  }

  @Test
  void shouldForwardSoonAfterTheSocketsReturn() {
    start(Port.client("vh1"));
    int rounds =
        assertQuick(
            "client mode",
            () -> {
              b.hangUp();
              b.stopListening(sut.socket("vh1"));
              awaitGone();
              settle();
              long startNs = System.nanoTime();
              b.listen(sut.socket("vh1"));
              return firstFrame(startNs);
            });
    assertEquals(rounds + 1, b.connections());
    assertEquals(1, a.connections(), "the other port was disturbed");
    sut.stop();
  }

  @Test
  void shouldForwardSoonAfterAFrontEndConnectsAgain() {
    start(Port.server("vh1"));
    assertQuick(
        "server mode",
        () -> {
          b.hangUp();
          awaitGone();
          settle();
          long startNs = System.nanoTime();
          b.connect(sut.socket("vh1"));
          return firstFrame(startNs);
        });
    assertEquals(1, a.connections(), "the other port was disturbed");
    sut.stop();
  }

  @Test
  void shouldGoOnWithTheRingsAfterTheSwitchWasKilled() {
    start(Port.client("vh1"));
    double[] times = new double[3];
    for (int i = 0; i < times.length; i++) {
      NumberedTraffic before = new NumberedTraffic(a, b, 4, 50_000, 60, 1000, 1518);
      before.run(10_000);
      before.finish();
      before.assertFlawless(describe());
      sut.kill();
      // Left in the rings for the next switch, which takes over where the used index is.
      for (int k = 0; k < 10; k++) {
        assertTrue(a.send(0, frame, frame.length));
      }
      a.hangUp();
      b.hangUp();
      long startNs = System.nanoTime();
      sut.start();
      times[i] = firstFrame(startNs);
      awaitPolled();
      settle();
    }
    // Mostly the JVM's start and the commands that set the flows.
    System.out.printf("switch killed, ms from its start: %s%n", Arrays.toString(times));
    NumberedTraffic after = new NumberedTraffic(a, b, 4, 50_000, 60, 1000, 1518);
    after.run(100_000);
    after.finish();
    after.assertFlawless(describe());
    sut.stop();
  }

  /** Takes what is still under way, or came before. */
  private void settle() {
    long end = System.nanoTime() + 200_000_000;
    while (System.nanoTime() < end) {
      b.receive((queue, bytes, length) -> check(bytes, length));
      LockSupport.parkNanos(50_000);
    }
  }
}
