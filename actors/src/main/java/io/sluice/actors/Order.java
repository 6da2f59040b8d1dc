package io.sluice.actors;

import akka.actor.typed.ActorRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What is asked of a bridge, as far as who asks is told of it: that it was done, or why not. Goes
 * with the message in place of an actor to reply to: a controller sends thousands of orders one by
 * one, and Akka's ask makes an actor, a timer and a change of threads of each. Answered once, by
 * whoever carries it out; any thread.
 */
final class Order {
  private final CompletableFuture<Void> answer = new CompletableFuture<>();

  private Order() {}

  /**
   * Has an actor carry it out, on this thread where it can, see {@link Lending}.
   *
   * @return completes with the answer, or fails when there is none in time; what depends on it may
   *     run on the actor's thread
   */
  static <M> CompletionStage<Void> give(ActorRef<M> actor, Function<Order, M> message) {
    Order order = new Order();
    M command = message.apply(order);
    Lending.lend(() -> actor.tell(command));
    return order.answer.isDone() ? order.answer : order.inTime();
  }

  /** With a timer, which what was answered at once does not need. */
  private CompletionStage<Void> inTime() {
    return Asking.plain(
        answer.orTimeout(Asking.PATIENCE.toMillis(), TimeUnit.MILLISECONDS), Asking.PATIENCE);
  }

  void done() {
    answer.complete(null);
  }

  void refused(SwitchException why) {
    answer.completeExceptionally(why);
  }
}
