package io.sluice.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real actors on real lanes. */
class LaneDispatcherTest {
  private final ActorTestKit kit =
      ActorTestKit.create(
          "lanes",
          Lanes.config(Lanes.unpinned(2, IdleMode.BACKOFF))
              .withFallback(ConfigFactory.load("application-test")));

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  private record Ask(ActorRef<Answer> to, int number) {}

  private record Answer(Lane lane, int number) {}

  private static Behavior<Ask> answering() {
    return Behaviors.receiveMessage(
        ask -> {
          if (ask.number() < 0) {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
          }
          ask.to().tell(new Answer(Lane.current(), ask.number()));
          return Behaviors.same();
        });
  }

  private ActorRef<Ask> onLane(int index) {
    return kit.spawn(answering(), DispatcherSelector.fromConfig(Lanes.dispatcher(index)));
  }

  @Test
  void shouldRunEachActorOnTheLaneItWasPutOn() {
    TestProbe<Answer> probe = kit.createTestProbe();
    onLane(0).tell(new Ask(probe.getRef(), 1));
    Lane zero = probe.receiveMessage().lane();
    onLane(0).tell(new Ask(probe.getRef(), 2));
    assertSame(zero, probe.receiveMessage().lane());
    onLane(1).tell(new Ask(probe.getRef(), 3));
    Lane one = probe.receiveMessage().lane();
    assertNotSame(zero, one);
    assertEquals(0, zero.index());
    assertEquals(1, one.index());
  }

  @Test
  void shouldDeliverEveryMessageInOrder() {
    TestProbe<Answer> probe = kit.createTestProbe();
    ActorRef<Ask> actor = onLane(0);
    int n = 5_000;
    for (int i = 0; i < n; i++) {
      actor.tell(new Ask(probe.getRef(), i));
    }
    for (int i = 0; i < n; i++) {
      assertEquals(i, probe.receiveMessage().number());
    }
  }

  @Test
  void shouldOutliveAMemoryFaultInAnActor() {
    TestProbe<Answer> probe = kit.createTestProbe();
    ActorRef<Ask> actor = onLane(0);
    ActorRef<Ask> other = onLane(0);
    actor.tell(new Ask(probe.getRef(), -1));
    other.tell(new Ask(probe.getRef(), 1));
    Answer answer = probe.receiveMessage();
    assertEquals(1, answer.number());
    actor.tell(new Ask(probe.getRef(), 2));
    assertEquals(2, probe.receiveMessage().number());
    assertEquals(1, answer.lane().counters().failedTasks());
  }

  @Test
  void shouldEndItsThreadsWithTheSystem() throws Exception {
    TestProbe<Answer> probe = kit.createTestProbe();
    onLane(0).tell(new Ask(probe.getRef(), 1));
    Lane lane = probe.receiveMessage().lane();
    kit.system().terminate();
    assertTrue(lane.awaitTermination(60, TimeUnit.SECONDS), "lane still runs");
  }
}
