package io.sluice.daemon.api;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Writes records as JSON, their components by name and in order, a lane or port a line. For {@code
 * show --json}; stateless.
 */
final class Json {
  private Json() {}

  static String write(Object value) {
    StringBuilder s = new StringBuilder();
    write(s, value, 0);
    return s.toString();
  }

  private static void write(StringBuilder s, Object value, int depth) {
    switch (value) {
      case null -> s.append("null");
      case OptionalInt o -> s.append(o.isPresent() ? String.valueOf(o.getAsInt()) : "null");
      case Number n -> s.append(n);
      case Boolean b -> s.append(b);
      case List<?> list -> writeList(s, list, depth);
      case Map<?, ?> map -> writeMap(s, map, depth);
      case Record r -> writeRecord(s, r, depth);
      default -> quote(s, value.toString());
    }
  }

  private static void writeList(StringBuilder s, List<?> list, int depth) {
    s.append('[');
    String separator = "";
    for (Object o : list) {
      s.append(separator);
      if (o instanceof Record) {
        s.append('\n').append("  ".repeat(depth + 1));
      }
      write(s, o, depth + 1);
      separator = ", ";
    }
    s.append(']');
  }

  private static void writeMap(StringBuilder s, Map<?, ?> map, int depth) {
    s.append('{');
    String separator = "";
    for (Map.Entry<?, ?> e : map.entrySet()) {
      s.append(separator);
      quote(s, e.getKey().toString());
      s.append(": ");
      write(s, e.getValue(), depth + 1);
      separator = ", ";
    }
    s.append('}');
  }

  private static void writeRecord(StringBuilder s, Record r, int depth) {
    s.append('{');
    String separator = "";
    for (RecordComponent c : r.getClass().getRecordComponents()) {
      s.append(separator);
      quote(s, c.getName());
      s.append(": ");
      write(s, component(r, c), depth + 1);
      separator = ", ";
    }
    s.append('}');
  }

  private static Object component(Record r, RecordComponent c) {
    try {
      return c.getAccessor().invoke(r);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(r.getClass() + " is not public", e);
    }
  }

  private static void quote(StringBuilder s, String text) {
    s.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        s.append('\\').append(c);
      } else if (c < ' ') {
        s.append("\\u%04x".formatted((int) c));
      } else {
        s.append(c);
      }
    }
    s.append('"');
  }
}
