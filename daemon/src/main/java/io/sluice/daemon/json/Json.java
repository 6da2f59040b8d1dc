package io.sluice.daemon.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Records, maps, lists and simple values as JSON (RFC 8259): a record's components by name and in
 * order. A number that is none (NaN) is null, as is an empty optional. Any thread; an object serves
 * one text.
 */
public final class Json {
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent c : components) {
            c.getAccessor().setAccessible(true); // of records that are not public
          }
          return components;
        }
      };

  private final StringBuilder text = new StringBuilder(256);
  private final boolean lines;
  private int depth;

  private Json(boolean lines) {
    this.lines = lines;
  }

  /** For programs: no blank that is not needed. */
  public static String write(Object value) {
    return new Json(false).value(value).text.toString();
  }

  /** For people: each record in a list has a line. */
  public static String lines(Object value) {
    return new Json(true).value(value).text.toString();
  }

  private Json value(Object value) {
    switch (value) {
      case null -> text.append("null");
      case OptionalInt o -> text.append(o.isPresent() ? String.valueOf(o.getAsInt()) : "null");
      case OptionalLong o -> text.append(o.isPresent() ? String.valueOf(o.getAsLong()) : "null");
      case Optional<?> o -> value(o.orElse(null));
      case Double d when d.isNaN() || d.isInfinite() -> text.append("null");
      case Number n -> text.append(n);
      case Boolean b -> text.append(b);
      case Iterable<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      case Record r -> record(r);
      default -> quote(value.toString());
    }
    return this;
  }

  private void list(Iterable<?> list) {
    text.append('[');
    depth++;
    boolean first = true;
    for (Object o : list) {
      separate(first);
      first = false;
      if (lines && o instanceof Record) {
        text.append('\n').append("  ".repeat(depth));
      }
      value(o);
    }
    depth--;
    text.append(']');
  }

  private void map(Map<?, ?> map) {
    text.append('{');
    depth++;
    boolean first = true;
    for (Map.Entry<?, ?> e : map.entrySet()) {
      separate(first);
      first = false;
      member(e.getKey().toString(), e.getValue());
    }
    depth--;
    text.append('}');
  }

  private void record(Record r) {
    text.append('{');
    depth++;
    members(r, true);
    depth--;
    text.append('}');
  }

  /** Whether the next member is the first one still. */
  private boolean members(Record r, boolean none) {
    boolean first = none;
    for (RecordComponent c : COMPONENTS.get(r.getClass())) {
      Object value = component(r, c);
      if (c.isAnnotationPresent(Inline.class)) {
        first = members((Record) value, first);
      } else {
        separate(first);
        first = false;
        member(c.getName(), value);
      }
    }
    return first;
  }

  private void separate(boolean first) {
    if (!first) {
      text.append(lines ? ", " : ",");
    }
  }

  private void member(String name, Object value) {
    quote(name);
    text.append(lines ? ": " : ":");
    value(value);
  }

  private static Object component(Record r, RecordComponent c) {
    try {
      return c.getAccessor().invoke(r);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(r.getClass() + ": " + c.getName(), e);
    }
  }

  private void quote(String s) {
    text.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c == '\n') {
        text.append("\\n");
      } else if (c < ' ' || Character.isSurrogate(c) && !paired(s, i)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static boolean paired(String s, int i) {
    return Character.isHighSurrogate(s.charAt(i))
        ? i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(s.charAt(i - 1));
  }
}
