package io.sluice.ring.filter;

/** An expression that is no filter; the message is for the one who wrote it. */
public final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FilterException(String message) {
    super(message);
  }
}
