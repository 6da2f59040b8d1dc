package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All flows of a bridge are replaced again and again while frames pass, and none meets no flow. */
class ReplaceFlowsIT {
  private static final int TIMES = 50;
  private static final String KEPT = "table=1,in_port=1,actions=output:2\n";

  /** They do the same; no two flows of them are the same, but one. */
  private static final List<String> FILES =
      List.of(
          KEPT + "in_port=1,actions=resubmit(,1)\nin_port=2,actions=output:1\n",
          KEPT + "priority=7,in_port=1,ip,actions=output:2\npriority=7,in_port=2,actions=NORMAL\n");

  @TempDir Path directory;

  @Test
  void shouldLoseNoFrameWhileFlowsAreReplaced() {
    try (SluiceProcess sut =
            new SluiceProcess(
                directory,
                List.of("actions=NORMAL"),
                List.of(Port.server("vh0"), Port.server("vh1")));
        VirtioNic a = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1);
        VirtioNic b = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1)) {
      sut.start();
      a.connect(sut.socket("vh0"));
      b.connect(sut.socket("vh1"));
      sut.awaitConnected();
      Child.until(
          "both guests are served",
          Duration.ofSeconds(60),
          () -> a.isPolled() && b.isPolled(),
          sut::describe);
      CompletableFuture<Void> replaced =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < TIMES; i++) {
                  sut.ask("replace-flows", "br0", "file", FILES.get(i % 2));
                }
              });
      NumberedTraffic traffic = new NumberedTraffic(a, b, 8, 100_000, 60, 500, 1518);
      while (!replaced.isDone()) {
        traffic.step(Long.MAX_VALUE);
      }
      replaced.join();
      traffic.finish();
      traffic.assertFlawless(sut.describe());
      assertTrue(traffic.received() > TIMES * 10, traffic.received() + " frames are too few");
      String flows = sut.ask("dump-flows", "br0", "");
      assertTrue(flows.lines().count() == 3 && flows.contains("priority=7,"), flows);
      // The flow that stayed has counted on, through all that came between.
      String kept = sut.ask("dump-flows", "br0", "table=1");
      assertFalse(kept.contains("n_packets=0,"), kept);
      PacketBalance.check(sut);
      sut.stop();
    }
  }
}
