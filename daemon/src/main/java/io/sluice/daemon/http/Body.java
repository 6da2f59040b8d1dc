package io.sluice.daemon.http;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The body of a change: a JSON object, whose fields are those that are known. */
final class Body {
  private final ConfigObject object;

  private Body(ConfigObject object) {
    this.object = object;
  }

  /** Reads it, or refuses it. */
  static Body of(Context ctx, String... fields) {
    String type = ctx.contentType();
    if (type == null
        || !type.toLowerCase(Locale.ROOT).split(";")[0].strip().equals("application/json")) {
      throw new ProblemException(
          415, "expected a body of Content-Type application/json, got " + type);
    }
    Body body = new Body(parsed(ctx.body()));
    for (String field : new TreeSet<>(body.object.keySet())) {
      if (!List.of(fields).contains(field)) {
        throw new ProblemException(
            400,
            "there is no field '%s' here; there are %s"
                .formatted(field, String.join(", ", fields)));
      }
    }
    return body;
  }

  private static ConfigObject parsed(String text) {
    try {
      return ConfigFactory.parseString(
              text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
          .root();
    } catch (ConfigException e) {
      throw new ProblemException(400, "the body is no JSON object: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new ProblemException(400, "the body is nested too deep");
    }
  }

  String text(String field) {
    ConfigValue value = object.get(field);
    if (value == null || value.valueType() != ConfigValueType.STRING) {
      throw wrong(field, "a string");
    }
    return (String) value.unwrapped();
  }

  List<String> texts(String field) {
    if (!(object.get(field) instanceof ConfigList list)) {
      throw wrong(field, "a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (ConfigValue value : list) {
      if (value.valueType() != ConfigValueType.STRING) {
        throw wrong(field, "a list of strings");
      }
      texts.add((String) value.unwrapped());
    }
    return texts;
  }

  /** An object of simple values, as texts; empty where there is none. */
  Map<String, String> options(String field) {
    Map<String, String> options = new LinkedHashMap<>();
    ConfigValue given = object.get(field);
    if (given == null) {
      return options;
    }
    if (!(given instanceof ConfigObject values)) {
      throw wrong(field, "an object");
    }
    values.forEach(
        (key, value) -> {
          switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> options.put(key, String.valueOf(value.unwrapped()));
            default -> throw wrong(field + "." + key, "a string, number or boolean");
          }
        });
    return options;
  }

  private static ProblemException wrong(String field, String expected) {
    return new ProblemException(400, "%s: expected %s".formatted(field, expected));
  }
}
