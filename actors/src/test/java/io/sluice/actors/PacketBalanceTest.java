package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.NO_SOCKETS;
import static io.sluice.actors.TestSwitch.flows;
import static io.sluice.actors.TestSwitch.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No packet is lost without a count, on two lanes, while ports and bridges come and go. */
class PacketBalanceTest {
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice = TestSwitch.start(2, NO_SOCKETS);
  }

  @AfterEach
  void stop() throws Exception {
    TestSwitch.stop(sluice);
  }

  private void generator(String name, int ofport) throws Exception {
    get(sluice.addPort("br0", TestPorts.generator(common(name, ofport), 8, 50_000)));
  }

  private void sink(String name, int ofport) throws Exception {
    get(sluice.addPort("br0", new PortSpec.Sink(common(name, ofport))));
  }

  private void awaitIn(long more) throws Exception {
    long goal = get(sluice.state()).balance().in() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
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
    flows(sluice, "in_port=1,actions=output:3,dec_ttl,output:4,push_vlan:0x8100,output:2");
    flows(sluice, "in_port=2,actions=output:4,mod_nw_ttl:1,output:3,dec_ttl,output:4");
    awaitIn(1000);
    get(sluice.delPort("br0", "b"));
    awaitIn(1000);
    flows(sluice, "in_port=1,actions=drop");
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
