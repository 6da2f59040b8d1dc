package io.sluice.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.daemon.MainCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a switch's {@code /metrics} says, judged by Prometheus' own tool: {@code promtool check
 * metrics}. Debian has it in a package of a server that would be started; so that is unpacked, and
 * not installed.
 */
class PromtoolIT {
  private static final Path DIRECTORY = Path.of("target", "promtool");

  @TempDir private Path temp;

  @Test
  void shouldPassPromtoolsCheck() throws Exception {
    String promtool = promtool();
    Path config =
        Files.writeString(
            temp.resolve("conf"),
            """
            sluice {
              run-dir = "%s"
              idle = backoff
              pool { chunks = 1024 }
              http { address = "127.0.0.1:0" }
              bridges.br0.ports {
                gen { type = generator, rate = 1000 }
                out { type = sink }
              }
            }
            """
                .formatted(temp.resolve("run")));
    List<String> command = new ArrayList<>(MainCommand.line());
    command.addAll(List.of("run", "--config", config.toString()));
    Path err = temp.resolve("err");
    Process sluice = new ProcessBuilder(command).redirectError(err.toFile()).start();
    try {
      awaitReady(sluice.inputReader(), err);
      String url = Files.readString(temp.resolve("run/http.url")).strip() + "/metrics";
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("sluice_port_received_packets_total{"), answer.body());
        Path scraped = Files.writeString(temp.resolve("scraped"), answer.body());
        assertEquals("exit code 0, and says: ", check(promtool, scraped));
      }
      // It does find what is wrong.
      Path wrong = Files.writeString(temp.resolve("wrong"), "# TYPE x counter\nx 1\n");
      assertTrue(check(promtool, wrong).contains("\"_total\""), check(promtool, wrong));
    } finally {
      sluice.destroyForcibly();
      assertTrue(sluice.waitFor(60, TimeUnit.SECONDS));
    }
  }

  private String check(String promtool, Path metrics) throws Exception {
    Path said = temp.resolve("said");
    Process check =
        new ProcessBuilder(promtool, "check", "metrics")
            .redirectInput(metrics.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(check.waitFor(60, TimeUnit.SECONDS), "promtool does not end");
    return "exit code %d, and says: %s".formatted(check.exitValue(), Files.readString(said));
  }

  private static void awaitReady(BufferedReader lines, Path err) throws IOException {
    String line;
    do {
      line = lines.readLine();
      assertNotNull(line, "it ended: " + Files.readString(err));
    } while (!line.equals("ready"));
  }

  private static String promtool() throws Exception {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(directory, "promtool"))) {
        return "promtool";
      }
    }
    Path unpacked = DIRECTORY.resolve("promtool");
    if (!Files.isExecutable(unpacked)) {
      Files.createDirectories(DIRECTORY);
      Path log = DIRECTORY.resolve("log");
      Process get =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "apt-get -q download prometheus"
                      + " && dpkg --fsys-tarfile prometheus_*.deb | tar x ./usr/bin/promtool"
                      + " && mv usr/bin/promtool . && rm -r usr prometheus_*.deb")
              .directory(DIRECTORY.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = get.waitFor(180, TimeUnit.SECONDS);
      get.destroyForcibly();
      assumeTrue(
          ended && get.exitValue() == 0,
          "no promtool here, and apt cannot download Debian's prometheus: "
              + Files.readString(log).strip().replace('\n', ' '));
    }
    return unpacked.toAbsolutePath().toString();
  }
}
