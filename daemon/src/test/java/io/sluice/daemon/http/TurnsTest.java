package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TurnsTest {
  @TempDir private Path temp;

  @Test
  void shouldMakeFewLongListsAtOnceAndShortOnesMeanwhile() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(Turns.AT_ONCE);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Runnable list =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          begun.countDown();
          await(go);
          running.decrementAndGet();
        };
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> made = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        made.add(clients.submit(() -> Turns.make(1000, list)));
      }
      await(begun);
      AtomicInteger shortOnes = new AtomicInteger();
      Turns.make(10, shortOnes::incrementAndGet);
      assertEquals(1, shortOnes.get());
      go.countDown();
      for (Future<?> each : made) {
        each.get();
      }
    }
    assertEquals(Turns.AT_ONCE, most.get());
  }

  /** Flows are such lists. */
  @Test
  void shouldLetFlowsWaitForTheirTurn() throws Exception {
    try (HttpRig rig = new HttpRig(temp.resolve("run"));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      StringBuilder flows = new StringBuilder("{\"flows\":[\"actions=drop\"");
      for (int i = 0; i < 300; i++) {
        flows.append(",\"udp,tp_dst=").append(i).append(",actions=drop\"");
      }
      assertEquals(204, rig.change("POST", "/v1/flows?bridge=br0", flows + "]}").statusCode());
      CountDownLatch go = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(Turns.AT_ONCE);
      for (int i = 0; i < Turns.AT_ONCE; i++) {
        clients.submit(
            () ->
                Turns.make(
                    1000,
                    () -> {
                      begun.countDown();
                      await(go);
                    }));
      }
      await(begun);
      Future<String> answer = clients.submit(() -> rig.get("/v1/flows?bridge=br0").body());
      assertEquals(200, rig.get("/v1/flows?bridge=br0&limit=10").statusCode());
      assertEquals(200, rig.get("/v1/ports").statusCode());
      Thread.sleep(200); // a defect would have answered
      assertTrue(!answer.isDone(), "it waits for its turn");
      go.countDown();
      assertTrue(answer.get(60, TimeUnit.SECONDS).contains("\"total\":302"));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
