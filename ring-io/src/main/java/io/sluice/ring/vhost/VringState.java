package io.sluice.ring.vhost;

import io.sluice.ring.os.EventSignal;
import io.sluice.ring.os.Unistd;
import java.util.OptionalInt;

/**
 * What the front end said about one ring, and where the ring stopped. Plain state: it owns its
 * descriptors, decides nothing. Owned by the session's thread.
 */
final class VringState {
  static final int NO_FD = -1;

  int size;

  /** Addresses of the front end's own space, translated anew whenever the ring starts. */
  long descriptors;

  long available;
  long used;
  boolean addressed;

  int availIndex;
  int usedIndex;

  /**
   * The indices came from the front end, not from our own stopping: check them against the ring.
   */
  boolean indicesUnproven = true;

  /** SET_VRING_KICK came since the ring was stopped for good. */
  boolean started;

  /** What SET_VRING_ENABLE said; counts only when bit 30 is negotiated. */
  boolean enabled;

  boolean running;
  int kickFd = NO_FD;

  /** Interrupts the guest; null when the front end gave no descriptor. */
  EventSignal call;

  /** Tells the front end that the ring failed, or null. */
  EventSignal err;

  void setKick(int fd) {
    close(kickFd);
    kickFd = fd;
    started = true;
  }

  void setCall(EventSignal signal) {
    close(call);
    call = signal;
  }

  void setErr(EventSignal signal) {
    close(err);
    err = signal;
  }

  /** As after GET_VRING_BASE: it needs a new kick descriptor to run again. */
  void stopForGood() {
    close(kickFd);
    kickFd = NO_FD;
    started = false;
  }

  /** As new. */
  void reset() {
    stopForGood();
    setCall(null);
    setErr(null);
    size = 0;
    addressed = false;
    descriptors = 0;
    available = 0;
    used = 0;
    availIndex = 0;
    usedIndex = 0;
    indicesUnproven = true;
    enabled = false;
  }

  VringView view(int ring, String waitsFor) {
    return new VringView(
        ring,
        size,
        started,
        enabled,
        running,
        kickFd >= 0 ? OptionalInt.of(kickFd) : OptionalInt.empty(),
        fd(call),
        fd(err),
        waitsFor);
  }

  private static OptionalInt fd(EventSignal signal) {
    return signal == null ? OptionalInt.empty() : OptionalInt.of(signal.fd());
  }

  private static void close(EventSignal signal) {
    if (signal != null) {
      signal.close();
    }
  }

  private static void close(int fd) {
    if (fd >= 0) {
      Unistd.close(fd);
    }
  }
}
