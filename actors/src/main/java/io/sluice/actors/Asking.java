package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.function.Function;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Asks actors so that whoever waits sees a {@link SwitchException} and no wrapping of it. */
final class Asking {
  /** A bridge answers nobody while it takes in a bundle: 200,000 flows are some seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ActorSystem<?> system;

  Asking(ActorSystem<?> system) {
    this.system = system;
  }

  /** For questions that can be refused. */
  <M, T> CompletionStage<T> request(
      ActorRef<M> actor, Function<ActorRef<StatusReply<T>>, M> message) {
    return plain(AskPattern.askWithStatus(actor, message, PATIENCE, system.scheduler()), PATIENCE);
  }

  /** For questions that always have an answer. */
  <M, T> CompletionStage<T> question(
      ActorRef<M> actor, Function<ActorRef<T>, M> message, Duration patience) {
    return plain(AskPattern.ask(actor, message, patience, system.scheduler()), patience);
  }

  /** For orders: no more than that they were done. */
  <M> CompletionStage<Void> order(
      ActorRef<M> actor, Function<ActorRef<StatusReply<Done>>, M> message) {
    return plain(this.<M, Done>request(actor, message).thenApply(done -> null), PATIENCE);
  }

  /** The same with what futures wrap around a failure taken off. */
  static <T> CompletionStage<T> plain(CompletionStage<T> answer) {
    return plain(answer, PATIENCE);
  }

  /** The same, of an answer that fails when it does not come in time. */
  static <T> CompletionStage<T> plain(CompletionStage<T> answer, Duration patience) {
    CompletableFuture<T> plain = new CompletableFuture<>();
    answer.whenComplete(
        (value, failure) -> {
          Throwable cause = unwrapped(failure);
          if (cause == null) {
            plain.complete(value);
          } else if (cause instanceof TimeoutException) {
            plain.completeExceptionally(
                new SwitchException(
                    "the switch did not answer within %d s; is it stopping, or a lane stuck?"
                        .formatted(patience.toSeconds())));
          } else {
            plain.completeExceptionally(cause);
          }
        });
    return plain;
  }

  /** What failed, without what futures wrap around it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable t = failure;
    while (t instanceof CompletionException && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }
}
