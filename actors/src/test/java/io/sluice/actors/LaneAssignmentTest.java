package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneAssignmentTest {
  private final LaneAssignment lanes = new LaneAssignment(3);

  @Test
  void shouldGiveEachQueueALaneOfItsOwnWhileTheyLast() {
    lanes.load(0, 0.9);
    assertEquals(List.of(1, 2, 0), List.of(assign("a.0"), assign("b.0"), assign("c.0")));
  }

  @Test
  void shouldThenTakeTheLeastLoaded() {
    assign("a.0");
    assign("b.0");
    assign("c.0");
    lanes.load(0, 0.8);
    lanes.load(1, 0.2);
    lanes.load(2, 0.5);
    assertEquals(1, assign("d.0"));
    assertEquals(List.of("b.0", "d.0"), lanes.queues(1));
  }

  @Test
  void shouldSpreadByNumberWhenLoadsDifferOnlyByNoise() {
    lanes.load(0, 0.011);
    lanes.load(1, 0.013);
    lanes.load(2, 0.012);
    int[] count = new int[3];
    for (int i = 0; i < 9; i++) {
      count[assign("q." + i)]++;
    }
    assertEquals(List.of(3, 3, 3), List.of(count[0], count[1], count[2]));
  }

  @Test
  void shouldGiveAQueueThatComesBackItsLaneWhenThatIsFree() {
    assign("a.0");
    assign("b.0");
    lanes.release("b.0");
    lanes.release("a.0");
    assertEquals(1, assign("b.0"));
    assertEquals(0, assign("a.0"));
  }

  @Test
  void shouldForgetOnlyTheQueuesOfThePort() {
    assign("vh1.0");
    assign("vh1.1");
    assign("vh10.0");
    lanes.forget("vh1.");
    assertEquals(
        List.of(List.of(), List.of(), List.of("vh10.0")),
        List.of(lanes.queues(0), lanes.queues(1), lanes.queues(2)));
  }

  @Test
  void shouldObeyWhoSetsALaneByHand() {
    assertEquals(2, lanes.assign("a.0", OptionalInt.of(2)));
    assertEquals(2, lanes.assign("a.1", OptionalInt.of(2)));
    assertEquals(Set.of("a.0", "a.1"), lanes.fixed());
    assertEquals(0, assign("b.0"));
    lanes.release("a.0");
    lanes.forget("a.");
    assertEquals(Set.of(), lanes.fixed());
  }

  @Test
  void shouldMoveAQueueUnlessItHasGone() {
    assign("a.0");
    lanes.move("a.0", 2);
    assertEquals(2, lanes.laneOf("a.0"));
    lanes.release("a.0");
    lanes.move("a.0", 1);
    assertEquals(-1, lanes.laneOf("a.0"));
  }

  private int assign(String queue) {
    return lanes.assign(queue, OptionalInt.empty());
  }
}
