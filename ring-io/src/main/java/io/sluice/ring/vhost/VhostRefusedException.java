package io.sluice.ring.vhost;

/** One request could not be done; the state is as before it. Answered when the front end asked. */
final class VhostRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  VhostRefusedException(String message) {
    super(message);
  }
}
