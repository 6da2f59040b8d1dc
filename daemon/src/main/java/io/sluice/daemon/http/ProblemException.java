package io.sluice.daemon.http;

/** A request that is answered with a {@link Problem}. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A problem.
   *
   * @param status an HTTP status of 400 or above
   * @param detail for the user: what was wrong, what was expected
   */
  public ProblemException(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
