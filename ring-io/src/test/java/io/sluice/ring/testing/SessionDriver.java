package io.sluice.ring.testing;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.vhost.SessionEvent;
import io.sluice.ring.vhost.VhostSession;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drives a session on the test's thread as the port's actor does in the switch. A "running ring" is
 * its configuration and the indices at which it will stop; {@link #touch} uses its memory.
 */
public final class SessionDriver {
  private static final class Running {
    final VringConfig config;
    int availIndex;
    int usedIndex;

    Running(VringConfig config) {
      this.config = config;
      availIndex = config.availIndex();
      usedIndex = config.usedIndex();
    }
  }

  private final VhostSession session;
  private final Map<Integer, Running> running = new HashMap<>();
  private final List<String> losses = new ArrayList<>();
  private int connections;
  private int stops;

  public SessionDriver(VhostSession session) {
    this.session = session;
  }

  /** Does all there is to do now. */
  public void turn() {
    while (true) {
      switch (session.next()) {
        case SessionEvent.Waiting w -> {
          return;
        }
        case SessionEvent.Retry r -> {
          return;
        }
        case SessionEvent.Connected c -> connections++;
        case SessionEvent.Received r -> {
          stop(r.ringsToStop());
          session.handle();
          start();
        }
        case SessionEvent.Lost l -> {
          losses.add(l.reason());
          stopAll();
          session.recycle();
        }
      }
    }
  }

  private void stop(BitSet rings) {
    rings.stream()
        .forEach(
            i -> {
              Running r = running.remove(i);
              stops++;
              session.backend().ringStopped(i, r.availIndex, r.usedIndex);
            });
  }

  private void start() {
    session.backend().startable().stream()
        .forEach(
            i -> {
              running.put(i, new Running(session.backend().runnable(i)));
              session.backend().ringStarted(i);
            });
  }

  public void stopAll() {
    stop(session.backend().running());
  }

  /** What a ring runs with, or null. */
  public VringConfig running(int ring) {
    Running r = running.get(ring);
    return r == null ? null : r.config;
  }

  /** Pretends that the ring worked until here, and says so in the used ring. */
  public void advance(int ring, int index) {
    Running r = running.get(ring);
    r.availIndex = index;
    r.usedIndex = index;
    Memory.putShortRelease(r.config.used() + 2, index);
  }

  /** Reads every running ring's memory at both ends: unmapped memory would end the JVM. */
  public long touch() {
    long sum = 0;
    for (Running r : running.values()) {
      VringConfig c = r.config;
      sum += Memory.getLong(c.descriptors()) + Memory.getLong(c.descriptors() + 16L * c.size() - 8);
      sum += Memory.getShort(c.available()) + Memory.getShort(c.available() + 4 + 2L * c.size());
      sum += Memory.getShort(c.used()) + Memory.getShort(c.used() + 4 + 8L * c.size());
    }
    return sum;
  }

  public int connections() {
    return connections;
  }

  /** How often a ring was stopped. */
  public int stops() {
    return stops;
  }

  /** Why each connection ended. */
  public List<String> losses() {
    return losses;
  }
}
