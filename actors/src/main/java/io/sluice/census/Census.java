package io.sluice.census;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Who lives in a switch. Any thread; actors come, go and count while others read. */
public final class Census {
  private final Map<String, Resident> residents = new ConcurrentSkipListMap<>();
  private volatile ToLongFunction<Place> polls = place -> 0;

  /** How many polls the rings of a place had; on any thread. */
  public void countPolls(ToLongFunction<Place> by) {
    polls = by;
  }

  /** An actor starts; if one that failed was there before, this is its restart. */
  public Resident add(Place place) {
    return residents.compute(place.path(), (path, before) -> new Resident(place, before));
  }

  /**
   * An actor has ended. One that failed stays to be seen, until it is started again or forgotten.
   */
  public void ended(Resident resident) {
    if (!resident.hasFailed()) {
      residents.remove(resident.place().path(), resident);
    }
  }

  /** What was there is gone for good, and all below it. */
  public void forget(String path) {
    residents.keySet().removeIf(other -> isAtOrBelow(other, path));
  }

  /**
   * Takes every actor's busy time since the last call; every so often, by one thread.
   *
   * @param pollShare the share of the time that a place's polls took, 0 to 1
   */
  public void measure(long nowNs, ToDoubleFunction<Place> pollShare) {
    for (Resident resident : residents.values()) {
      resident.measure(nowNs, pollShare.applyAsDouble(resident.place()));
    }
  }

  /** All of them, by path. */
  public List<ActorView> all() {
    long now = System.nanoTime();
    List<ActorView> all = new ArrayList<>();
    for (Resident resident : residents.values()) {
      all.add(view(resident, now));
    }
    return all;
  }

  /** The one of a path, or null. */
  public ActorView find(String path) {
    Resident resident = residents.get(path);
    return resident == null ? null : view(resident, System.nanoTime());
  }

  /** What the actor of a path has to say of its own; null when there is nobody, or nothing. */
  public Details details(String path) {
    Resident resident = residents.get(path);
    return resident == null ? null : resident.details();
  }

  /** Whether a path is another one, or below it. */
  public static boolean isAtOrBelow(String path, String other) {
    return path.startsWith(other)
        && (path.length() == other.length() || path.charAt(other.length()) == '/');
  }

  private ActorView view(Resident resident, long nowNs) {
    Place place = resident.place();
    return resident.view(parent(place.path()), polls.applyAsLong(place), nowNs);
  }

  private String parent(String path) {
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      String above = path.substring(0, end);
      if (residents.containsKey(above)) {
        return above;
      }
    }
    return "";
  }
}
