package io.sluice.ring.vhost;

import java.util.BitSet;

/** What {@link VhostSession#next} found; what the driver has to do is with each. */
public sealed interface SessionEvent {
  /** Nothing now; the listener is called when there is. Stop calling next. */
  record Waiting() implements SessionEvent {}

  /**
   * There is no front end to speak to (see {@link VhostSession#waitsFor}), or one has just gone.
   * Call next again after this long.
   */
  record Retry(long delayMs) implements SessionEvent {}

  /** A front end is there. Call next again. */
  record Connected() implements SessionEvent {}

  /**
   * A message. Stop these rings and tell the back end where they stopped, then {@link
   * VhostSession#handle} it, start what is startable, and call next again.
   *
   * @param message owned by the session
   * @param ringsToStop running ones, often none
   */
  record Received(VhostMessage message, BitSet ringsToStop) implements SessionEvent {}

  /**
   * The connection ended. Stop all running rings, then {@link VhostSession#recycle} and call next
   * again: it waits for the next front end.
   *
   * @param reason for people
   */
  record Lost(String reason) implements SessionEvent {}
}
