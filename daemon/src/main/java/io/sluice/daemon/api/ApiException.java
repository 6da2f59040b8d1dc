package io.sluice.daemon.api;

/** The local API cannot be opened or reached; the message is for the user. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ApiException(String message) {
    super(message, null, false, false);
  }
}
