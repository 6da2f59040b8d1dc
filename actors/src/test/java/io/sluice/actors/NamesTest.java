package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NamesTest {
  private final Names names = new Names();

  private static PortSpec vhost(String name, String path) {
    return new PortSpec.VhostUser(
        new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All()),
        PortSpec.Mode.CLIENT,
        Path.of(path),
        1,
        OptionalInt.empty());
  }

  private String refused(String bridge, PortSpec spec) {
    return assertThrows(SwitchException.class, () -> names.take(bridge, spec)).getMessage();
  }

  @Test
  void shouldRefuseANameTwiceInTheSwitch() {
    names.take("br0", vhost("vh0", "a.sock"));
    assertEquals(
        "port vh0 exists on bridge br0; choose another name, or delete it first",
        refused("br1", vhost("vh0", "b.sock")));
  }

  @Test
  void shouldRefuseASocketTwiceHoweverItIsWritten() {
    names.take("br0", vhost("vh0", "run/a.sock"));
    String message = refused("br0", vhost("vh1", "run/../run/./a.sock"));
    assertEquals(
        "port vh1: socket %s is used by port vh0; give each port its own"
            .formatted(Path.of("run/a.sock").toAbsolutePath()),
        message);
    assertNull(names.bridgeOf("vh1"), "a refused port must hold nothing");
  }

  @Test
  void shouldLetGoOfWhatWasGivenBack() {
    names.take("br0", vhost("vh0", "a.sock"));
    names.giveBack("vh0");
    names.take("br1", vhost("vh0", "a.sock"));
    assertEquals("br1", names.bridgeOf("vh0"));
    names.giveBackAll("br1");
    assertEquals(List.of(), names.portsOf("br1"));
  }

  @Test
  void shouldSuggestWhatWasMeant() {
    assertEquals("; did you mean br0?", Suggestion.among(List.of("br0", "uplink"), "br1", "none"));
    assertEquals(
        "; did you mean uplink?", Suggestion.among(List.of("br0", "uplink"), "ulpink", ""));
    assertEquals("; there is br0, uplink", Suggestion.among(List.of("uplink", "br0"), "zzzzz", ""));
    assertEquals("; none", Suggestion.among(List.of(), "br0", "none"));
  }
}
