package io.sluice.ring.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Suspects chunks that have been held for long: a packet is through the switch in milliseconds. It
 * looks at the pool's tags every so often; what allocates and frees knows nothing of it. Any thread
 * may ask; one at a time looks.
 */
public final class LeakWatch {
  /** What is held for longer is suspect. */
  public static final long SUSPECT_NS = 10_000_000_000L;

  private final PacketPool pool;
  private int[] tags;
  private long[] sinceNs;
  private Map<String, Integer> suspects = Map.of();

  public LeakWatch(PacketPool pool) {
    this.pool = pool;
  }

  /** Looks at every chunk once. */
  public synchronized void look(long nowNs) {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int chunk = 0; chunk < pool.chunks(); chunk++) {
      int tag = pool.tag(chunk);
      if (tags == null) {
        if (tag == 0) {
          continue;
        }
        // Only now there is something to remember.
        tags = new int[pool.chunks()];
        sinceNs = new long[pool.chunks()];
      }
      if (tag != tags[chunk]) {
        tags[chunk] = tag;
        sinceNs[chunk] = nowNs;
      } else if (tag != 0 && nowNs - sinceNs[chunk] > SUSPECT_NS) {
        found.merge(pool.ownerOf(tag), 1, Integer::sum);
      }
    }
    suspects = found;
  }

  /** Chunks by who has held them for longer than {@link #SUSPECT_NS}, as of the last look. */
  public synchronized Map<String, Integer> suspects() {
    return new LinkedHashMap<>(suspects);
  }
}
