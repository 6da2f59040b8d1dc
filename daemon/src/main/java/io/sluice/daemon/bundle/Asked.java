package io.sluice.daemon.bundle;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.sluice.daemon.api.ApiClient;
import io.sluice.daemon.api.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the switch itself says, by the requests of the commands. One that does not answer is asked
 * once: then all the rest is missing. Owned by one thread.
 */
final class Asked {
  private final Path runDir;
  private final long patienceMs;
  private String silent;

  Asked(Path runDir, long patienceMs) {
    this.runDir = runDir;
    this.patienceMs = patienceMs;
  }

  /** The parts that a switch of these bridges has. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(part("switch/show.txt", "show", "text"));
    parts.add(part("switch/show.json", "show", "json"));
    parts.add(part("switch/lanes.txt", "lanes"));
    parts.add(part("switch/actors.txt", "actors"));
    parts.add(part("switch/drops.txt", "drops", ""));
    parts.add(part("switch/top.txt", "top", "1000"));
    for (String bridge : bridges()) {
      // No name climbs out of its folder.
      String folder = "bridges/" + bridge.replaceFirst("^[.]+", "_") + "/";
      parts.add(part(folder + "flows.txt", "dump-flows", bridge, ""));
      parts.add(part(folder + "groups.txt", "dump-groups", bridge));
      parts.add(part(folder + "meters.txt", "dump-meters", bridge));
      parts.add(part(folder + "megaflows.txt", "dump-megaflows", bridge));
      parts.add(part(folder + "lookup-stats.txt", "lookup-stats", bridge));
      parts.add(part(folder + "fdb.txt", "fdb-show", bridge));
    }
    return parts;
  }

  private Part part(String name, String... words) {
    return new Part(name, () -> ask(words));
  }

  private List<String> bridges() {
    try {
      // JSON is HOCON too.
      return ConfigFactory.parseString(ask("show", "json")).getConfigList("bridges").stream()
          .map((Config bridge) -> bridge.getString("name"))
          .toList();
    } catch (Part.Missing | ConfigException e) {
      return List.of(); // the parts that come say why
    }
  }

  private String ask(String... words) throws Part.Missing {
    if (silent != null) {
      throw new Part.Missing(silent);
    }
    FutureTask<String> answer = new FutureTask<>(() -> call(List.of(words)));
    // A switch that is stopped or hangs never answers: the thread is left to the end of the
    // command.
    Thread.ofPlatform().daemon().name("ask " + words[0]).start(answer);
    try {
      return answer.get(patienceMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      silent = "the switch did not answer within %d ms".formatted(patienceMs);
      throw new Part.Missing(silent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Part.Missing("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException none) {
        silent = none.getMessage();
      }
      throw new Part.Missing(String.valueOf(e.getCause().getMessage()));
    }
  }

  private String call(List<String> words) throws Part.Missing {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = ApiClient.call(runDir, words, printer(out), printer(err));
    if (code != 0) {
      throw new Part.Missing(err.toString(StandardCharsets.UTF_8).strip());
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }
}
