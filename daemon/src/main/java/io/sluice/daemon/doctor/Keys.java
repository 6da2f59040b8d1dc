package io.sluice.daemon.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Files of TLS and tokens: what is over, and what others may read. */
final class Keys {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private Keys() {}

  static void certificates(Host host, Subject subject, Consumer<Finding> found) {
    subject.certificates().forEach(file -> certificate(file, Instant.now(), found));
  }

  private static void certificate(Path file, Instant now, Consumer<Finding> found) {
    try (InputStream pem = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      Instant from = certificate.getNotBefore().toInstant();
      Instant to = certificate.getNotAfter().toInstant();
      if (now.isAfter(to)) {
        found.accept(
            Finding.bad(
                "certificate %s: its time was over on %s; who connects will refuse it"
                    .formatted(file, to),
                "have it renewed"));
      } else if (now.isBefore(from)) {
        found.accept(
            Finding.bad(
                "certificate %s is for a time from %s on; who connects will refuse it"
                    .formatted(file, from),
                "is this machine's clock right?"));
      } else if (now.plus(SOON).isAfter(to)) {
        found.accept(
            Finding.warn(
                "certificate %s: its time will be over on %s".formatted(file, to),
                "have it renewed"));
      } else {
        found.accept(Finding.ok("certificate %s: until %s".formatted(file, to)));
      }
    } catch (IOException | CertificateException e) {
      found.accept(
          Finding.bad("certificate %s: %s".formatted(file, e.getMessage()), "expected a PEM file"));
    }
  }

  static void keys(Host host, Subject subject, Consumer<Finding> found) {
    for (Path key : subject.keys()) {
      forOthers(key)
          .ifPresent(
              mode ->
                  found.accept(
                      Finding.warn(
                          "key %s: others may read or write it (%s)".formatted(key, mode),
                          "chmod 600 " + key)));
    }
  }

  static void token(Host host, Subject subject, Consumer<Finding> found) {
    Path token = subject.tokenFile();
    if (token == null) {
      return;
    }
    forOthers(token)
        .ifPresent(
            mode ->
                found.accept(
                    Finding.bad(
                        "token file %s: others may read or write it (%s); `run` will refuse it"
                            .formatted(token, mode),
                        "chmod 600 " + token)));
  }

  /** A file's mode, if it gives others anything. */
  private static Optional<String> forOthers(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      return mode.stream().anyMatch(OF_OTHERS::contains)
          ? Optional.of(PosixFilePermissions.toString(mode))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // `run` makes a token, and says what it misses
    }
  }
}
