package io.sluice.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TlsFiles;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a file says about OpenFlow. */
class OpenFlowReaderTest extends ConfigFileTest {
  @Test
  void shouldReadWhereABridgeListensAndConnects() throws Exception {
    SwitchConfig config =
        load(
            """
            sluice {
              openflow { listen = ["ptcp:6653:127.0.0.1"], inactivity-probe = 30 }
              bridges.br0.controllers = ["tcp:10.0.0.1"]
            }
            """);
    assertEquals(
        List.of(Target.parse("ptcp:6653:127.0.0.1"), Target.parse("tcp:10.0.0.1:6653")),
        config.bridges().getFirst().controllers());
    assertEquals(30, config.openFlow().probeSeconds());
  }

  @Test
  void shouldReadTheFilesOfTls() throws Exception {
    for (String name : List.of("key", "cert", "ca")) {
      Files.writeString(dir.resolve(name), "");
    }
    SwitchConfig config =
        load(
            """
            sluice {
              openflow { private-key = "%s/key", certificate = "%s/cert", ca-cert = "%s/ca" }
              bridges.br0.controllers = ["ssl:10.0.0.1"]
            }
            """
                .formatted(dir, dir, dir));
    assertEquals(
        new TlsFiles(dir.resolve("key"), dir.resolve("cert"), dir.resolve("ca")),
        config.openFlow().tls());
  }

  @Test
  void shouldSayOneLineWithThePlaceOfAMistake() {
    assertProblem(
        "sluice {\n bridges.br0 {}\n openflow.listen = [\"udp:1\"]\n}", 3, "'udp:1' is no target");
    assertProblem(
        "sluice {\n bridges.br0 {}\n bridges.br1 {}\n openflow.listen = [\"ptcp:\"]\n}",
        4,
        "one bridge, not with 2");
    assertProblem(
        "sluice {\n bridges.br0.controllers = [\"pssl:\"]\n openflow {\n } \n}", 3, "private-key");
    assertProblem(
        "sluice {\n openflow.private-key = missing\n}", 2, "readable PEM file, got missing");
    assertProblem("sluice {\n openflow.inactivity-probe = -1\n}", 2, "expected seconds");
    assertProblem("sluice {\n openflow.listens = []\n}", 2, "listen");
  }
}
