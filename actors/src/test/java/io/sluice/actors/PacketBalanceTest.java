package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.text.FlowParser;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No packet is lost without a count, on two lanes, while ports and bridges come and go. */
class PacketBalanceTest {
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice =
        SwitchSystem.start(
            new SwitchSettings(
                Lanes.unpinned(2, IdleMode.BACKOFF),
                Path.of("target"),
                SwitchSettings.DEFAULT_POOL_CHUNKS));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void generator(String name, int ofport) throws Exception {
    get(
        sluice.addPort(
            "br0",
            new PortSpec.Generator(
                new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All()),
                64,
                8,
                50_000,
                "02:00:00:00:00:01",
                "02:00:00:00:00:02",
                "10.0.0.1",
                "10.1.0.1")));
  }

  private void sink(String name, int ofport) throws Exception {
    get(
        sluice.addPort(
            "br0",
            new PortSpec.Sink(
                new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All()))));
  }

  private void flow(String text) throws Exception {
    get(sluice.applyFlows("br0", List.of(new FlowParser().parseFlow(text))));
  }

  private void awaitIn(long more) throws Exception {
    long goal = get(sluice.state()).balance().in() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (get(sluice.state()).balance().in() < goal) {
      assertTrue(System.nanoTime() < deadline, "no packets come in");
    }
  }

  @Test
  void shouldAccountForEveryPacket() throws Exception {
    generator("gen1", 1);
    generator("gen2", 2);
    sink("a", 3);
    sink("b", 4);
    get(sluice.ready());
    awaitIn(1000); // NORMAL: flooded
    flow("in_port=1,actions=output:3,dec_ttl,output:4,push_vlan:0x8100,output:2");
    flow("in_port=2,actions=output:4,mod_nw_ttl:1,output:3,dec_ttl,output:4");
    awaitIn(1000);
    get(sluice.delPort("br0", "b"));
    awaitIn(1000);
    flow("in_port=1,actions=drop");
    awaitIn(1000);
    get(sluice.delPort("br0", "gen1"));
    get(sluice.delPort("br0", "gen2"));
    SwitchState.Balance balance = PacketBalance.check(sluice);
    assertTrue(balance.in() >= 4000 && balance.copies() > 2000, balance.toString());
    assertTrue(balance.dropped() > 1000 && balance.out() > 1000, balance.toString());
    assertEquals(0, balance.held());
  }

  @Test
  void shouldRememberWhatABridgeDidThatLeft() throws Exception {
    generator("gen1", 1);
    sink("a", 3);
    get(sluice.ready());
    awaitIn(1000);
    get(sluice.delBridge("br0"));
    assertTrue(PacketBalance.check(sluice).in() >= 1000);
    assertTrue(PacketBalance.check(sluice).out() > 0);
  }
}
