package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million numbered frames through the switch, half of them each way, below saturation: each comes
 * once, in the order of its flow, with every byte as it was.
 */
class NumberedFramesIT {
  private static final int EACH_WAY = 500_000;
  private static final int FLOWS = 8;
  private static final double PER_SECOND = 250_000;

  private static final int[] LENGTHS =
      IntStream.concat(
              IntStream.of(60, 61, 64, 127, 128, 129, 500, 501, 512, 1012, 1013, 1514, 1518),
              IntStream.rangeClosed(60, 1518).filter(l -> l % 211 == 0))
          .toArray();

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}, {1} queue pairs, switch as {2}")
  @CsvSource({
    "MERGEABLE, 1, client",
    "MERGEABLE, 2, client",
    "PLAIN, 1, client",
    "PLAIN, 2, server",
    "LEGACY, 1, server",
  })
  void shouldCarryEveryFrameOnceUnchangedInOrder(VirtioNic.Kind kind, int pairs, String mode) {
    boolean client = mode.equals("client");
    List<Port> ports =
        List.of("vh0", "vh1").stream()
            .map(n -> (client ? Port.client(n) : Port.server(n)).withQueuePairs(pairs))
            .toList();
    try (SwitchUnderTest sut = SwitchUnderTest.create(directory, List.of("actions=NORMAL"), ports);
        VirtioNic a = new VirtioNic(kind, pairs);
        VirtioNic b = new VirtioNic(kind, pairs)) {
      if (client) {
        a.listen(sut.socket("vh0"));
        b.listen(sut.socket("vh1"));
        sut.start();
        Child.until(
            "the switch connects",
            Duration.ofSeconds(60),
            () -> a.tend() & b.tend() && a.isPolled() && b.isPolled(),
            sut::describe);
      } else {
        sut.start();
        a.connect(sut.socket("vh0"));
        b.connect(sut.socket("vh1"));
        // A frame that comes before the other guest's rings run is rightly dropped.
        Child.until(
            "the switch polls both guests",
            Duration.ofSeconds(60),
            () -> a.isPolled() && b.isPolled(),
            sut::describe);
      }
      sut.awaitConnected();
      NumberedTraffic traffic = new NumberedTraffic(a, b, FLOWS, PER_SECOND, LENGTHS);
      traffic.run(EACH_WAY);
      traffic.finish();
      traffic.assertFlawless(sut.describe());
      assertEquals(2 * EACH_WAY, traffic.received());
      PacketBalance.check(sut);
      sut.stop();
    }
  }
}
