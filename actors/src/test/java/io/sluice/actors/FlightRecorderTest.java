package io.sluice.actors;

import static io.sluice.actors.TestSwitch.flows;
import static io.sluice.actors.TestSwitch.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.jfr.FrontEndConnected;
import io.sluice.jfr.FrontEndLost;
import io.sluice.jfr.GenerationSwap;
import io.sluice.jfr.LaneStall;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lane;
import io.sluice.lane.LaneSpec;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.vhost.VirtioFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder has of a switch, read back from its file and as {@code jfr print} does. */
class FlightRecorderTest {
  @TempDir Path dir;
  private final Recording recording = new Recording();
  private Path file;

  @BeforeEach
  void start() {
    file = dir.resolve("switch.jfr");
    List<Class<? extends Event>> ours =
        List.of(LaneStall.class, FrontEndConnected.class, FrontEndLost.class, GenerationSwap.class);
    ours.forEach(event -> recording.enable(event).withoutThreshold());
    recording.start();
  }

  @AfterEach
  void end() {
    recording.close();
  }

  private List<RecordedEvent> recorded(Class<? extends Event> type) throws IOException {
    recording.dump(file);
    String name = type.getAnnotation(jdk.jfr.Name.class).value();
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .toList();
  }

  private RecordedEvent await(Class<? extends Event> type, int number) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      List<RecordedEvent> all = recorded(type);
      if (all.size() >= number) {
        return all.get(number - 1);
      }
      assertTrue(System.nanoTime() < deadline, "no " + type + " number " + number + ": " + all);
    }
  }

  @Test
  void shouldRecordConnectionsAndGenerations() throws Exception {
    SwitchSystem sluice = TestSwitch.start(1, dir);
    try {
      flows(sluice, "priority=7,in_port=1,actions=drop");
      long generation = get(sluice.state()).bridges().getFirst().generation();
      RecordedEvent last = recorded(GenerationSwap.class).getLast();
      assertEquals("br0", last.getString("bridge"));
      assertEquals(generation, last.getLong("generation"));
      assertEquals(2, last.getInt("flows"));

      Path socket = dir.resolve("vh0.sock");
      get(sluice.addPort("br0", TestPorts.server(TestPorts.common("vh0"), socket)));
      for (int connection = 1; connection <= 2; connection++) {
        try (FrontEnd guest = FrontEnd.connect(socket, () -> {})) {
          guest.negotiate(VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES, 0);
          RecordedEvent connected = await(FrontEndConnected.class, connection);
          assertEquals("vh0", connected.getString("port"));
          assertEquals(connection, connected.getInt("connection"));
          assertEquals(connection > 1, connected.getDuration("away").isPositive());
        }
        RecordedEvent lost = await(FrontEndLost.class, connection);
        assertEquals("vh0", lost.getString("port"));
        assertFalse(lost.getString("reason").isEmpty());
      }
      assertPrinted("sluice.GenerationSwap", "sluice.FrontEndConnected", "bridge = \"br0\"");
    } finally {
      TestSwitch.stop(sluice);
    }
  }

  @Test
  void shouldRecordAStallWhenItIsOver() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    Lane lane = new Lane(new LaneSpec(0, OptionalInt.empty(), IdleMode.BACKOFF), Thread::new);
    try {
      LaneLoad load = new LaneLoad(lane);
      StallWatch watch = new StallWatch(1, (of, text) -> {});
      lane.execute(() -> hold(held));
      measureUntil(load, watch, true);
      assertEquals(List.of(), recorded(LaneStall.class), "its length is not known yet");
      held.countDown();
      measureUntil(load, watch, false);
      RecordedEvent stall = await(LaneStall.class, 1);
      assertEquals(0, stall.getInt("lane"));
      assertEquals("not pinned", stall.getString("cpu"));
      assertTrue(stall.getDuration("cycleTime").isPositive(), stall.toString());
      assertFalse(stall.getString("cause").isEmpty(), stall.toString());
      assertPrinted("sluice.LaneStall", "lane = 0");
    } finally {
      held.countDown();
      lane.shutdown();
      assertTrue(lane.awaitTermination(60, TimeUnit.SECONDS));
    }
  }

  /** A cycle that nobody looked at while it lasted has what is known of the time around it. */
  @Test
  void shouldRecordAStallThatWasNotSeen() throws Exception {
    Lane lane = new Lane(new LaneSpec(0, OptionalInt.empty(), IdleMode.BACKOFF), Thread::new);
    try {
      LaneLoad load = new LaneLoad(lane);
      StallWatch watch = new StallWatch(1, (of, text) -> {});
      while (load.spent() == null) {
        measureUntil(load, watch, false);
      }
      long before = Math.max(StallWatch.LONG_NS, lane.counters().longestCycleNs());
      CountDownLatch over = new CountDownLatch(1);
      lane.execute(
          () -> {
            long end = System.nanoTime() + 2 * before;
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            over.countDown();
          });
      assertTrue(over.await(60, TimeUnit.SECONDS));
      while (lane.counters().longestCycleNs() <= before) {
        Thread.onSpinWait(); // it is known when the cycle has ended
      }
      measureUntil(load, watch, false);
      String cause = recorded(LaneStall.class).getLast().getString("cause");
      assertTrue(
          cause.matches(
              "not seen by the watch: over before it looked; since it looked before, [0-9]+ ms ago,"
                  + " the lane ran [0-9]+ ms, waited [0-9]+ ms for its CPU, and the heap was"
                  + " collected for [0-9]+ ms"),
          cause);
    } finally {
      lane.shutdown();
      assertTrue(lane.awaitTermination(60, TimeUnit.SECONDS));
    }
  }

  private static void hold(CountDownLatch held) {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void measureUntil(LaneLoad load, StallWatch watch, boolean stalled)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    do {
      assertTrue(System.nanoTime() < deadline, "stalled: still " + load.stalled());
      Thread.sleep(50);
      load.measure();
      watch.measured(load);
    } while (load.stalled() != stalled);
  }

  /** As an operator reads the file; where the JDK has that tool. */
  private void assertPrinted(String... parts) throws Exception {
    Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
    if (!Files.isExecutable(jfr)) {
      return;
    }
    Path printed = dir.resolve("printed");
    recording.dump(file);
    Process process =
        new ProcessBuilder(
                jfr.toString(), "print", "--categories", "Sluice", file.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "jfr print does not end");
    String text = Files.readString(printed);
    for (String part : parts) {
      assertTrue(text.contains(part), part + " in\n" + text);
    }
  }
}
