package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device that hangs while it is opened is seen, and can be given up. */
class StuckDeviceTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final PacketIns packetIns = new PacketIns(List.of());
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final TestProbe<Switch.Command> owner = kit.createTestProbe();
  private final TestProbe<LaneManager.Command> lanes = kit.createTestProbe();
  private final TestProbe<StatusReply<Done>> deleted = kit.createTestProbe();
  private final TestProbe<StatusReply<Integer>> added = kit.createTestProbe();
  private final ActorRef<Bridge.Command> bridge =
      kit.spawn(
          Bridge.create(
              "br0",
              0,
              new Bridge.Surroundings(
                  owner.getRef(),
                  List.of(),
                  lanes.getRef(),
                  (spec, ofport, number, stats) ->
                      reporter -> Behaviors.<String>setup(context -> hang()),
                  packetIns,
                  new PacketLedger(),
                  new Observed()),
              kit.<StatusReply<Done>>createTestProbe().getRef()));

  private Behavior<String> hang() throws InterruptedException {
    hanging.await();
    return Behaviors.empty();
  }

  @AfterEach
  void end() {
    hanging.countDown();
    kit.shutdownTestKit();
    packetIns.close();
  }

  private List<SwitchState.Port> ports() {
    TestProbe<SwitchState.Bridge> state = kit.createTestProbe();
    bridge.tell(new Bridge.GetState(state.getRef()));
    return state.receiveMessage().ports();
  }

  private String refusal() {
    return deleted.receiveMessage().getError().getMessage();
  }

  @Test
  void shouldShowAPortWhoseDeviceHangsAndLetItBeDeleted() throws InterruptedException {
    bridge.tell(new Bridge.AddPort(new PortSpec.Sink(common("p")), added.getRef()));
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (ports().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "it is not shown");
      Thread.sleep(20);
    }
    SwitchState.Port shown = ports().getFirst();
    assertTrue(
        shown.status().startsWith("not answering: its device has not opened"), shown::status);

    bridge.tell(new Bridge.DelPort("p", deleted.getRef()));
    assertEquals(
        "port p was deleted while it was being made",
        added.receiveMessage().getError().getMessage());
    bridge.tell(new Bridge.DelPort("p", deleted.getRef()));
    String again = refusal();
    assertTrue(again.startsWith("port p: being deleted: its device has not let go"), again);
    String first = refusal();
    assertTrue(first.endsWith("its name is free when it does"), first);
    assertTrue(ports().getFirst().status().startsWith("being deleted"), "it still holds its name");

    hanging.countDown();
    assertEquals(new Switch.PortGone("p"), owner.receiveMessage());
    assertEquals(List.of(), ports());
    deleted.expectNoMessage(Duration.ofMillis(50));
  }
}
