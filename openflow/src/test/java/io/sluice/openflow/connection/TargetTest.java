package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.connection.Target.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of ovs-vsctl set-controller. */
class TargetTest {

  @Test
  void shouldReadTheWords() {
    assertEquals(new Target(Kind.TCP, "10.0.0.1", 6653, null), Target.parse("tcp:10.0.0.1"));
    assertEquals(new Target(Kind.TCP, "a.example", 66, null), Target.parse("tcp:a.example:66"));
    assertEquals(new Target(Kind.SSL, "::1", 6653, null), Target.parse("ssl:[::1]"));
    assertEquals(new Target(Kind.SSL, "::1", 7, null), Target.parse("ssl:[::1]:7"));
    assertEquals(new Target(Kind.PTCP, null, 6653, null), Target.parse("ptcp:"));
    assertEquals(new Target(Kind.PTCP, "127.0.0.1", 66, null), Target.parse("ptcp:66:127.0.0.1"));
    assertEquals(new Target(Kind.PSSL, "::1", 66, null), Target.parse("pssl:66:[::1]"));
    assertEquals(
        new Target(Kind.PUNIX, null, 0, Path.of("run/a:b")), Target.parse("punix:run/a:b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:10.0.0.1:66",
        "ssl:[::1]:7",
        "ptcp:6653",
        "ptcp:66:[::1]",
        "unix:run/x",
        "punix:/a b"
      })
  void shouldWriteWhatItReads(String text) {
    assertEquals(text, Target.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tcp", "tcp:", "udp:1.2.3.4", "tcp:h:x", "tcp:h:65536", "punix:"})
  void shouldSayWhatIsWrong(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
    assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
  }
}
