package io.sluice.news;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last {@value #KEPT} events. Any thread but a lane's tells; whoever reads comes back for more,
 * and has missed some when it comes too late.
 */
public final class News {
  public static final int KEPT = 1000;

  private final Event[] kept = new Event[KEPT];
  private long last;

  /** Something happened. Never waits; not to be called on a lane. */
  public synchronized void tell(Event.Kind kind, String path, String text) {
    last++;
    kept[(int) (last % KEPT)] =
        new Event(
            last, System.currentTimeMillis(), kind.name().toLowerCase(Locale.ROOT), path, text);
    notifyAll();
  }

  /** The number of the last event; 0: there was none. */
  public synchronized long last() {
    return last;
  }

  /** Events after that one which are still kept, the oldest first. */
  public synchronized List<Event> after(long sequence, int most) {
    List<Event> events = new ArrayList<>();
    long from = Math.max(Math.clamp(sequence, 0, last), last - KEPT) + 1;
    for (long n = from; n <= last && events.size() < most; n++) {
      events.add(kept[(int) (n % KEPT)]);
    }
    return events;
  }

  /** Waits until there is an event after that one, or so long. */
  public synchronized void await(long sequence, long timeoutMs) throws InterruptedException {
    if (last <= sequence) {
      wait(timeoutMs);
    }
  }
}
