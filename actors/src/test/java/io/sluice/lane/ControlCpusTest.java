package io.sluice.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.os.Sched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Asks the kernel which CPUs this JVM's threads may run on: /proc/self/task/N/status. */
class ControlCpusTest {
  private static Map<Integer, String> allowed() throws IOException {
    Map<Integer, String> allowed = new HashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        allowed.put(Integer.parseInt(task.getFileName().toString()), cpus(task));
      }
    }
    allowed.values().removeIf(String::isEmpty);
    return allowed;
  }

  private static String cpus(Path task) {
    try {
      return Files.readAllLines(task.resolve("status")).stream()
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // the thread has ended
    }
  }

  private static Lane start(LaneSpec spec) throws InterruptedException {
    Lane lane = new Lane(spec, Thread::new);
    CountDownLatch runs = new CountDownLatch(1);
    lane.execute(runs::countDown);
    assertTrue(runs.await(60, TimeUnit.SECONDS));
    return lane;
  }

  @Test
  void shouldLeaveALanesCpuToTheLane() throws Exception {
    BitSet all = Sched.getAffinity();
    assumeTrue(all.cardinality() == 2, "two CPUs are needed, no more: their lists are one number");
    int laneCpu = all.nextSetBit(0);
    String rest = Integer.toString(all.nextSetBit(laneCpu + 1));
    LaneSpec spec = new LaneSpec(0, OptionalInt.of(laneCpu), IdleMode.BACKOFF);
    String before = allowed().get(Sched.gettid());
    Lane lane = start(spec);
    LaneSpec spins = new LaneSpec(0, spec.cpu(), IdleMode.SPIN);
    try (ControlCpus control = new ControlCpus(List.of(spins))) {
      BitSet threads = new BitSet();
      threads.set(lane.threadId());
      assertTrue(control.keepOff(threads) > 5, "the JVM has more threads than that");
      // One that a lane starts inherits the lane's CPU, until the next time.
      CountDownLatch end = new CountDownLatch(1);
      CountDownLatch started = new CountDownLatch(1);
      lane.execute(
          () ->
              new Thread(
                      () -> {
                        started.countDown();
                        try {
                          end.await();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      })
                  .start());
      assertTrue(started.await(60, TimeUnit.SECONDS));
      assertTrue(control.keepOff(threads) >= 1);
      // The JVM starts threads when it likes; one that began meanwhile is moved the next time.
      long deadline = System.nanoTime() + 60_000_000_000L;
      Map<Integer, String> now = allowed();
      assertEquals(Integer.toString(laneCpu), now.remove(lane.threadId()));
      while (!now.values().stream().allMatch(rest::equals)) {
        assertTrue(System.nanoTime() < deadline, "kept off " + laneCpu + ": " + now);
        control.keepOff(threads);
        now = allowed();
        now.remove(lane.threadId());
      }
      end.countDown();
    } finally {
      lane.shutdown();
    }
    assertTrue(lane.awaitTermination(60, TimeUnit.SECONDS));
    assertEquals(before, allowed().get(Sched.gettid()), "given back");
  }

  @Test
  void shouldLeaveAllWhereTheyAreWhenLanesHaveEveryCpu() {
    BitSet one = new BitSet();
    one.set(0);
    LaneSpec spec = new LaneSpec(0, OptionalInt.of(0), IdleMode.SPIN);
    assertEquals(0, new ControlCpus(one, List.of(spec)).keepOff(new BitSet()));
    assertEquals(0, new ControlCpus(one, Lanes.unpinned(1, IdleMode.SPIN)).keepOff(new BitSet()));
    LaneSpec backsOff = new LaneSpec(0, spec.cpu(), IdleMode.BACKOFF);
    assertEquals(0, new ControlCpus(List.of(backsOff)).keepOff(new BitSet()));
  }
}
