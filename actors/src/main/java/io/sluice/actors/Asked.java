package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.function.Function;
import io.sluice.census.Details;
import java.time.Duration;

/** Details that an actor, which runs on no lane, tells when it is asked. */
final class Asked {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Asked() {}

  /**
   * @param then what is made of its answer
   */
  static <M, A, R extends Record> Details details(
      ActorSystem<?> system,
      ActorRef<M> actor,
      Function<ActorRef<A>, M> question,
      java.util.function.Function<A, R> then) {
    return () -> AskPattern.ask(actor, question, PATIENCE, system.scheduler()).thenApply(then);
  }
}
