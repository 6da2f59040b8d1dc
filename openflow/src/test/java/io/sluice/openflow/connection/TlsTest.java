package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections under TLS, with certificates of both sides. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  private final TestHandler handler = new TestHandler();
  @TempDir Path dir;

  @Test
  void shouldConnectThoseThatTrustEachOther() throws Exception {
    TlsFiles one = own("one");
    TlsFiles two = own("two");
    try (Controllers passive = open("pssl:0:127.0.0.1", trusting(one, two));
        Controllers active = open("ssl:" + address(passive), trusting(two, one))) {
      assertEquals(OfVersion.V13, TestHandler.next(handler.connected).version());
      assertEquals(OfVersion.V13, TestHandler.next(handler.connected).version());
      assertEquals(
          List.of("ssl:" + address(passive)),
          active.connections().stream().map(Connection::peer).toList());
    }
  }

  @Test
  void shouldRefuseAStranger() throws Exception {
    TlsFiles one = own("one");
    TlsFiles two = own("two");
    TlsFiles three = own("three");
    try (Controllers passive = open("pssl:0:127.0.0.1", trusting(one, two));
        Controllers stranger = open("ssl:" + address(passive), trusting(three, one));
        Controllers friend = open("ssl:" + address(passive), trusting(two, one))) {
      TestHandler.next(handler.connected);
      TestHandler.next(handler.connected);
      // The friend came through, while the stranger, who began before, did not.
      assertEquals(1, friend.connections().size());
      assertTrue(
          stranger.connections().stream().allMatch(c -> c.version() == null), "let a stranger in");
    }
  }

  @Test
  void shouldReadTheOlderFormOfAnRsaKey() throws Exception {
    TlsFiles files = own("one", "RSA", "2048");
    byte[] pkcs8 = Pem.privateKey(files.privateKey()).getEncoded();
    // The old form is what the new one carries after 26 bytes.
    byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    Path old = dir.resolve("old.pem");
    Files.writeString(old, pem("RSA PRIVATE KEY", pkcs1));
    assertEquals(Pem.privateKey(files.privateKey()), Pem.privateKey(old));
  }

  @Test
  void shouldSayWhichFileIsWrong() throws Exception {
    Path empty = Files.writeString(dir.resolve("empty.pem"), "nothing");
    for (Path file : List.of(empty, dir.resolve("missing.pem"))) {
      for (IOException e :
          List.of(
              assertThrows(IOException.class, () -> Pem.privateKey(file)),
              assertThrows(IOException.class, () -> Pem.certificates(file)))) {
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      }
    }
  }

  @Test
  void shouldRefuseAKeyThatIsAnothers() throws Exception {
    for (String[] kind : new String[][] {{"EC", "256"}, {"RSA", "2048"}}) {
      TlsFiles one = own("one" + kind[0], kind);
      TlsFiles two = own("two" + kind[0], kind);
      TlsFiles.serverContext(one.privateKey(), one.certificate());
      IOException e =
          assertThrows(
              IOException.class, () -> TlsFiles.serverContext(one.privateKey(), two.certificate()));
      assertTrue(e.getMessage().contains("is not that of the first certificate"), e.getMessage());
    }
  }

  private Controllers open(String target, TlsFiles files) throws IOException {
    return Controllers.open(
        new ControllerSettings(List.of(Target.parse(target)), files, 0, 1, 0, FailMode.SECURE),
        handler);
  }

  private static String address(Controllers passive) {
    return "127.0.0.1:" + passive.listening().getFirst().port();
  }

  private static TlsFiles trusting(TlsFiles own, TlsFiles other) {
    return new TlsFiles(own.privateKey(), own.certificate(), other.certificate());
  }

  /** A key and a certificate signed by itself, from the JDK's keytool. */
  private TlsFiles own(String name) throws Exception {
    return own(name, "EC", "256");
  }

  private TlsFiles own(String name, String[] kind) throws Exception {
    return own(name, kind[0], kind[1]);
  }

  private TlsFiles own(String name, String algorithm, String bits) throws Exception {
    Path store = dir.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-keysize",
                bits,
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0, output);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path key = dir.resolve(name + "-key.pem");
    Path certificate = dir.resolve(name + "-cert.pem");
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    return new TlsFiles(key, certificate, certificate);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
