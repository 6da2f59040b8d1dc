package io.sluice.news;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@value #KEPT} events: the last ones, but where one path has more than any other, it is its
 * oldest that goes. So a guest that connects without end makes its own past forgotten and not its
 * neighbours'. Any thread but a lane's tells; whoever reads comes back for more, and has missed
 * some when it comes too late.
 */
public final class News {
  public static final int KEPT = 1000;

  private final ArrayDeque<Event> kept = new ArrayDeque<>(KEPT + 1);
  private final Map<String, Integer> ofPath = new HashMap<>();
  private long last;

  /** Something happened. Never waits; not to be called on a lane. */
  public synchronized void tell(Event.Kind kind, String path, String text) {
    last++;
    kept.add(
        new Event(
            last, System.currentTimeMillis(), kind.name().toLowerCase(Locale.ROOT), path, text));
    ofPath.merge(path, 1, Integer::sum);
    if (kept.size() > KEPT) {
      forgetOne();
    }
    notifyAll();
  }

  private void forgetOne() {
    String most = Collections.max(ofPath.entrySet(), Map.Entry.comparingByValue()).getKey();
    Iterator<Event> oldest = kept.iterator();
    while (!oldest.next().path().equals(most)) {
      // Of somebody else.
    }
    oldest.remove();
    ofPath.computeIfPresent(most, (path, n) -> n == 1 ? null : n - 1);
  }

  /** The number of the last event; 0: there was none. */
  public synchronized long last() {
    return last;
  }

  /** Events after that one which are still kept, the oldest first. */
  public synchronized List<Event> after(long sequence, int most) {
    return kept.stream().filter(e -> e.sequence() > sequence).limit(most).toList();
  }

  /** Waits until there is an event after that one, or so long. */
  public synchronized void await(long sequence, long timeoutMs) throws InterruptedException {
    if (last <= sequence) {
      wait(timeoutMs);
    }
  }
}
