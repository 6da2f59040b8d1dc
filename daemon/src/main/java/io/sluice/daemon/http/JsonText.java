package io.sluice.daemon.http;

import io.javalin.http.Context;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Records, maps, lists and simple values as JSON (RFC 8259): a record's components by name. A
 * number that is none (NaN) is null, as is an empty optional. Stateless.
 */
public final class JsonText {
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

  private JsonText() {}

  /** Answers with a value. */
  public static void answer(Context ctx, Object value) {
    ctx.result(write(value)).contentType("application/json");
  }

  /** A value's text. */
  public static String write(Object value) {
    StringBuilder s = new StringBuilder(256);
    write(s, value);
    return s.toString();
  }

  private static void write(StringBuilder s, Object value) {
    switch (value) {
      case null -> s.append("null");
      case OptionalInt o -> s.append(o.isPresent() ? String.valueOf(o.getAsInt()) : "null");
      case OptionalLong o -> s.append(o.isPresent() ? String.valueOf(o.getAsLong()) : "null");
      case Optional<?> o -> write(s, o.orElse(null));
      case Double d when d.isNaN() || d.isInfinite() -> s.append("null");
      case Number n -> s.append(n);
      case Boolean b -> s.append(b);
      case Iterable<?> list -> writeList(s, list);
      case Map<?, ?> map -> writeMap(s, map);
      case Record r -> writeRecord(s, r);
      default -> quote(s, value.toString());
    }
  }

  private static void writeList(StringBuilder s, Iterable<?> list) {
    s.append('[');
    String separator = "";
    for (Object o : list) {
      s.append(separator);
      write(s, o);
      separator = ",";
    }
    s.append(']');
  }

  private static void writeMap(StringBuilder s, Map<?, ?> map) {
    s.append('{');
    String separator = "";
    for (Map.Entry<?, ?> e : map.entrySet()) {
      s.append(separator);
      quote(s, e.getKey().toString());
      s.append(':');
      write(s, e.getValue());
      separator = ",";
    }
    s.append('}');
  }

  private static void writeRecord(StringBuilder s, Record r) {
    s.append('{');
    String separator = "";
    for (RecordComponent c : COMPONENTS.get(r.getClass())) {
      s.append(separator);
      quote(s, c.getName());
      s.append(':');
      write(s, component(r, c));
      separator = ",";
    }
    s.append('}');
  }

  private static Object component(Record r, RecordComponent c) {
    try {
      return c.getAccessor().invoke(r);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(r.getClass() + ": " + c.getName(), e);
    }
  }

  private static void quote(StringBuilder s, String text) {
    s.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        s.append('\\').append(c);
      } else if (c == '\n') {
        s.append("\\n");
      } else if (c < ' ' || Character.isSurrogate(c) && !paired(text, i)) {
        s.append(String.format("\\u%04x", (int) c));
      } else {
        s.append(c);
      }
    }
    s.append('"');
  }

  private static boolean paired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
