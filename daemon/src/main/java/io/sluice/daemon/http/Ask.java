package io.sluice.daemon.http;

import io.sluice.actors.SwitchException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the switch's answers, on a thread of the server. */
final class Ask {
  private static final long PATIENCE_SECONDS = 10;

  private Ask() {}

  /** The answer; what the switch says against it is a problem. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ProblemException(
          503, "the switch did not answer within %d s".formatted(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(503, "the switch is stopping");
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case SwitchException refused -> refused;
        case RuntimeException r -> r;
        default -> new IllegalStateException(e.getCause());
      };
    }
  }
}
