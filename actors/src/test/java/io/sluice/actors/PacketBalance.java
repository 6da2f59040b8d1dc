package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;

/**
 * The check at the end of every test that sends packets: all that came in went out, or was dropped
 * and counted, or is still held. Nothing may be sending any more.
 */
final class PacketBalance {
  private PacketBalance() {}

  /** Waits for what is on its way, then checks; returns the balance. */
  static SwitchState.Balance check(SwitchApi sluice) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    SwitchState state;
    do {
      state = sluice.state().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } while ((state.balance().missing() != 0 || state.balance().held() != 0)
        && System.nanoTime() < deadline);
    assertEquals(0, state.balance().missing(), () -> "packets unaccounted for");
    return state.balance();
  }
}
