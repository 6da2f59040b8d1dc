package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The supervisor with devices that fail when the test says so. */
class PortTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Bridge.Command> bridge = kit.createTestProbe();
  private final BlockingQueue<ActorRef<String>> devices = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  private Behavior<?> device(Port.Reporter reporter) {
    return Behaviors.setup(
        (akka.actor.typed.javadsl.ActorContext<String> context) -> {
          devices.add(context.getSelf());
          return Behaviors.receiveMessage(
              command -> {
                switch (command) {
                  case "open" -> reporter.opened();
                  case "up" -> reporter.changed(new DeviceState(true, true, "up", List.of(0)));
                  default -> throw new DeviceFailure(command);
                }
                return Behaviors.same();
              });
        });
  }

  private ActorRef<String> nextDevice() throws InterruptedException {
    ActorRef<String> device = devices.poll(60, TimeUnit.SECONDS);
    assertTrue(device != null, "no device was started");
    return device;
  }

  @Test
  void shouldStartAFailedDeviceAgainAndCountIt() throws Exception {
    kit.spawn(Port.create("p", this::device, bridge.getRef()));
    ActorRef<String> first = nextDevice();
    first.tell("open");
    first.tell("up");
    assertEquals(new Bridge.PortOpened("p"), bridge.receiveMessage());
    assertTrue(bridge.expectMessageClass(Bridge.PortChanged.class).state().link());

    List<Long> waits = new ArrayList<>();
    ActorRef<String> device = first;
    for (int i = 1; i <= 3; i++) {
      long failedAt = System.nanoTime();
      device.tell("bad descriptor " + i);
      Bridge.PortChanged down = bridge.expectMessageClass(Bridge.PortChanged.class);
      assertFalse(down.state().link());
      assertEquals("failed: bad descriptor " + i, down.state().status());
      assertEquals(i, down.restarts());
      device = nextDevice();
      waits.add((System.nanoTime() - failedAt) / 1_000_000);
      device.tell("open");
    }
    assertTrue(waits.get(0) >= 50 && waits.get(1) >= 100 && waits.get(2) >= 200, "waited " + waits);

    device.tell("up");
    Bridge.PortChanged up = bridge.expectMessageClass(Bridge.PortChanged.class);
    assertTrue(up.state().link());
    assertEquals(3, up.restarts());
    assertEquals("bad descriptor 3", up.lastFailure());
  }

  @Test
  void shouldEndWhenTheDeviceCannotBeOpenedAtAll() throws Exception {
    ActorRef<Port.Command> port = kit.spawn(Port.create("p", this::device, bridge.getRef()));
    nextDevice().tell("no permission");
    assertEquals(new Bridge.PortNotOpened("p", "no permission"), bridge.receiveMessage());
    bridge.expectTerminated(port);
    assertTrue(devices.isEmpty(), "it was started again");
  }

  @Test
  void shouldIgnoreLateNewsOfADeadDevice() throws Exception {
    ActorRef<Port.Command> port = kit.spawn(Port.create("p", this::device, bridge.getRef()));
    ActorRef<String> first = nextDevice();
    first.tell("open");
    assertEquals(new Bridge.PortOpened("p"), bridge.receiveMessage());
    first.tell("bad");
    bridge.expectMessageClass(Bridge.PortChanged.class);
    new Port.Reporter(port, 1).changed(new DeviceState(true, true, "up", List.of(0)));
    nextDevice().tell("up");
    Bridge.PortChanged next = bridge.expectMessageClass(Bridge.PortChanged.class);
    assertEquals("up", next.state().status());
    bridge.expectNoMessage(java.time.Duration.ofMillis(50));
  }
}
