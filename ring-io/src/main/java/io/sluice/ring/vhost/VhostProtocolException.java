package io.sluice.ring.vhost;

/** The front end broke the protocol so that nothing after it can be trusted: the session closes. */
public final class VhostProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  public VhostProtocolException(String message) {
    super(message);
  }
}
