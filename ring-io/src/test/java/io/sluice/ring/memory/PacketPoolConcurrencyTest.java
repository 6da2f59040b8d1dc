package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pool between threads: nothing is given twice, nothing is lost, double frees are seen. */
@Timeout(180)
class PacketPoolConcurrencyTest {
  private static final int LANES = 4;
  private static final int STEPS = 200_000;

  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldGiveNoChunkTwiceAndLoseNone() throws Exception {
    // Few chunks, so that the lanes meet at the shared stack and it runs dry.
    int chunks = LANES * ChunkCache.SIZE;
    try (PacketPool pool = new PacketPool(chunks)) {
      AtomicIntegerArray users = new AtomicIntegerArray(chunks);
      ArrayBlockingQueue<Integer> handedOver = new ArrayBlockingQueue<>(64);
      List<Callable<Integer>> lanes = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        ChunkCache cache = pool.cache("lane " + lane);
        Random random = new Random(lane);
        lanes.add(() -> work(pool, cache, random, users, handedOver));
      }
      int empty = together(lanes).stream().mapToInt(Integer::intValue).sum();
      ChunkCache last = pool.cache("last");
      handedOver.forEach(last::free);
      last.close();
      assertTrue(empty > 0, "the pool never ran dry: this test asks too little");
      assertEquals(chunks, pool.usage().free());
      assertEquals(0, pool.usage().doubleFrees());
      Set<Integer> all = new HashSet<>();
      for (int n = 0; n < chunks; n++) {
        assertTrue(all.add(last.allocate()));
      }
      assertEquals(PacketPool.NONE, last.allocate());
    }
  }

  /** Allocates, hands over, frees; returns how often the pool was empty. */
  private static int work(
      PacketPool pool,
      ChunkCache cache,
      Random random,
      AtomicIntegerArray users,
      ArrayBlockingQueue<Integer> handedOver) {
    List<Integer> held = new ArrayList<>();
    int empty = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          int packet = cache.allocate();
          if (packet == PacketPool.NONE) {
            empty++;
            // What piled up goes back, so that all go on.
            while (!held.isEmpty()) {
              release(pool, cache, users, held.removeLast());
            }
          } else {
            assertEquals(1, users.incrementAndGet(packet), "given twice");
            Memory.putLong(pool.address(packet), packet * 31L);
            held.add(packet);
          }
        }
        case 2 -> {
          if (!held.isEmpty() && handedOver.offer(held.getLast())) {
            held.removeLast();
          }
        }
        default -> {
          Integer packet = handedOver.poll();
          if (packet != null) {
            cache.adopt(packet);
            release(pool, cache, users, packet);
          }
        }
      }
    }
    while (!held.isEmpty()) {
      release(pool, cache, users, held.removeLast());
    }
    cache.close();
    return empty;
  }

  private static void release(
      PacketPool pool, ChunkCache cache, AtomicIntegerArray users, int packet) {
    assertEquals(packet * 31L, Memory.getLong(pool.address(packet)), "another wrote into it");
    assertEquals(0, users.decrementAndGet(packet));
    assertTrue(cache.free(packet));
  }

  @Test
  void shouldTellOneOfTwoThreadsThatFreeTheSamePacket() throws Exception {
    int rounds = 20_000;
    try (PacketPool pool = new PacketPool(ChunkCache.SIZE * 4)) {
      int[] packet = new int[1];
      ChunkCache owner = pool.cache("owner");
      CyclicBarrier start = new CyclicBarrier(2, () -> packet[0] = owner.allocate());
      List<Callable<Integer>> lanes = new ArrayList<>();
      for (int lane = 0; lane < 2; lane++) {
        ChunkCache cache = pool.cache("lane " + lane);
        lanes.add(
            () -> {
              int freed = 0;
              for (int n = 0; n < rounds; n++) {
                start.await();
                freed += cache.free(packet[0]) ? 1 : 0;
              }
              cache.close();
              return freed;
            });
      }
      int freed = together(lanes).stream().mapToInt(Integer::intValue).sum();
      assertEquals(rounds, freed);
      assertEquals(rounds, pool.usage().doubleFrees());
      assertEquals(pool.chunks(), pool.usage().free());
    }
  }
}
