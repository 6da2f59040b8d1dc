package io.sluice.daemon.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, from the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "sluice %s (Java %s)"
          .formatted(version == null ? "(not from a jar)" : version, Runtime.version())
    };
  }
}
