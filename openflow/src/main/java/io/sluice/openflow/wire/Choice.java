package io.sluice.openflow.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The table of the structures that a code chooses among: by the code when reading, by the value's
 * class when writing. Filled when its class is loaded, then never changed.
 */
public final class Choice<T> {
  private record Entry<T>(
      long code, Class<? extends T> type, Predicate<T> applies, Struct<T> struct) {}

  private final Map<Long, Entry<T>> byCode = new HashMap<>();
  private final Map<Class<?>, List<Entry<T>>> byClass = new HashMap<>();

  /** The structure that follows code {@code code}. */
  public <V extends T> Choice<T> on(long code, Class<V> type, Struct<V> struct) {
    return on(code, type, value -> true, struct);
  }

  /** One of several structures of a class, for those of its values that {@code applies} takes. */
  public <V extends T> Choice<T> on(
      long code, Class<V> type, Predicate<V> applies, Struct<V> struct) {
    Entry<T> entry =
        new Entry<>(
            code,
            type,
            value -> applies.test(type.cast(value)),
            (w, value) -> struct.wire(w, value == null ? null : type.cast(value)));
    if (byCode.put(code, entry) != null) {
      throw new IllegalStateException("two structures with code " + code);
    }
    byClass.computeIfAbsent(type, key -> new ArrayList<>()).add(entry);
    return this;
  }

  /** A structure without contents. */
  public <V extends T> Choice<T> on(long code, V value) {
    @SuppressWarnings("unchecked")
    Class<V> type = (Class<V>) value.getClass();
    return on(code, type, (w, v) -> value);
  }

  public boolean has(long code) {
    return byCode.containsKey(code);
  }

  /** The class of what follows a code that the table has. */
  public Class<? extends T> type(long code) {
    return byCode.get(code).type;
  }

  /** Whether there is a structure for {@code value}. */
  public boolean takes(T value) {
    return find(value) != null;
  }

  /** The code of a value; an IllegalArgumentException where it has none, say in this version. */
  public long code(T value) {
    Entry<T> entry = find(value);
    if (entry == null) {
      throw new IllegalArgumentException("no code for " + value);
    }
    return entry.code;
  }

  /** Reads or writes what follows a code that the table has. */
  public T wire(Wire wire, long code, T value) {
    return byCode.get(code).struct.wire(wire, value);
  }

  private Entry<T> find(T value) {
    for (Entry<T> entry : byClass.getOrDefault(value.getClass(), List.of())) {
      if (entry.applies.test(value)) {
        return entry;
      }
    }
    return null;
  }
}
