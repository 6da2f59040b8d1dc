package io.sluice.actors;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Moves of queues from lane to lane, one at a time, so that no packet is lost or overtaken:
 *
 * <pre>
 *   PAUSING    every lane stops receiving; what it has received is transmitted or in an exchange
 *   DRAINING   every lane empties its exchanges: nothing is under way any more
 *   MOVING     the queue's owner ends it on its old lane, then starts it on the new one
 *   resume     every lane receives again
 * </pre>
 *
 * <p>Meanwhile packets wait in the devices' rings. A lane that is paused resumes by itself when it
 * was forgotten ({@link LaneActor.Pause}). Owned by the LaneManager actor.
 */
final class QueueMoves {
  private enum Phase {
    NONE,
    PAUSING,
    DRAINING,
    MOVING
  }

  /**
   * A move that is asked for.
   *
   * @param end told null when the queue is on its new lane, or why it is not
   */
  record Wanted(String queue, int to, Consumer<String> end) {}

  /** What the moves need from the actor that owns them. */
  interface Around {
    /** Why the move cannot be, as things are now; null when it can. Already there: empty. */
    String objection(Wanted wanted);

    /** The owner of a queue. */
    ActorRef<LaneManager.MoveTo> owner(String queue);

    /** Lanes that run. */
    List<ActorRef<LaneActor.Command>> lanes();

    ActorRef<LaneManager.Command> self();

    /** Has {@link #expire} called, unless {@link #calm} is. */
    void alarm(long move);

    void calm();
  }

  private final Around around;
  private final Deque<Wanted> queue = new ArrayDeque<>();
  private final BitSet answered = new BitSet();
  private Phase phase = Phase.NONE;
  private Wanted present;
  private List<ActorRef<LaneActor.Command>> lanes = List.of();
  private long move;

  QueueMoves(Around around) {
    this.around = around;
  }

  boolean idle() {
    return phase == Phase.NONE;
  }

  void want(Wanted wanted) {
    queue.add(wanted);
    next();
  }

  private void next() {
    while (phase == Phase.NONE && !queue.isEmpty()) {
      Wanted wanted = queue.poll();
      String objection = around.objection(wanted);
      if (objection != null) {
        wanted.end().accept(objection.isEmpty() ? null : objection);
      } else {
        begin(wanted);
      }
    }
  }

  private void begin(Wanted wanted) {
    present = wanted;
    move++;
    lanes = around.lanes();
    around.alarm(move);
    phase = Phase.PAUSING;
    answered.clear();
    lanes.forEach(lane -> lane.tell(new LaneActor.Pause(move, around.self())));
  }

  /** A lane did what it was told last. */
  void answered(long of, int lane) {
    if (of != move || phase != Phase.PAUSING && phase != Phase.DRAINING) {
      return;
    }
    answered.set(lane);
    if (answered.cardinality() < lanes.size()) {
      return;
    }
    answered.clear();
    if (phase == Phase.PAUSING) {
      phase = Phase.DRAINING;
      lanes.forEach(lane0 -> lane0.tell(new LaneActor.Drain(move, around.self())));
    } else {
      phase = Phase.MOVING;
      around.alarm(move); // the owner has time of its own
      ActorRef<LaneManager.MoveTo> owner = around.owner(present.queue());
      if (owner == null) {
        end("it has gone meanwhile");
      } else {
        owner.tell(new LaneManager.MoveTo(present.queue(), present.to(), move));
      }
    }
  }

  /** The owner's answer: null when the queue is on its new lane, or why it stayed. */
  void moved(long of, String why) {
    if (of == move && phase == Phase.MOVING) {
      end(why);
    }
  }

  /** A queue is no longer there. */
  void released(String name) {
    if (phase != Phase.NONE && present.queue().equals(name)) {
      end("it has gone meanwhile");
    }
  }

  /** Somebody takes too long. */
  void expire(long of) {
    if (of == move && phase != Phase.NONE) {
      end(
          phase == Phase.MOVING
              ? "its owner did not answer in time; it may still move"
              : "not every lane answered in time");
    }
  }

  private void end(String why) {
    phase = Phase.NONE;
    around.calm();
    lanes.forEach(lane -> lane.tell(LaneActor.Resume.NOW));
    present.end().accept(why);
    next();
  }
}
