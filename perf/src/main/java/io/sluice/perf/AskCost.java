package io.sluice.perf;

import io.sluice.actors.LaneView;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchSystem;
import io.sluice.census.ActorView;
import io.sluice.daemon.api.Companions;
import io.sluice.daemon.api.PortWords;
import io.sluice.daemon.api.Requests;
import io.sluice.daemon.config.HttpSettings;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.daemon.http.HttpServer;
import io.sluice.daemon.http.Kinds;
import io.sluice.daemon.http.Sources;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.lane.IdleMode;
import io.sluice.lane.LaneCounters;
import io.sluice.lane.Lanes;
import io.sluice.lane.TimeHistogram;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * What a lane's polls take while a client asks everything, against what they take while nobody
 * asks: in turn, in one process with one lane on CPU 0 that forwards as much as it can. The times
 * are of the lane's own histogram, the polls that it times anyway.
 */
final class AskCost {
  private static final int ROUNDS_A_SECOND = 100;
  private static final int WARM_SECONDS = 8;

  private static final List<String> PATHS =
      List.of(
          "/v1/switch",
          "/v1/actors",
          "/v1/lanes",
          "/v1/pools",
          "/v1/bridges",
          "/v1/ports",
          "/v1/flows",
          "/v1/megaflows",
          "/v1/fdb",
          "/v1/drops",
          "/v1/config",
          "/v1/history");

  private final int seconds;
  private final int rounds;
  private final PrintStream out;

  AskCost(int seconds, int rounds, PrintStream out) {
    this.seconds = seconds;
    this.rounds = rounds;
    this.out = out;
  }

  int run() throws IOException, InterruptedException {
    out.println(Machine.describe());
    Path runDir = Files.createTempDirectory("sluice-ask");
    SwitchSettings settings =
        new SwitchSettings(
            Lanes.on(List.of(0), IdleMode.SPIN), runDir, SwitchSettings.DEFAULT_POOL_CHUNKS);
    SwitchSystem system = SwitchSystem.start(settings);
    HttpSettings where =
        new HttpSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true, null, null);
    Requests requests = new Requests(system, Companions.NONE);
    Sources sources =
        new Sources(
            system, system, requests, new SwitchConfig(runDir, settings, List.of()), runDir);
    try (HttpServer server = HttpServer.open(where, runDir, Kinds.all(sources))) {
      server.start();
      prepare(system);
      server.awaitStarted();
      compare(system, server.url());
    } finally {
      system.stop().toCompletableFuture().join();
    }
    return 0;
  }

  private static void prepare(SwitchSystem system) {
    await(system.addBridge("br0"));
    await(
        system.addPort(
            "br0", PortWords.parse("gen", List.of("type=generator", "ofport=1", "flows=1000"))));
    await(system.addPort("br0", PortWords.parse("out", List.of("type=sink", "ofport=2"))));
    try {
      await(
          system.applyFlows(
              "br0", List.of(new FlowParser().parseFlow("in_port=1,actions=output:2"))));
    } catch (FlowSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private void compare(SwitchSystem system, String url) throws InterruptedException {
    LaneView lane = await(system.lanes()).getFirst();
    LaneCounters counters = lane.counters();
    out.printf(
        "lane %s; %d paths and each actor's, %d times a second; %d s each, %d times%n",
        lane.pinning(), PATHS.size(), ROUNDS_A_SECOND, seconds, rounds);
    Client client = new Client(url, system);
    client.askFor(WARM_SECONDS);
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      TimeHistogram before = counters.pollTimes();
      Thread.sleep(seconds * 1000L);
      without.add(show("nobody asks", counters.pollTimes().since(before), 0));
      before = counters.pollTimes();
      long answers = client.askFor(seconds);
      with.add(show("all is asked", counters.pollTimes().since(before), answers / seconds));
    }
    double quiet = VhostRun.median(without);
    double asked = VhostRun.median(with);
    out.printf(
        Locale.ROOT,
        "median p99.9: %.0f ns without, %.0f ns with: %+.1f %%%n",
        quiet,
        asked,
        100 * (asked / quiet - 1));
  }

  private double show(String what, TimeHistogram times, long answersPerSecond) {
    out.printf(
        Locale.ROOT,
        "%-13s p50 %6.0f  p99 %6.0f  p99.9 %7.0f  p99.99 %8.0f ns of %d timed polls; %d answers/s%n",
        what,
        times.quantileNs(0.5),
        times.quantileNs(0.99),
        times.quantileNs(0.999),
        times.quantileNs(0.9999),
        times.count(),
        answersPerSecond);
    return times.quantileNs(0.999);
  }

  /** Asks all paths, as often as it is to. Owned by one thread. */
  private static final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<HttpRequest> all = new ArrayList<>();

    Client(String url, SwitchSystem system) {
      for (String path : PATHS) {
        all.add(HttpRequest.newBuilder(URI.create(url + path)).build());
      }
      for (ActorView actor : system.census().all()) {
        all.add(HttpRequest.newBuilder(URI.create(url + "/v1/actors/" + actor.path())).build());
      }
    }

    /** The answers that it got. */
    long askFor(int seconds) throws InterruptedException {
      long start = System.nanoTime();
      long answers = 0;
      for (int round = 0; round < seconds * ROUNDS_A_SECOND; round++) {
        long due = start + round * (1_000_000_000L / ROUNDS_A_SECOND);
        long early = due - System.nanoTime();
        if (early > 0) {
          Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
        }
        if (System.nanoTime() - start > seconds * 1_000_000_000L) {
          break; // it cannot as often
        }
        for (HttpRequest request : all) {
          ask(request);
          answers++;
        }
      }
      return answers;
    }

    private void ask(HttpRequest request) throws InterruptedException {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new PerfException(request.uri() + ": " + answer.statusCode() + answer.body());
        }
      } catch (IOException e) {
        throw new PerfException(request.uri() + ": " + e);
      }
    }
  }
}
