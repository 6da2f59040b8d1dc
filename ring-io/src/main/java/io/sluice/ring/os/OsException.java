package io.sluice.ring.os;

/** A system call failed: says which, with what arguments, and the error's name. */
public final class OsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public OsException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.errno = errno;
  }

  /** One of the constants of {@link Errno}, or another errno. */
  public int errno() {
    return errno;
  }
}
