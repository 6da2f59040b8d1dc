package io.sluice.daemon.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.flow.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One object of a configuration file, read with messages that say file and line.
 *
 * @param path where it is, as {@code sluice.bridges}
 */
record Section(String file, String path, ConfigObject object) {
  /** A mistake at a value. */
  ConfigProblem problem(ConfigValue at, String message) {
    int line = at.origin().lineNumber();
    return new ConfigProblem(file + (line > 0 ? ":" + line : "") + ": " + message);
  }

  ConfigProblem problem(String message) {
    return problem(object, message);
  }

  /** Refuses keys that are not known. */
  void expectOnly(List<String> known) throws ConfigProblem {
    for (Map.Entry<String, ConfigValue> e : object.entrySet()) {
      if (!known.contains(e.getKey())) {
        throw problem(
            e.getValue(),
            "unknown key '%s' in %s; expected one of %s%s"
                .formatted(
                    e.getKey(),
                    path,
                    String.join(", ", new TreeSet<>(known)),
                    Suggestion.of(e.getKey(), known)));
      }
    }
  }

  boolean has(String key) {
    return object.containsKey(key);
  }

  ConfigValue value(String key) {
    return object.get(key);
  }

  /** An object; empty when the key is missing. */
  Section section(String key) throws ConfigProblem {
    ConfigValue v = object.get(key);
    if (v == null) {
      return new Section(file, path + "." + key, com.typesafe.config.ConfigFactory.empty().root());
    }
    if (!(v instanceof ConfigObject o)) {
      throw problem(v, "%s.%s: expected { ... }, got %s".formatted(path, key, kind(v)));
    }
    return new Section(file, path + "." + key, o);
  }

  String text(String key, String otherwise) throws ConfigProblem {
    ConfigValue v = object.get(key);
    return v == null ? otherwise : scalar(key, v);
  }

  int integer(String key, int otherwise) throws ConfigProblem {
    ConfigValue v = object.get(key);
    return v == null ? otherwise : integer(key, v);
  }

  int integer(String key, ConfigValue v) throws ConfigProblem {
    if (v.unwrapped() instanceof Integer i) {
      return i;
    }
    throw problem(v, "%s.%s: expected a whole number, got %s".formatted(path, key, shown(v)));
  }

  /** A string, number or boolean as it was written. */
  String scalar(String key, ConfigValue v) throws ConfigProblem {
    if (v.valueType() == ConfigValueType.STRING
        || v.valueType() == ConfigValueType.NUMBER
        || v.valueType() == ConfigValueType.BOOLEAN) {
      return v.unwrapped().toString();
    }
    throw problem(v, "%s.%s: expected one value, got %s".formatted(path, key, kind(v)));
  }

  /** A list of scalars, each with its place. */
  List<ConfigValue> list(String key) throws ConfigProblem {
    ConfigValue v = object.get(key);
    if (v == null) {
      return List.of();
    }
    if (!(v instanceof com.typesafe.config.ConfigList l)) {
      throw problem(v, "%s.%s: expected [ ... ], got %s".formatted(path, key, kind(v)));
    }
    return new ArrayList<>(l);
  }

  private static String shown(ConfigValue v) {
    return v instanceof ConfigObject || v instanceof com.typesafe.config.ConfigList
        ? kind(v)
        : "'" + v.unwrapped() + "'";
  }

  private static String kind(ConfigValue v) {
    return switch (v.valueType()) {
      case OBJECT -> "an object";
      case LIST -> "a list";
      case NUMBER, BOOLEAN, STRING -> "'" + v.unwrapped() + "'";
      case NULL -> "null";
    };
  }
}
