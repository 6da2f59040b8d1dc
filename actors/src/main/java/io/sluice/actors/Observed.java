package io.sluice.actors;

import akka.actor.ActorRefWithCell;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import io.sluice.census.Census;
import io.sluice.census.Details;
import io.sluice.census.Place;
import io.sluice.census.Resident;
import io.sluice.news.News;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** Where the actors of a switch are counted, and where what happens is told. */
record Observed(Census census, News news) {
  Observed() {
    this(new Census(), new News());
  }

  /** As {@link #counted}, and goes on, as it was, when it fails. */
  <T> Behavior<T> resuming(
      Class<T> messages, Place place, Function<ActorRef<T>, Details> details, Behavior<T> inner) {
    return Behaviors.supervise(counted(messages, place, details, inner, true))
        .onFailure(SupervisorStrategy.resume());
  }

  /**
   * The same behaviour, with its place in the census: what it handles is counted, and what fails is
   * kept.
   *
   * @param messages that it takes
   * @param details what its kind has to say, given the actor
   */
  <T> Behavior<T> counted(
      Class<T> messages, Place place, Function<ActorRef<T>, Details> details, Behavior<T> inner) {
    return counted(messages, place, details, inner, false);
  }

  private <T> Behavior<T> counted(
      Class<T> messages,
      Place place,
      Function<ActorRef<T>, Details> details,
      Behavior<T> inner,
      boolean resumes) {
    return Behaviors.setup(
        context -> {
          Resident resident = census.add(place);
          resident.reading(mailboxDepth(context.getSelf()), details.apply(context.getSelf()));
          return Behaviors.intercept(
              () -> new Counted<>(messages, census, resident, resumes), inner);
        });
  }

  /** Akka keeps it to itself; the mailboxes are {@link SwitchSystem}'s choice so that it can. */
  private static IntSupplier mailboxDepth(ActorRef<?> actor) {
    return Adapter.toClassic(actor) instanceof ActorRefWithCell cell
        ? () -> cell.underlying().numberOfMessages()
        : () -> 0;
  }
}
