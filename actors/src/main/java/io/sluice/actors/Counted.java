package io.sluice.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import io.sluice.census.Census;
import io.sluice.census.Resident;

/**
 * Counts what an actor handles, how long it takes, and what fails. Owned by the actor; inside of
 * what supervises it.
 */
final class Counted<T> extends BehaviorInterceptor<T, T> {
  private final Census census;
  private final Resident resident;
  private final boolean resumes;

  /**
   * @param resumes it goes on after a failure, as it was
   */
  Counted(Class<T> messages, Census census, Resident resident, boolean resumes) {
    super(messages);
    this.resumes = resumes;
    this.census = census;
    this.resident = resident;
  }

  @Override
  public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
    try {
      return target.start(context);
    } catch (RuntimeException | Error e) {
      resident.failed(Port.reason(e));
      throw e;
    }
  }

  @Override
  public Behavior<T> aroundReceive(
      TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
    long before = System.nanoTime();
    try {
      return target.apply(context, message);
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      resident.handled(System.nanoTime() - before);
    }
  }

  private void failed(Throwable cause) {
    resident.failed(Port.reason(cause));
    if (resumes) {
      resident.goesOn();
    }
  }

  @Override
  public Behavior<T> aroundSignal(
      TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
    try {
      return target.apply(context, signal);
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      if (signal instanceof PostStop) {
        census.ended(resident);
      }
    }
  }
}
