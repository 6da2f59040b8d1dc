package io.sluice.daemon.config;

/** A mistake in a configuration file: one line for the user, {@code FILE:LINE: what, expected}. */
public final class ConfigProblem extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigProblem(String message) {
    super(message, null, false, false);
  }
}
