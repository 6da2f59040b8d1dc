package io.sluice.daemon.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a secret is written, it goes; what is none stays. */
class RedactorTest {
  private final Redactor redactor = new Redactor();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = SECRET",
        "password=SECRET, other = 1",
        "a.b.db-password: \"SECRET with \\\" blanks\"",
        "\"token\":\"SECRET\",\"x\":1",
        "  Api_Key += SECRET",
        "apikey = 'SECRET'",
        "http.token = \"\"\"SECRET\nSECRET\"\"\"\nlanes = auto",
        "secret { value = \"SECRET }\", more = SECRET }",
        "credentials = [ SECRET, \"SECRET\" ]",
        "psk=SECRET",
        "auth { user = u, pass = SECRET }",
        "db.pwd: SECRET",
        "passphrase = SECRET\n",
        "-Djavax.net.ssl.keyStorePassword=SECRET",
        "Authorization: Bearer SECRET",
        "url = \"http://user:SECRET@host/\"",
        "-----BEGIN RSA PRIVATE KEY-----\nSECRET\nSECRET\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nSECRET cut off",
      })
  void shouldTakeOutASecret(String text) {
    String cleaned = redactor.clean(text);
    assertFalse(cleaned.contains("SECRET"), cleaned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openflow { private-key = \"/etc/sluice/key.pem\", ca-cert = ca.pem }",
        "token-file = run/http.token\nlanes = auto",
        "http.token-file: \"run/http.token\"",
        "passed = 3, bypass = 4, passive = 5",
        "priority=10,tcp,tp_dst=80 actions=output:2",
        "\"sluice-lane-0\" #31 prio=5 os_prio=0 tid=0x1 nid=1 runnable",
        "port vh0: number 1, vhost-user server run/vh0.sock",
      })
  void shouldLeaveWhatIsNone(String text) {
    assertEquals(text, redactor.clean(text));
  }

  @Test
  void shouldLeaveWhatStandsAroundASecret() {
    assertEquals(
        "a = 1\npassword = <removed>\nb { token = <removed>, c = 2 }",
        redactor.clean("a = 1\npassword = \"x\\\"y\"\nb { token = z z, c = 2 }"));
  }

  @Test
  void shouldTakeOutWhatIsKnownWhereverItIs() {
    redactor.add("0123456789abcdef\n");
    assertEquals("say <removed>!", redactor.clean("say 0123456789abcdef!"));
    redactor.add("");
    redactor.add("a");
    assertEquals("a banana", redactor.clean("a banana"), "short ones are in everything");
  }
}
