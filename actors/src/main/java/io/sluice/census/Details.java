package io.sluice.census;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What only an actor's own kind has to say of itself: a record, whose components are simple values,
 * lists, maps and records. Called on any thread; never has a lane do something.
 */
public interface Details {
  /** As it is now. */
  CompletionStage<? extends Record> now();

  /** What can be read without asking the actor. */
  static Details read(Supplier<? extends Record> reading) {
    return () -> {
      try {
        return CompletableFuture.completedFuture(reading.get());
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    };
  }
}
