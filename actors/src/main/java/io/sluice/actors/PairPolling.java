package io.sluice.actors;

import io.sluice.lane.Poller;
import io.sluice.ring.vhost.VhostUserBackend;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A vhost-user queue pair's place in the duty cycle. Owned by its lane. */
final class PairPolling implements Poller {
  static final String TRUNCATED = "the guest's memory was truncated";

  /**
   * The guest's memory as the lane asks about it.
   *
   * @param intact whether it is all there; called on the lane, while a ring runs
   * @param neverLost whether it was there all the time; likewise
   * @param neutralise makes further access harmless
   */
  record GuestRam(BooleanSupplier intact, BooleanSupplier neverLost, Runnable neutralise) {
    static GuestRam of(VhostUserBackend backend) {
      return new GuestRam(
          () -> !backend.memoryShrunk(), () -> !backend.memoryMayHaveShrunk(), backend::neutralise);
    }
  }

  private final String name;
  private final QueuePair pair;
  private final GuestRam ram;
  private final Consumer<String> onFailure;
  private boolean reported;

  /**
   * @param onFailure told once, on the lane, why it cannot go on; takes it off the lane
   */
  PairPolling(String name, QueuePair pair, GuestRam ram, Consumer<String> onFailure) {
    this.name = name;
    this.pair = pair;
    this.ram = ram;
    this.onFailure = onFailure;
  }

  @Override
  public int poll(long nowNs) {
    int work = pair.poll(nowNs);
    if (pair.fault() != null) {
      fail(pair.fault());
    }
    return work;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean memoryIntact() {
    return ram.intact().getAsBoolean();
  }

  @Override
  public boolean memoryNeverLost() {
    return ram.neverLost().getAsBoolean();
  }

  @Override
  public void failed(Throwable cause) {
    if (cause instanceof InternalError && !(memoryIntact() && memoryNeverLost())) {
      // Other pairs of this guest, and whoever transmits to it, may be at its memory right now.
      ram.neutralise().run();
      fail(TRUNCATED);
    } else {
      fail(Port.reason(cause));
    }
  }

  private void fail(String why) {
    if (!reported) {
      reported = true;
      onFailure.accept(why);
    }
  }
}
