package io.sluice.daemon.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The parameters of a request, checked. */
final class Query {
  private static final int MOST = 10_000;
  private static final int USUAL = 1000;
  private static final int FARTHEST = Integer.MAX_VALUE - MOST;
  static final String LIMIT = "limit";
  static final String OFFSET = "offset";

  private Query() {}

  /** Refuses others, and one that is there twice. */
  static void only(Context ctx, String... names) {
    for (String name : new TreeSet<>(ctx.queryParamMap().keySet())) {
      if (!Arrays.asList(names).contains(name)) {
        throw new ProblemException(
            400,
            "there is no parameter %s here; %s"
                .formatted(
                    name,
                    names.length == 0
                        ? "there are none"
                        : "there are " + String.join(", ", names)));
      }
      if (ctx.queryParams(name).size() > 1) {
        throw new ProblemException(400, name + " is there more than once");
      }
    }
  }

  static long number(Context ctx, String name, long usual, long least, long most) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return usual;
    }
    try {
      long n = Long.parseLong(text);
      if (n >= least && n <= most) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ProblemException(
        400, "%s: expected %d to %d, got '%s'".formatted(name, least, most, text));
  }

  static boolean flag(Context ctx, String name) {
    String text = ctx.queryParam(name);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      case null -> false;
      default ->
          throw new ProblemException(
              400, "%s: expected true or false, got '%s'".formatted(name, text));
    };
  }

  static String text(Context ctx, String name) {
    String text = ctx.queryParam(name);
    return text == null ? "" : text;
  }

  /**
   * Which part of a long list is asked for.
   *
   * @param offset entries to leave out
   * @param limit entries at most
   */
  record Page(int offset, int limit) {
    static Page of(Context ctx) {
      return new Page(
          (int) number(ctx, OFFSET, 0, 0, FARTHEST), (int) number(ctx, LIMIT, USUAL, 1, MOST));
    }

    <T> List<T> of(List<T> all) {
      int from = Math.min(offset, all.size());
      return all.subList(from, Math.min(all.size(), from + limit));
    }
  }
}
