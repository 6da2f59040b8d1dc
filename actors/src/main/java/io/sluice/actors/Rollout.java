package io.sluice.actors;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * How far the lanes are with a bridge's generations, and who waits for that: a request is answered
 * when every lane works by it, so that the user's next packet is treated by it too. Owned by the
 * Bridge actor.
 */
final class Rollout {
  private record Waiting(long generation, Runnable then) {}

  private final long[] installed;
  private final Queue<Waiting> waiting = new ArrayDeque<>();

  Rollout(int lanes) {
    installed = new long[lanes];
    Arrays.fill(installed, -1);
  }

  /** A lane works by this generation now. */
  void installed(int lane, long generation) {
    installed[lane] = Math.max(installed[lane], generation);
    long all = Arrays.stream(installed).min().orElseThrow();
    while (!waiting.isEmpty() && waiting.peek().generation <= all) {
      waiting.remove().then.run();
    }
  }

  /** Runs {@code then} when all lanes are at this generation; asked for in ascending order. */
  void whenEverywhere(long generation, Runnable then) {
    if (Arrays.stream(installed).min().orElseThrow() >= generation) {
      then.run();
    } else {
      waiting.add(new Waiting(generation, then));
    }
  }
}
