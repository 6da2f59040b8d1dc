package io.sluice.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.PortSpec;
import io.sluice.flow.text.FlowFormatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchConfigTest extends ConfigFileTest {
  @Test
  void shouldReadWhichLanesPollAPort() throws Exception {
    SwitchConfig c =
        load(
            """
            sluice {
              lanes = [ { cpu = 0 }, { cpu = 1 } ]
              idle = backoff
              rebalance { automatic = on, load = 80, interval = 300 }
              bridges.br0.ports {
                a { type = sink, cpus = 1 }
                b { type = sink, cpus = [1, 0] }
                c { type = sink }
              }
            }
            """);
    List<PortSpec> ports = c.bridges().getFirst().ports();
    assertEquals(
        List.of(List.of(1), List.of(1, 0), List.of()),
        ports.stream().map(p -> p.common().cpus()).toList());
    assertTrue(c.settings().rebalance().automatic());
    assertEquals(80, c.settings().rebalance().loadPercent());
    assertEquals(25, c.settings().rebalance().improvementPercent());
    assertEquals(300, c.settings().rebalance().interval().toSeconds());
    assertFalse(load("sluice.idle = backoff").settings().rebalance().automatic());
  }

  @Test
  void shouldKnowEveryPortsNameInFlows() throws Exception {
    SwitchConfig c =
        load(
            """
            sluice.bridges.br0 {
              ports {
                a { type = sink }
                b { type = sink, ofport = 1 }
                c { type = sink }
              }
              flows = [ "in_port=a,actions=output:c", "in_port=b,actions=output:a" ]
            }
            """);
    SwitchConfig.Bridge br0 = c.bridges().getFirst();
    Map<String, Integer> numbers =
        br0.ports().stream()
            .collect(
                Collectors.toMap(p -> p.common().name(), p -> p.common().ofport().orElseThrow()));
    assertEquals(Map.of("a", 2, "b", 1, "c", 3), numbers);
    assertEquals(
        List.of("in_port=2 actions=output:3", "in_port=1 actions=output:2"),
        br0.flows().stream()
            .map(
                f ->
                    FlowFormatter.formatMatch(f.match())
                        + " actions="
                        + FlowFormatter.formatActions(f.actions()))
            .toList());
  }

  @Test
  void shouldRefuseACpuWithoutALane() {
    assertProblem(
        """
        sluice {
          lanes = [ { cpu = 1 } ]
          bridges.br0.ports {
            a { type = sink, cpus = 1 }
            b {
              type = sink
              cpus = [1, 0]
            }
          }
        }
        """,
        7,
        "port b: cpus: no lane is on cpu 0; lanes are on [1]");
  }

  @Test
  void shouldRefuseWrongRebalancing() {
    assertProblem("sluice {\n rebalance.automatic = maybe\n}", 2, "expected on or off");
    assertProblem("sluice {\n rebalance.load = 101\n}", 2, "expected 1 to 100 percent, got 101");
    assertProblem("sluice {\n rebalance.often = 1\n}", 2, "often");
  }

  @Test
  void shouldReadASwitch() throws Exception {
    SwitchConfig c =
        load(
            """
            sluice {
              run-dir = "%1$s/run"   # comment { with a brace
              lanes = [ { cpu = 1 } ]
              idle = backoff
              bridges.br0 {
                ports {
                  a { type = vhost-user, mode = server, path = "%1$s/run/a.sock", ofport = 7, queues = 2 }
                  b { type = sink, tag = 5 }
                  c { type = generator, trunks = [1, 2] }
                }
                flows = [ "in_port=a,actions=drop", "priority=1,actions=NORMAL" ]
              }
            }
            """
                .formatted(dir));
    assertEquals(1, c.settings().lanes().get(0).cpu().getAsInt());
    SwitchConfig.Bridge br0 = c.bridges().get(0);
    assertEquals(List.of("a", "b", "c"), br0.ports().stream().map(p -> p.common().name()).toList());
    PortSpec.VhostUser a = (PortSpec.VhostUser) br0.ports().get(0);
    assertEquals(PortSpec.Mode.SERVER, a.mode());
    assertEquals(2, a.queuePairs());
    assertEquals(new PortSpec.Vlan.Access(5), br0.ports().get(1).common().vlan());
    assertEquals(2, br0.flows().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sluice {\\n bridgs {} }|2|did you mean 'bridges'",
        "sluice {\\n lanes = 7 }|2|expected [ ... ]",
        "sluice {\\n lanes = all }|2|expected auto",
        "sluice {\\n lanes = [ { cpu = x } ] }|2|expected a whole number",
        "sluice {\\n idle = never }|2|expected spin or backoff",
        "sluice {\\n qos { rate = 1 } }|2|no such part yet",
        "sluice {\\n http { address = \"0.0.0.0:80\" } }|2|is not loopback, so it needs sluice.http.tls",
        "sluice {\\n http { address = \"example.org:80\" } }|2|expected an IP address and a port",
        "sluice {\\n http { address = \"127.0.0.1:70000\" } }|2|expected an IP address and a port",
        "sluice.http.tls {\\n certificate = nothing.pem }|2|expected a readable PEM file",
        "sluice.http {\\n adress = off }|2|unknown key 'adress' in sluice.http",
        "sluice {\\n log { format = xml } }|2|expected text or json",
        "sluice {\\n pool { chunks = many } }|2|whole number",
        "sluice.bridges.br0.ports {\\n a { type = sinc } }|2|expected one of generator",
        "sluice.bridges.br0.ports {\\n a { type = sink,\\n lenght = 3 } }|3|a sink port has no 'lenght'",
        "sluice.bridges.br0.ports {\\n a { type = generator, length = x } }|2|expected a whole number",
        "sluice.bridges.br0.ports {\\n a { type = vhost-user } }|2|path",
        "sluice.bridges.br0.ports {\\n a { type = sink, tag = 5000 } }|2|tag: expected 0 to 4095",
        "sluice.bridges.br0.ports {\\n \"a/b\" { type = sink } }|2|port name \"a/b\"",
        "sluice.bridges {\\n \"a b\".ports.a { type = sink } }|2|bridge name \"a b\"",
        "sluice.bridges.br0.ports.a {\\n type = sink\\n mtu = 9000 }|3|a sink port has no 'mtu'",
        "sluice.bridges.br0.ports {\\n a { type = sink }\\n a { type = sink, ofport = 2 } }|3|twice",
        "sluice {\\n bridges.br0.ports {\\n \"a\" {type=sink}\\n a\\n {type=sink} } }|5|twice",
        "sluice.bridges { br0.ports.a { type = sink }\\n br1.ports.a { type = sink } }|2|twice",
        "sluice.bridges.br0.ports {\\n a { type = sink, ofport = 1 }\\n b { type = sink, ofport = 1 } }|3|ofport 1",
        "sluice.bridges.br0.ports {\\n a { type = vhost-user, path = /no/such/dir/x } }|2|there is no directory",
        "sluice.bridges.br0.ports {\\n a { type = pcap, input = /no/such/file } }|2|cannot read",
        "sluice.bridges.br0.flows = [\\n \"in_prt=1,actions=drop\" ]|2|column 1",
        "sluice {\\n a = }|2|",
      })
  void shouldSayOneLineWithThePlaceOfAMistake(String text, int line, String part) {
    assertProblem(text.replace("\\n", "\n"), line, part == null ? "" : part);
  }

  @Test
  void shouldRefuseASocketPathThatIsTooLong() {
    assertProblem(
        "sluice.bridges.br0.ports {\n a { type = vhost-user, path = /tmp/"
            + "x".repeat(110)
            + " } }",
        2,
        "expected 1 to 107");
  }

  /** What HTTP cannot serve with is a mistake, and not a server that never answers. */
  @Test
  void shouldRefuseFilesForHttpThatHoldNoCertificate() throws Exception {
    Path junk = Files.writeString(dir.resolve("junk.pem"), "junk");
    assertProblem(
        "sluice.http.tls {\n certificate = \"%1$s\", private-key = \"%1$s\" }".formatted(junk),
        1,
        "junk.pem has no '-----BEGIN");
  }

  @Test
  void shouldRefuseAnIncludeThatIsMissing() throws Exception {
    for (String include :
        List.of(
            "\"nowhere.conf\"",
            "\"nowhere\"",
            "file(\"nowhere.conf\")",
            "required(\"nowhere.conf\")")) {
      assertProblem("\n  include " + include + "\n", 2, "nowhere");
      assertProblem("sluice {\n}\n include " + include, 3, "there is no such file");
    }
    Files.writeString(dir.resolve("inner.conf"), "include \"nowhere.conf\"");
    ConfigProblem e = assertThrows(ConfigProblem.class, () -> load("include \"inner.conf\""));
    assertTrue(e.getMessage().contains("include \"nowhere.conf\": there is no"), e::getMessage);
    Files.writeString(dir.resolve("inner.conf"), "sluice.bridges.br0 {}");
    for (String there : List.of("\"inner\"", "\"inner.conf\"", "required(\"inner.conf\")")) {
      assertEquals("br0", load("include " + there).bridges().getFirst().name());
    }
  }

  @Test
  void shouldRefuseASocketWhereAFileIs() throws Exception {
    Path file = Files.writeString(dir.resolve("precious"), "data");
    String port =
        "sluice.bridges.br0.ports {\n a { type = vhost-user, path = \"%s\", mode = %s } }";
    assertProblem(port.formatted(file, "server"), 2, "is no socket; take it away");
    load(port.formatted(file, "client"));
  }

  @Test
  void shouldSayThatAFileIsMissing() {
    ConfigProblem e =
        assertThrows(ConfigProblem.class, () -> SwitchConfig.load(dir.resolve("none.conf")));
    assertTrue(e.getMessage().contains("no such file"), e::getMessage);
    assertFalse(e.getMessage().contains("\n"));
  }
}
