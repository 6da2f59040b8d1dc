package io.sluice.ring.vhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * When a session may connect again after it lost its front end: at once, unless the same socket
 * gave several connections in a row that did not last. Then it waits, longer each time; but a
 * socket that is another than the one that disappointed is tried at once. Owned by the session's
 * driver; times are the caller's.
 */
final class ReconnectPace {
  /** A connection that lasted this long is no disappointment. */
  static final long GOOD_NS = 1_000_000_000L;

  /** Brief connections in a row that cost nothing: a front end may be started a few times. */
  static final int FORGIVEN = 3;

  private static final long FIRST_NS = 30_000_000L;
  static final long LONGEST_NS = 1_000_000_000L;

  private final Path path;
  private Map<String, Object> socket = Map.of();
  private long connectedNs;
  private int brief;
  private long lostNs;
  private long waitNs;

  ReconnectPace(Path path) {
    this.path = path;
  }

  void connected(long nowNs) {
    Map<String, Object> now = identity();
    if (!now.equals(socket)) {
      brief = 0;
    }
    socket = now;
    connectedNs = nowNs;
  }

  void lost(long nowNs) {
    brief = nowNs - connectedNs >= GOOD_NS ? 0 : Math.min(brief + 1, FORGIVEN + 10);
    lostNs = nowNs;
    waitNs = brief <= FORGIVEN ? 0 : Math.min(FIRST_NS << (brief - FORGIVEN - 1), LONGEST_NS);
  }

  boolean due(long nowNs) {
    return waitNs == 0 || nowNs - lostNs >= waitNs || !identity().equals(socket);
  }

  /** Inodes are used again at once, so the time is part of it. Empty: there is no such file. */
  private Map<String, Object> identity() {
    try {
      return Files.readAttributes(path, "unix:dev,ino,ctime");
    } catch (IOException e) {
      return Map.of();
    }
  }
}
