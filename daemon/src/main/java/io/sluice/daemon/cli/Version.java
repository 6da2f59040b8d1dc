package io.sluice.daemon.cli;

/** The version, from the jar's manifest. */
final class Version {
  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "sluice "
        + (version == null ? "(not from a jar)" : version)
        + " (Java "
        + Runtime.version()
        + ")";
  }
}
