package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebalancerTest {
  private static final Set<String> FREE = Set.of();

  private static List<Rebalancer.Move> plan(Set<String> fixed, List<Map<String, Double>> lanes) {
    return Rebalancer.plan(lanes, fixed, 0.25);
  }

  @Test
  void shouldMoveAQueueFromABusyLaneToAnIdleOne() {
    assertEquals(
        List.of(new Rebalancer.Move("b", 0, 2)),
        plan(FREE, List.of(Map.of("a", 0.55, "b", 0.4), Map.of("c", 0.5), Map.of())));
  }

  @Test
  void shouldMoveAsManyAsItTakes() {
    List<Rebalancer.Move> moves =
        plan(FREE, List.of(Map.of("a", 0.3, "b", 0.3, "c", 0.3), Map.of(), Map.of()));
    assertEquals(2, moves.size());
    assertEquals(Set.of(1, 2), Set.of(moves.get(0).to(), moves.get(1).to()));
  }

  @Test
  void shouldLeaveAQueueThatFillsALaneByItself() {
    assertEquals(List.of(), plan(FREE, List.of(Map.of("a", 1.0), Map.of("b", 0.1), Map.of())));
  }

  @Test
  void shouldNotMoveForLittle() {
    assertEquals(
        List.of(), plan(FREE, List.of(Map.of("a", 0.4, "b", 0.06), Map.of("c", 0.36))), "a little");
    assertEquals(List.of(), plan(FREE, List.of(Map.of("a", 0.004, "b", 0.004), Map.of())), "idle");
    assertEquals(List.of(), plan(FREE, List.of(Map.of(), Map.of())), "nothing at all");
  }

  @Test
  void shouldNotMoveWhatIsFixed() {
    assertEquals(
        List.of(new Rebalancer.Move("a", 0, 1)),
        plan(Set.of("b"), List.of(Map.of("a", 0.5, "b", 0.45), Map.of())));
    assertEquals(List.of(), plan(Set.of("a", "b"), List.of(Map.of("a", 0.5, "b", 0.45), Map.of())));
  }

  private static final long SECOND = 1_000_000_000L;

  private static Overload overload(boolean automatic) {
    return new Overload(
        2,
        new RebalanceSettings(automatic, 90, 25, Duration.ofSeconds(10), Duration.ofSeconds(60)));
  }

  @Test
  void shouldWaitUntilALaneWasOverloadedAllTheTime() {
    Overload overload = overload(true);
    overload.measured(1, 0.95, 0);
    overload.measured(1, 0.5, 5 * SECOND);
    overload.measured(1, 0.95, 6 * SECOND);
    assertFalse(overload.due(15 * SECOND));
    assertTrue(overload.due(16 * SECOND));
    assertFalse(overload.due(17 * SECOND), "not again so soon");
    assertFalse(overload.due(75 * SECOND));
    assertTrue(overload.due(76 * SECOND));
  }

  @Test
  void shouldDoNothingByItselfWhenOff() {
    Overload overload = overload(false);
    overload.measured(0, 1, 0);
    assertFalse(overload.due(100 * SECOND));
  }
}
