package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DPDK's virtio-user on both sides of the switch. A capture file goes in by testpmd's pcap device,
 * through the switch, and out to a capture file: every frame once, unchanged, in order.
 */
class VirtioUserIT {
  /** Fewer than a ring holds: nothing can be lost for want of room, so nothing may be lost. */
  private static final int FRAMES = 900;

  private static final int[] LENGTHS =
      IntStream.concat(
              IntStream.of(64, 65, 127, 128, 129, 255, 256, 257, 511, 1023, 1024, 1280, 1514, 1518),
              IntStream.rangeClosed(64, 1518).filter(l -> l % 97 == 0))
          .toArray();

  @TempDir Path directory;
  private SwitchUnderTest sut;
  private Testpmd testpmd;

  @AfterEach
  void end() {
    if (testpmd != null) {
      testpmd.close();
    }
    if (sut != null) {
      sut.close();
    }
  }

  @ParameterizedTest(name = "mergeable {0}, {1} queue pairs, switch as {2}")
  @CsvSource({
    "true, 1, client",
    "false, 1, client",
    "true, 2, client",
    "false, 2, client",
    "true, 2, server"
  })
  void shouldCarryEveryFrameOnceUnchangedInOrder(boolean mergeable, int queues, String mode)
      throws Exception {
    boolean client = mode.equals("client");
    List<Port> ports =
        List.of("vh0", "vh1").stream()
            .map(n -> (client ? Port.client(n) : Port.server(n)).withQueuePairs(queues))
            .toList();
    sut =
        SwitchUnderTest.create(
            directory, List.of("in_port=1,actions=output:2", "in_port=2,actions=output:1"), ports);
    sut.start();

    StringBuilder in = new StringBuilder("net_pcap0");
    StringBuilder out = new StringBuilder("net_pcap1");
    List<List<byte[]>> sent = new ArrayList<>();
    Path nothing = directory.resolve("nothing.pcap");
    Pcap.write(nothing, List.of());
    for (int q = 0; q < queues; q++) {
      Path file = directory.resolve("in" + q + ".pcap");
      sent.add(Pcap.numbered(q, FRAMES / queues, LENGTHS));
      Pcap.write(file, sent.get(q));
      in.append(",rx_pcap=").append(file);
      in.append(",tx_pcap=").append(directory.resolve("back" + q + ".pcap"));
      out.append(",rx_pcap=").append(nothing);
      out.append(",tx_pcap=").append(directory.resolve("out" + q + ".pcap"));
    }
    testpmd =
        Testpmd.start(
            directory,
            queues,
            List.of(
                in.toString(),
                Testpmd.virtioUser(0, sut.socket("vh0"), client, queues, mergeable),
                Testpmd.virtioUser(1, sut.socket("vh1"), client, queues, mergeable),
                out.toString()),
            // Otherwise its start throws away what it has received: our file.
            "--no-flush-rx");
    sut.awaitConnected();
    // The pcap device gives all at once; a full ring is waited for, not a loss.
    testpmd.command("set fwd io retry");
    testpmd.command("start");
    Child.until(
        "all frames came out",
        Duration.ofSeconds(60),
        () -> testpmd.stats(2).received() >= FRAMES,
        () -> sut.describe() + testpmd.output());
    testpmd.quit();

    List<byte[]> received = new ArrayList<>();
    for (int q = 0; q < queues; q++) {
      List<byte[]> frames = Pcap.read(directory.resolve("out" + q + ".pcap"));
      Map<Integer, Integer> last = new HashMap<>();
      for (byte[] f : frames) {
        Integer before = last.put(Pcap.stream(f), Pcap.number(f));
        assertTrue(before == null || before < Pcap.number(f), "out of order in queue " + q);
      }
      received.addAll(frames);
    }
    assertEquals(FRAMES, received.size());
    for (byte[] f : received) {
      int stream = Pcap.stream(f);
      assertTrue(stream >= 0 && stream < queues, "a frame that nobody sent");
      assertArrayEquals(sent.get(stream).set(Pcap.number(f), null), f);
    }
  }

  @ParameterizedTest(name = "{0} bytes, {1} queue pairs")
  @CsvSource({"64, 1", "512, 1", "1518, 1", "64, 2"})
  void shouldCarryFullLoadBothWays(int length, int queues) {
    sut =
        SwitchUnderTest.create(
            directory,
            List.of("in_port=1,actions=output:2", "in_port=2,actions=output:1"),
            List.of(
                Port.client("vh0").withQueuePairs(queues),
                Port.client("vh1").withQueuePairs(queues)));
    sut.start();
    testpmd =
        Testpmd.start(
            directory,
            queues,
            List.of(
                Testpmd.virtioUser(0, sut.socket("vh0"), true, queues, true),
                Testpmd.virtioUser(1, sut.socket("vh1"), true, queues, true)),
            "--txpkts=" + length);
    sut.awaitConnected();
    // As much as one CPU can send, both ways, then enough time for what is under way.
    testpmd.command("set fwd flowgen");
    testpmd.command("start");
    Child.until(
        "a million frames came through",
        Duration.ofSeconds(90),
        () -> testpmd.stats(0).received() + testpmd.stats(1).received() >= 1_000_000,
        () -> sut.describe() + testpmd.output());
    testpmd.command("stop");
    Testpmd.Stats a = testpmd.stats(0);
    Testpmd.Stats b = testpmd.stats(1);
    assertTrue(a.received() <= b.sent() && b.received() <= a.sent(), a + " " + b);
    assertTrue(a.received() > 100_000 && b.received() > 100_000, "one way starves: " + a + b);
  }
}
