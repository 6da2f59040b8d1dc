package io.sluice.ring.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.testing.FullCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventSignalTest {
  @Test
  void shouldAddOneEachTime() {
    int event = EventFd.create();
    try (EventSignal signal = EventSignal.of(Fcntl.duplicate(event))) {
      // Many more than the kernel keeps completions for.
      for (int i = 0; i < 100_000; i++) {
        assertTrue(signal.signal());
      }
      assertEquals(100_000, EventFd.drain(event));
    }
    Unistd.close(event);
  }

  @Test
  void shouldNotWaitWhenTheCountIsFull() {
    int event = EventFd.create();
    try (EventSignal signal = EventSignal.of(Fcntl.duplicate(event))) {
      try (FullCall _ = new FullCall(event)) {
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> {
              for (int i = 0; i < 1000; i++) {
                signal.signal();
              }
            });
        // One more than a write gets to; the kernel adds no further.
        assertEquals(FullCall.FULL + 1, EventFd.drain(event));
        assertTrue(signal.signal());
        assertEquals(1, EventFd.drain(event), "it goes on as before");
      }
    }
    Unistd.close(event);
  }

  @Test
  void shouldWakeWhoReadsAndWaits() throws InterruptedException {
    int event = EventFd.create();
    Fcntl.fcntl(event, Fcntl.F_SETFL, 0);
    long[] count = new long[1];
    Thread reader = new Thread(() -> count[0] = EventFd.drain(event));
    reader.start();
    try (EventSignal signal = EventSignal.of(Fcntl.duplicate(event))) {
      assertTrue(signal.signal());
      reader.join(60_000);
      assertFalse(reader.isAlive(), "the reader sleeps on");
      assertEquals(1, count[0]);
      assertEquals(0, Fcntl.fcntl(event, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK, "its own flags");
    }
    Unistd.close(event);
  }

  @Test
  void shouldSayThatADescriptorIsNoEventfd() {
    try (EventSignal signal = EventSignal.of(Fcntl.open("/dev/null", Fcntl.O_RDWR, 0))) {
      assertFalse(signal.signal());
      assertFalse(signal.signal());
    }
  }

  @Test
  void shouldUseWhatOthersGaveBack() {
    for (int round = 0; round < 100; round++) {
      List<EventSignal> some = new ArrayList<>();
      int event = EventFd.create();
      for (int i = 0; i < 10; i++) {
        some.add(EventSignal.of(Fcntl.duplicate(event)));
      }
      some.forEach(EventSignal::signal);
      assertEquals(10, EventFd.drain(event));
      some.forEach(EventSignal::close);
      some.forEach(EventSignal::close); // twice does nothing
      Unistd.close(event);
    }
    // As many contexts as there were signals at one time, not 1000: each has a page mapped.
    assertTrue(contexts() <= 20, () -> contexts() + " contexts");
  }

  private static long contexts() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(l -> l.contains("[aio]")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
