package io.sluice.lane;

import java.util.Arrays;

/**
 * The pollers of a lane, in the order they were added. Owned by the lane's thread. May change while
 * it is walked: a removed poller is not polled again, not even in the same cycle; an added one is
 * polled from the next cycle on.
 */
final class PollerList {
  private Poller[] pollers = new Poller[8];
  private PollTime[] times = new PollTime[8];
  private int end;
  private int urgent;
  private boolean holes;

  /** Slots in use, empty ones included. */
  int end() {
    return end;
  }

  /** The poller in a slot, null when it was removed. */
  Poller get(int slot) {
    return pollers[slot];
  }

  /** The time that the poller of a slot took. */
  PollTime time(int slot) {
    return times[slot];
  }

  PollTime add(Poller poller, LaneCounters lane) {
    if (indexOf(poller) >= 0) {
      throw new IllegalStateException(poller.name() + " is already on this lane");
    }
    if (end == pollers.length) {
      pollers = Arrays.copyOf(pollers, end * 2);
      times = Arrays.copyOf(times, end * 2);
    }
    PollTime time = new PollTime(poller.name(), lane);
    pollers[end] = poller;
    times[end++] = time;
    urgent += poller.isUrgent() ? 1 : 0;
    return time;
  }

  boolean remove(Poller poller) {
    int i = indexOf(poller);
    if (i < 0) {
      return false;
    }
    urgent -= poller.isUrgent() ? 1 : 0;
    pollers[i] = null;
    holes = true;
    return true;
  }

  /** Closes the gaps that removals left. Not while the list is being walked. */
  void compact() {
    if (!holes) {
      return;
    }
    holes = false;
    int to = 0;
    for (int from = 0; from < end; from++) {
      if (pollers[from] != null) {
        times[to] = times[from];
        pollers[to++] = pollers[from];
      }
    }
    Arrays.fill(pollers, to, end, null);
    Arrays.fill(times, to, end, null);
    end = to;
  }

  /** The times of all that are polled; a copy. */
  PollTime[] times() {
    PollTime[] all = new PollTime[size()];
    int n = 0;
    for (int i = 0; i < end; i++) {
      if (pollers[i] != null) {
        all[n++] = times[i];
      }
    }
    return all;
  }

  /** Whether any of them is urgent. */
  boolean isUrgent() {
    return urgent > 0;
  }

  int size() {
    int n = 0;
    for (int i = 0; i < end; i++) {
      n += pollers[i] == null ? 0 : 1;
    }
    return n;
  }

  private int indexOf(Poller poller) {
    for (int i = 0; i < end; i++) {
      if (pollers[i] == poller) {
        return i;
      }
    }
    return -1;
  }
}
