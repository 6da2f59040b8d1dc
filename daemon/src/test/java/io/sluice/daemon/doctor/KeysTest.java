package io.sluice.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  /** Until 24 November 2025. */
  private static final String OVER =
      """
      -----BEGIN CERTIFICATE-----
      MIIBLzCB16ADAgECAghjt+TDzRpxYjAKBggqhkjOPQQDAzANMQswCQYDVQQDEwJz
      dzAeFw0yNTEwMjUyMjMxMjJaFw0yNTExMjQyMjMxMjJaMA0xCzAJBgNVBAMTAnN3
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4XadjHsOFU9Yxvf0gGeY3Bt3HF7C
      qr1pvrhwBKLhfd0aiREzj72vOZVuObqz1J+WY2EL9rTMJGpwsspwWsM+kqMhMB8w
      HQYDVR0OBBYEFAguB+gLIH3lKc8NXDYqfKxYn2BTMAoGCCqGSM49BAMDA0cAMEQC
      IAHg5eGvdlgofGNtiqZ3DYmO4J3OHphYkZ9MR69J9pAaAiBb+GbW1inKPm4ZDOT4
      Oy2Janx2/vwzGAbJ8SD0+oo4Dw==
      -----END CERTIFICATE-----
      """;

  /** Of the 22nd century. */
  private static final String LASTS =
      """
      -----BEGIN CERTIFICATE-----
      MIIBNDCB2qADAgECAgkA1bq9pgZmlyEwCgYIKoZIzj0EAwMwDTELMAkGA1UEAxMC
      c3cwIBcNMTgwOTEyMjIzMjAwWhgPMjExNzA0MDYyMjMyMDBaMA0xCzAJBgNVBAMT
      AnN3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEj4+uPMUM+yiqGe397+5wgcgW
      GqV5XkOWwsRwFFice2/hP66Ox0cwTP80tq4N6BEkhnq89K3KU/rsBSga1MjMn6Mh
      MB8wHQYDVR0OBBYEFGIrPh28ZSHeGkk7gdmAux5gD4ubMAoGCCqGSM49BAMDA0kA
      MEYCIQCqBzidxQlfH3X+mjin1bt7gojQ/2ArOs4yXSC9JApK0gIhAL6JwkLLWHMV
      sx84jO8em389pyVH+Or4dFqMn3zByDoK
      -----END CERTIFICATE-----
      """;

  @TempDir private Path dir;

  private Path file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(dir.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private List<Finding> look(List<Path> certificates, List<Path> keys, Path token) {
    Subject subject =
        new Subject(dir.resolve("run"), new BitSet(), 1, List.of(), 8, certificates, keys, token);
    return Doctor.look(new Host(dir), subject).stream()
        .filter(f -> f.what().contains(dir.toString()))
        .toList();
  }

  @Test
  void shouldFindCertificatesWhoseTimeIsOver() throws IOException {
    Path over = file("over.pem", OVER, "rw-r--r--");
    Path lasts = file("lasts.pem", LASTS, "rw-r--r--");
    Path none = file("none.pem", "", "rw-r--r--");
    List<Finding> found = look(List.of(lasts, over, none), List.of(), null);
    assertEquals(
        List.of(Finding.Level.OK, Finding.Level.BAD, Finding.Level.BAD),
        found.stream().map(Finding::level).toList(),
        found::toString);
    assertTrue(found.get(1).what().contains("over on 2025-11-24"), found::toString);
  }

  @Test
  void shouldFindSecretsThatOthersMayRead() throws IOException {
    List<Path> keys =
        List.of(file("a.pem", "", "rw-------"), file("b.pem", "", "r--r-----"), dir.resolve("c"));
    List<Finding> found = look(List.of(), keys, file("token", "", "rw----r--"));
    assertEquals(
        List.of(Finding.Level.WARN, Finding.Level.BAD),
        found.stream().map(Finding::level).toList(),
        found::toString);
    assertTrue(found.getFirst().what().contains("b.pem"), found::toString);
    assertTrue(found.getLast().what().contains("`run` will refuse it"), found::toString);
  }
}
