package io.sluice.actors;

/** Why a device cannot go on; its actor ends with it and its port starts another. */
final class DeviceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceFailure(String message) {
    super(message, null, false, false);
  }
}
