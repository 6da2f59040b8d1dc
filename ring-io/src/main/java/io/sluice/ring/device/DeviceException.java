package io.sluice.ring.device;

/**
 * A device cannot be opened as asked. The message is for the user: what, where, what to do. Thrown
 * only while opening, never on a lane.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
