package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortRulesTest {
  private static PortSpec.Common common(String name, int ofport) {
    return new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All());
  }

  private static void refused(String message, PortSpec spec) {
    SwitchException e = assertThrows(SwitchException.class, () -> PortRules.check(spec));
    assertEquals(message, e.getMessage());
  }

  @Test
  void shouldTakeWhatIsRight() {
    assertDoesNotThrow(() -> PortRules.check(new PortSpec.Sink(common("sink-0.1_a", 65279))));
    assertDoesNotThrow(() -> PortRules.check(generator(60)));
    assertDoesNotThrow(() -> PortRules.checkBridgeName("br0"));
  }

  @Test
  void shouldRefuseNamesThatNoInterfaceCouldHave() {
    refused(
        "port name \"a b\": expected 1 to 15 of the characters A-Z a-z 0-9 _ . -",
        new PortSpec.Sink(common("a b", 1)));
    refused(
        "port name \"sixteen-letters-\": expected 1 to 15 of the characters A-Z a-z 0-9 _ . -",
        new PortSpec.Sink(common("sixteen-letters-", 1)));
    assertThrows(SwitchException.class, () -> PortRules.checkBridgeName(""));
  }

  @Test
  void shouldRefuseNumbersOutOfRange() {
    refused(
        "port s: ofport: expected 1 to 65279, got 65280", new PortSpec.Sink(common("s", 65280)));
    refused(
        "port v: queue pairs: expected 1 to 128, got 0",
        new PortSpec.VhostUser(
            common("v", 1), PortSpec.Mode.CLIENT, Path.of("v.sock"), 0, OptionalInt.empty()));
    refused(
        "port v: mtu: expected 68 to 65535, got 67",
        new PortSpec.VhostUser(
            common("v", 1), PortSpec.Mode.CLIENT, Path.of("v.sock"), 1, OptionalInt.of(67)));
    refused("port g: length: expected 60 to 65549, got 59", generator(59));
    refused(
        "port s: tag: expected 0 to 4095, got 4096",
        new PortSpec.Sink(
            new PortSpec.Common("s", OptionalInt.empty(), new PortSpec.Vlan.Access(4096))));
    refused(
        "port s: trunks: expected at least one VLAN",
        new PortSpec.Sink(
            new PortSpec.Common("s", OptionalInt.empty(), new PortSpec.Vlan.Trunk(Set.of()))));
  }

  @Test
  void shouldRefuseASocketPathThatDoesNotFit() {
    Path path = Path.of("/tmp/" + "x".repeat(110));
    refused(
        "port v: socket path of 115 bytes: expected 1 to 107; use a shorter directory: " + path,
        new PortSpec.VhostUser(common("v", 1), PortSpec.Mode.SERVER, path, 1, OptionalInt.empty()));
  }

  @Test
  void shouldRefuseACaptureWithoutFiles() {
    refused(
        "port p: expected an input file, an output file, or both",
        new PortSpec.Pcap(common("p", 1), Optional.empty(), Optional.empty(), 0, false));
  }

  private static PortSpec generator(int length) {
    return new PortSpec.Generator(
        common("g", 1),
        length,
        1,
        0,
        "02:00:00:00:00:01",
        "02:00:00:00:00:02",
        "10.0.0.1",
        "10.0.0.2");
  }
}
