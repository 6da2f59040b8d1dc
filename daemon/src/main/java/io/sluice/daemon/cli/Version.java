package io.sluice.daemon.cli;

/** The version, from the jar's manifest. */
public final class Version {
  private Version() {}

  static String text() {
    return "sluice " + number() + " (Java " + Runtime.version() + ")";
  }

  /** Of the switch alone. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }
}
