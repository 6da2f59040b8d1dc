package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.HostileChains.Outcome;
import io.sluice.it.HostileGuest.Attack;
import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guests that mean harm on some ports of the running switch, and two bystanders on others, who
 * exchange numbered frames all the while. Every frame of theirs is also sent to the hostile guests,
 * so that the bystanders' own polls write to the memory that is taken away. The bystanders lose
 * nothing; the hostile ports fail, are counted, and can be used again.
 */
class HostileFrontEndIT {
  private static final int HOSTILE = 4;
  private static final int PER_SECOND = 20_000;
  private static final long SEED = 20261124;

  /** To be read by the switch, besides those of the attacks. */
  private static final long DESCRIPTORS = Long.getLong("sluice.it.hostile.descriptors", 10_000_000);

  private static final int FLOOD_NUMBER = 3 + HOSTILE;

  /** The next restart waits 400 ms, the 7th more than 3 s: the port is made anew instead. */
  private static final int MOST_RESTARTS = 3;

  private static final Duration EACH =
      Duration.ofSeconds(Integer.getInteger("sluice.it.hostile.seconds", 15));

  /** Longer than it takes, with both CPUs busy, until all has happened that must. */
  private static final Duration LONGEST = EACH.plusSeconds(180);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * The bystanders' frames under way in a direction. Each goes to up to four ports of the other
   * lane, with 24 bytes in front. All of them together take less than the share of the exchange
   * between lanes that a port has beside four that flood it: that lane may be off its CPU for as
   * long as it likes, and nothing of theirs may be lost.
   */
  private static final int UNDER_WAY = 10;

  private static final int RESTARTS_WANTED = 10;

  @TempDir Path directory;
  private final Map<String, Attack> attacks = new LinkedHashMap<>();
  private final Map<String, Integer> made = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private SluiceProcess sut;
  private HostileFlood flood;

  @ParameterizedTest(name = "lanes {0}, {1}")
  @CsvSource(
      delimiter = ';',
      value = {"[ { cpu = 0 } ]; spin", "[ { cpu = 0 }, { cpu = 1 } ]; backoff"})
  void shouldServeBystandersThroughEveryAttack(String lanes, String idle) throws Exception {
    attacks.putAll(HostileRings.all());
    attacks.putAll(HostileMemory.all());
    attacks.putAll(HostileMessages.all());
    List<HostileGuest> guests = new ArrayList<>();
    try (VirtioNic a = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1);
        VirtioNic b = new VirtioNic(VirtioNic.Kind.PLAIN, 1)) {
      start(lanes, idle, a, b, guests);
      NumberedTraffic traffic =
          new NumberedTraffic(a, b, 4, PER_SECOND, 60, 64, 333, 512, 1024, 1518)
              .withUnderWay(UNDER_WAY);
      int restarts;
      Background bystander = new Background("the bystanders", stop -> exchange(traffic, stop));
      Background flooding = new Background("the flood", stop -> flood.run(DESCRIPTORS, stop));
      try {
        restarts = assail(guests);
        flooding.await(LONGEST);
      } finally {
        try {
          flooding.end();
        } finally {
          bystander.end(); // before the drivers' memory goes
        }
      }
      bystander.await(Duration.ZERO.plusMillis(1));
      assertTrue(sut.process().isAlive(), sut.process()::output);
      String show = sut.show();
      long descriptors = guests.stream().mapToLong(HostileGuest::descriptors).sum();
      System.out.printf(
          "lanes %s: %d attacks of %d kinds with %d hostile descriptors over %d connections,"
              + " %d restarts; bystanders exchanged %d frames, longest gap %.1f ms%n",
          lanes,
          made.values().stream().mapToInt(n -> n).sum(),
          made.size(),
          descriptors,
          guests.stream().mapToLong(HostileGuest::connections).sum(),
          restarts,
          traffic.received(),
          traffic.longestGapMs());
      System.out.printf(
          "lanes %s: a flood of %d hostile descriptors that the switch read, %d of them to write"
              + " to, over %d connections: %s%n",
          lanes, flood.descriptors(), flood.writtenTo(), flood.connections(), flood.outcomes());
      traffic.assertFlawless(show + sut.process().output());
      assertEquals(0, restarts(show, "a") + restarts(show, "b"), show);
      assertEquals(attacks.keySet(), made.keySet(), "not every attack had its turn");
      assertTrue(restarts >= RESTARTS_WANTED, "the attacks were too kind\n" + show);
      assertTrue(traffic.received() > 1000, "the bystanders starved\n" + show);
      assertFalse(
          // A port says port-failed, a WARN, once; Akka's own word would be an ERROR of no event.
          sut.process().output().lines().anyMatch(l -> l.contains(" ERROR log source=")),
          "a device's failure is said by others than its port");
      assertRead();
      assertServed(guests);
      sut.stop();
    } finally {
      guests.forEach(HostileGuest::close);
      if (flood != null) {
        flood.close();
      }
      if (sut != null) {
        sut.close();
      }
    }
  }

  private void start(
      String lanes, String idle, VirtioNic a, VirtioNic b, List<HostileGuest> guests) {
    List<Port> ports = new ArrayList<>(List.of(Port.client("a"), Port.client("b")));
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < HOSTILE; i++) {
      ports.add(Port.client("h" + i));
      outputs.add("output:" + (3 + i));
    }
    String hostile = String.join(",", outputs);
    ports.add(Port.client("q"));
    String all = hostile + ",output:" + FLOOD_NUMBER;
    sut =
        new SluiceProcess(
            directory,
            List.of(
                "in_port=1,actions=" + all + ",output:2",
                "in_port=2,actions=output:1," + all,
                "priority=2,in_port=" + FLOOD_NUMBER + ",actions=" + hostile,
                "priority=1,actions=IN_PORT," + hostile),
            ports);
    sut.withLanes(lanes, idle);
    a.listen(sut.socket("a"));
    b.listen(sut.socket("b"));
    for (int i = 0; i < HOSTILE; i++) {
      guests.add(new HostileGuest(sut.socket("h" + i)));
    }
    flood = new HostileFlood(sut.socket("q"), new SplittableRandom(SEED), this::describe);
    sut.start();
    Child.until(
        "the bystanders' rings are polled",
        PATIENCE,
        () -> a.tend() & b.tend() && a.isPolled() && b.isPolled(),
        sut::describe);
  }

  /**
   * Attacks for the time that there is, and on until each kind had its turn and enough ports had to
   * start again; how many restarts it cost.
   */
  private int assail(List<HostileGuest> guests) {
    List<String> order = new ArrayList<>(attacks.keySet());
    int restarts = 0;
    int next = 0;
    long start = System.nanoTime();
    long looked = start;
    int now = 0; // of the ports that there are
    while (System.nanoTime() - start < EACH.toNanos()
        || next < order.size()
        || restarts + now < RESTARTS_WANTED) {
      assertTrue(
          System.nanoTime() - start < LONGEST.toNanos(),
          () -> "attacks made: " + made + "\n" + describe());
      for (HostileGuest g : guests) {
        assertTrue(sut.process().isAlive(), sut.process()::output);
        String name = order.get(next % order.size());
        try {
          if (g.connect()) {
            next++;
            made.merge(name, 1, Integer::sum);
            g.attack(attacks.get(name), random);
          }
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(name + ": " + e.getMessage() + "\n" + describe(), e);
        }
      }
      HostileGuest.pause();
      if (System.nanoTime() - looked > 100_000_000) {
        restarts += renew();
        now = restarts();
        looked = System.nanoTime();
      }
    }
    return restarts + restarts();
  }

  /** Of the hostile ports, as far as they were not made anew since. */
  private int restarts() {
    String show = sut.show();
    return IntStream.range(0, HOSTILE).map(i -> restarts(show, "h" + i)).sum();
  }

  private String describe() {
    return sut.process().isAlive() ? sut.describe() : sut.process().output();
  }

  /** Ports that would wait long before they start again are made anew; the restarts they had. */
  private int renew() {
    int sum = 0;
    String show = sut.show();
    for (int i = 0; i < HOSTILE; i++) {
      int restarts = restarts(show, "h" + i);
      if (restarts >= MOST_RESTARTS) {
        sum += restarts;
        sut.ask("del-port", "br0", "h" + i);
        sut.ask(
            "add-port",
            "br0",
            "h" + i,
            "type=vhost-user",
            "mode=client",
            "path=" + sut.socket("h" + i),
            "ofport=" + (3 + i));
      }
    }
    return sum;
  }

  /** The restarts that show tells of a port. */
  private static int restarts(String show, String port) {
    Matcher m = Pattern.compile("restarted (\\d+) times?, last: .+").matcher(section(show, port));
    return m.find() ? Integer.parseInt(m.group(1)) : 0;
  }

  /** After all that was done to it, each hostile port serves a guest that behaves. */
  private void assertServed(List<HostileGuest> guests) {
    for (int i = 0; i < guests.size(); i++) {
      String port = "h" + i;
      HostileGuest g = guests.get(i);
      Child.until("port " + port + " connects again", PATIENCE, g::connect, sut::describe);
      g.offerAll();
      Child.until(
          "port " + port + " takes what its guest sends",
          PATIENCE,
          () -> g.tx().usedIndex() == g.tx().availIndex(),
          sut::describe);
    }
  }

  private static void exchange(NumberedTraffic traffic, BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      traffic.step(Long.MAX_VALUE);
    }
    traffic.finish();
  }

  /** The flood was read as what it is: the switch's counters say so of each chain. */
  private void assertRead() {
    assertTrue(flood.descriptors() >= DESCRIPTORS, "the flood has run dry");
    Map<String, Long> expected = new LinkedHashMap<>();
    for (Outcome o : Outcome.values()) {
      expected.put(o.label, flood.outcomes().getOrDefault(o, 0L));
    }
    assertFalse(expected.containsValue(0L), () -> "not every kind had its turn: " + expected);
    Map<String, Long> counted = new LinkedHashMap<>();
    Child.until(
        "the switch has counted " + expected,
        PATIENCE,
        () -> {
          counted.clear();
          String show = sut.show();
          expected.keySet().forEach(label -> counted.put(label, received(show, "q", label)));
          return counted.equals(expected);
        },
        () -> "it counts " + counted + "\n" + describe());
  }

  /** What show tells of a port's received packets, or of its drops for a reason. */
  private static long received(String show, String port, String reason) {
    String regex = reason.isEmpty() ? "rx (\\d+) packets" : "drops: .*" + reason + " (\\d+)";
    Matcher m = Pattern.compile(regex).matcher(section(show, port));
    return m.find() ? Long.parseLong(m.group(1)) : 0;
  }

  /** What show tells of a port. */
  private static String section(String show, String port) {
    int at = show.indexOf("\n  port " + port + ":");
    assertTrue(at >= 0, "no port " + port + " in\n" + show);
    int end = show.indexOf("\n  port ", at + 1);
    return show.substring(at, end < 0 ? show.length() : end);
  }
}
