package io.sluice.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchException;
import io.sluice.daemon.api.ApiException;
import io.sluice.daemon.api.FakeSwitch;
import io.sluice.daemon.api.LocalApi;
import io.sluice.flow.pipeline.FlowException.Kind;
import io.sluice.flow.pipeline.FlowMod;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands as typed, through a real socket, to a switch that remembers them. */
class CliTest {
  @TempDir private Path temp;
  private final FakeSwitch sluice = new FakeSwitch();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private AutoCloseable api;

  @BeforeEach
  void open() {
    api = LocalApi.open(temp.resolve("run"), sluice);
  }

  @AfterEach
  void close() throws Exception {
    api.close();
  }

  private int run(String... words) {
    List<String> args = new ArrayList<>(List.of(words));
    args.addAll(1, List.of("--run-dir", temp.resolve("run").toString()));
    return bare(args.toArray(String[]::new));
  }

  private int bare(String... args) {
    out.reset();
    err.reset();
    int code =
        Cli.execute(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertFalse(err().contains("\tat "), "a stack trace\n" + err());
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldAskForBridges() {
    assertEquals(0, run("add-br", "br1"));
    assertEquals(0, run("del-br", "br1"));
    assertEquals(0, run("del-port", "br1", "vm1"));
    assertEquals(List.of("add-br br1", "del-br br1", "del-port br1 vm1"), sluice.asked);
  }

  @Test
  void shouldTellDropsAndWhatToDo() {
    assertEquals(0, run("drops"));
    assertTrue(out().startsWith("port vm1 of bridge br0:\n          1000  no rule  "), out());
    assertTrue(out().contains("no flow covers it: see dump-flows"), out());
    assertTrue(out().contains("packets handed to lane 0:\n"), out());
    assertEquals(0, run("drops", "vm1"));
    assertEquals(2, out().lines().count(), out());
    assertEquals(1, run("drops", "vm2"));
    assertEquals("no port vm2; there are vm1\n", err());
  }

  @Test
  void shouldShowAndMoveQueues() {
    assertEquals(0, run("lanes"));
    assertTrue(out().startsWith("lane 0: cpu 2, "), out());
    assertTrue(out().contains("queues: vm1.0 25.0 %"), out());
    assertTrue(out().contains("longest cycle 0.090 ms, longest poll 0.040 ms (vm1.0)"), out());
    assertTrue(out().contains("exchange between lanes full"), out());
    assertEquals(0, run("move-queue", "vm1.0", "1"));
    assertEquals(2, run("move-queue", "vm1.0", "one"));
    assertTrue(err().contains("expected a lane's number"), err());
    assertEquals(0, run("rebalance"));
    assertTrue(out().endsWith("queue vm1.0 moved from lane 0 to lane 1\n"), out());
    assertEquals(List.of("move-queue vm1.0 1", "rebalance"), sluice.asked);
    assertEquals(0, run("add-port", "br0", "s", "type=sink", "cpus=1,3"));
    assertEquals(List.of(1, 3), sluice.ports.getFirst().common().cpus());
  }

  @Test
  void shouldSayWhatTheSwitchRefuses() {
    assertEquals(1, run("add-br", "br0"));
    assertEquals("bridge br0 exists\n", err());
  }

  @Test
  void shouldSayNoMoreOfABugThanItsName() {
    assertEquals(1, run("del-br", "broken"));
    assertTrue(err().contains("IllegalStateException"), err());
    assertEquals(1, err().lines().count(), err());
  }

  @Test
  void shouldReadPorts() {
    assertEquals(
        0,
        run(
            "add-port",
            "br0",
            "vh0",
            "type=vhost-user",
            "mode=server",
            "path=vh0.sock",
            "queues=2",
            "ofport=7",
            "trunks=10,20"));
    assertEquals("port vh0 is number 7\n", out());
    assertEquals(
        new PortSpec.VhostUser(
            new PortSpec.Common("vh0", OptionalInt.of(7), new PortSpec.Vlan.Trunk(Set.of(10, 20))),
            PortSpec.Mode.SERVER,
            Path.of("vh0.sock").toAbsolutePath(),
            2,
            OptionalInt.empty()),
        sluice.ports.getFirst());
  }

  @Test
  void shouldRefuseWordsThatAPortDoesNotHave() {
    assertEquals(2, run("add-port", "br0", "t0", "type=tap", "queue=2"));
    assertTrue(err().contains("a tap port has no 'queue'; it has type, ofport"), err());
    assertEquals(2, run("add-port", "br0", "t0", "type=tab"));
    assertTrue(err().contains("got 'tab'; did you mean 'tap'?"), err());
    assertEquals(2, run("add-port", "br0", "t0", "type=tap", "ofport=-1"));
    assertTrue(err().contains("ofport: expected a whole number, 1 to 65279, got '-1'"), err());
    assertEquals(2, run("add-port", "br0", "t0", "type=tap", "cpus="));
    assertEquals("port t0: cpus has no value; give it one, or leave it out\n", err());
    assertEquals(List.of(), sluice.ports);
  }

  @ParameterizedTest
  @CsvSource({
    "ofport=abc,1 to 65279",
    "ofport=0,1 to 65279",
    "ofport=99999,1 to 65279",
    "tag=4096,0 to 4095",
    "tag=x,0 to 4095",
    "length=10,60 to 65549",
    "length=x,60 to 65549",
    "flows=0,1 to 4194304",
    "src-mac=zz,02:00:00:00:00:01",
    "rate=x,0 or more",
  })
  void shouldAnswer2ToAnyValueThatAPortCannotHave(String word, String expected) {
    assertEquals(2, run("add-port", "br0", "g", "type=generator", word));
    assertTrue(err().contains(expected), err());
    assertEquals(1, err().lines().count(), err());
    assertEquals(List.of(), sluice.ports);
  }

  @Test
  void shouldPointAtTheColumnOfAMistake() {
    assertEquals(2, run("add-flow", "br0", "priority=5,in_prt=1,actions=2"));
    assertTrue(
        err()
            .endsWith(
                """
                  priority=5,in_prt=1,actions=2
                             ^
                """),
        err());
    assertTrue(err().startsWith("column 12: unknown field 'in_prt'"), err());
  }

  @Test
  void shouldAddAFileOfFlowsOrNothingOfIt() throws IOException {
    Path file = temp.resolve("flows.txt");
    Files.writeString(
        file, "# two\nin_port=1 actions=2\n\n  priority=7,in_port=vm1 actions=drop # one\n");
    assertEquals(0, run("add-flows", "br0", file.toString()), err());
    assertEquals(List.of(32768, 7), sluice.flows.stream().map(FlowMod::priority).toList());

    Files.writeString(file, "in_port=1 actions=2\nin_port=1 actions=outptu:2\n");
    assertEquals(2, run("add-flows", "br0", file.toString()));
    assertTrue(err().startsWith(file + ":2: column "), err());
    assertEquals(2, sluice.flows.size());

    assertEquals(1, run("add-flows", "br0", temp.resolve("none").toString()));
    assertTrue(err().contains("no such file"), err());
  }

  @Test
  void shouldReplaceFlowsByAFileAndLeaveEqualOnesAlone() throws IOException {
    run("add-flow", "br0", "priority=1,in_port=1,actions=2");
    run("add-flow", "br0", "priority=2,in_port=1,actions=2");
    run("add-flow", "br0", "priority=3,in_port=1,actions=2");
    Path file = temp.resolve("flows.txt");
    Files.writeString(
        file, "priority=1,in_port=1 actions=2\npriority=2,in_port=1 actions=3\ntcp actions=drop\n");
    assertEquals(0, run("replace-flows", "br0", file.toString()), err());
    assertEquals(
        List.of("DELETE_STRICT 3", "ADD 2", "ADD 32768"),
        sluice.flows.stream().skip(3).map(f -> f.command() + " " + f.priority()).toList());
    assertEquals(1, sluice.flowChanges.get() - 3, "not one change");

    Files.writeString(file, "in_prt=1 actions=2\n");
    assertEquals(2, run("replace-flows", "br0", file.toString()));
    assertEquals(6, sluice.flows.size());
  }

  @Test
  void shouldCarryOutEachLineOfAFileByItsWord() throws IOException {
    Path file = temp.resolve("flows.txt");
    Files.writeString(
        file,
        "delete table=3\nadd ip,actions=1\narp,actions=2\nmodify tcp,actions=3\n"
            + "modify_strict priority=4,actions=4\n delete_strict priority=5,udp # gone\n");
    assertEquals(0, run("add-flows", "br0", file.toString()), err());
    assertEquals(
        List.of(
            "DELETE 3 32768",
            "ADD 0 32768",
            "ADD 0 32768",
            "MODIFY -1 32768",
            "MODIFY_STRICT -1 4",
            "DELETE_STRICT -1 5"),
        sluice.flows.stream()
            .map(f -> f.command() + " " + f.table() + " " + f.priority())
            .toList());
    assertEquals(1, sluice.flowChanges.get(), "not one change");

    assertEquals(2, run("replace-flows", "br0", file.toString()));
    assertTrue(err().startsWith(file + ":1: column 1: replace-flows takes flows as"), err());
    assertEquals(6, sluice.flows.size());
  }

  @Test
  void shouldPointAtTheActionThatTheSwitchRefuses() throws IOException {
    sluice.refusal = new SwitchException("there is no group 9", Kind.BAD_OUT_GROUP, 1, 1);
    Path file = temp.resolve("flows.txt");
    Files.writeString(file, "ip,actions=1\n\nadd arp,actions=1,group:9\n");
    assertEquals(2, run("add-flows", "br0", file.toString()));
    assertEquals(
        file
            + """
            :3: column 19: there is no group 9
              add arp,actions=1,group:9
                                ^
            """,
        err());

    sluice.refusal = new SwitchException("the tables are full", Kind.TABLE_FULL, 1, -1);
    assertEquals(1, run("add-flows", "br0", file.toString()));
    assertEquals("the tables are full\n", err());
  }

  @Test
  void shouldNotEchoWhatIsNoText() throws IOException {
    Path file = temp.resolve("flows.txt");
    Files.write(file, new byte[] {'i', 'p', '\n', 0, 0, 0});
    assertEquals(1, run("add-flows", "br0", file.toString()));
    assertTrue(err().contains(file + ":2: a byte of 0: this is no text"), err());

    String junk = "\u0001\u001b".repeat(5000);
    assertEquals(2, run("add-flow", "br0", junk));
    assertTrue(err().length() < 600, err());
    assertTrue(err().chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), err());
  }

  @Test
  void shouldDeleteFlows() {
    assertEquals(0, run("del-flows", "br0"));
    assertEquals(0, run("del-flows", "br0", "in_port=1", "--strict"));
    assertEquals(
        List.of(FlowMod.Command.DELETE, FlowMod.Command.DELETE_STRICT),
        sluice.flows.stream().map(FlowMod::command).toList());
  }

  @Test
  void shouldDumpFlowsThatCanBeAddedAgain() throws IOException {
    run("add-flow", "br0", "priority=9,tcp,tp_dst=80,actions=output:1");
    assertEquals(0, run("dump-flows", "br0"));
    assertTrue(out().contains("n_packets=12, n_bytes=720"), out());
    Path dumped = Files.writeString(temp.resolve("dump.txt"), out());
    assertEquals(0, run("add-flows", "br0", dumped.toString()), err());
    assertEquals(sluice.flows.get(0), sluice.flows.get(1));
  }

  @Test
  void shouldNameTheBridgesThereAre() {
    assertEquals(1, run("add-flow", "br7", "actions=drop"));
    assertEquals("no bridge br7; there is br0\n", err());
  }

  @Test
  void shouldAddAndShowGroups() {
    assertEquals(0, run("add-group", "br0", "group_id=5,type=all,", "bucket=output:vm1"));
    assertEquals(0, run("dump-groups", "br0"));
    assertEquals(
        " duration=1.500s, ref_count=1, packet_count=3, byte_count=180,"
            + "bucket0:packet_count=3,byte_count=180,"
            + " group_id=5,type=all,bucket=bucket_id:0,actions=output:1\n",
        out());
    assertEquals(2, run("add-group", "br0", "group_id=5,type=any"));
    assertEquals(0, run("del-groups", "br0"));
  }

  @Test
  void shouldAddAndShowMeters() {
    String meter = "meter=5,kbps,burst,bands=type=drop,rate=100,burst_size=9";
    assertEquals(0, run("add-meter", "br0", meter));
    assertEquals(0, run("dump-meters", "br0"));
    assertEquals(
        "meter=5 kbps burst bands=type=drop rate=100 burst_size=9 flow_count:1 packet_in_count:9"
            + " byte_in_count:900 duration:1.500s bands: 0: packet_count:4 byte_count:400\n",
        out());
    assertEquals(2, run("add-meter", "br0", "meter=5,kbps,bands=type=any"));
    assertEquals(0, run("del-meters", "br0", "meter=5"));
  }

  @Test
  void shouldTraceAndShowWhatTheCachesHold() {
    assertEquals(0, run("trace", "br0", "in_port=vm1,tcp,", "nw_dst=10.0.0.1"));
    assertEquals("Flow: traced\n", out());
    assertEquals(2, run("trace", "br0", "in_port=1,nw_dts=10.0.0.1"), "a field that is none");
    assertEquals(0, run("dump-megaflows", "br0"));
    assertTrue(
        out().contains("in_port=1, packets:5, bytes:300, used:2.000s, actions:drop (RULE_DROP)"),
        out());
    assertEquals(0, run("lookup-stats", "br0"));
    assertTrue(
        out().matches("(?s).*exact cache +60 +60.0 %  5.5 ns a packet.*, 1024 slots\n.*"), out());
    assertTrue(out().contains("1 of 1 masks, 1.0 looked at for a hit"), out());
    assertTrue(out().startsWith("lane 0:\n"), out());
  }

  @Test
  void shouldShow() {
    assertEquals(0, run("show"));
    assertTrue(out().contains("bridge br0: 1 flow, generation 3"), out());
    for (String controller :
        List.of(
            "tcp:10.0.0.1:6653: connected for 7 s, OpenFlow 1.3, role master",
            "ssl:10.0.0.2:6653: not connected for 9 s: Connection refused")) {
      assertTrue(out().contains("  controller " + controller), out());
    }
    assertTrue(out().contains("port vm1: number 1, sink, VLAN all, link up, running"), out());
    assertTrue(out().contains("lane 0: cpu 2, idle 75.0 %"), out());
    assertEquals(0, run("show", "--json"));
    assertTrue(out().contains("\"lastFailure\": \"bad \\\"descriptor\\\"\""), out());
    assertEquals(0, run("fdb-show", "br0"));
    assertTrue(out().contains("    1    10  02:00:00:00:00:01    3"), out());
  }

  @Test
  void shouldSampleRates() {
    assertEquals(0, run("top", "--once"));
    assertTrue(out().contains("lane 0 idle  75.0 %        1,000 pps"), out());
    assertTrue(out().contains("drops a second: no rule 1000"), out());
  }

  @Test
  void shouldFoldForANarrowTerminal() {
    String line = "port vm1  rx  1 pps  8.0 Mbit/s  tx  2 pps  up\n";
    assertEquals(line, TopScreen.fold(line, 80));
    assertEquals(
        "port vm1  rx  1 pps\n    8.0 Mbit/s  tx\n    2 pps  up\n", TopScreen.fold(line, 20));
  }

  @Test
  void shouldSayWhenThereIsNoSwitch() {
    assertEquals(1, bare("show", "--run-dir", temp.toString()));
    assertTrue(err().startsWith("sluice: no switch is running in " + temp), err());
  }

  @Test
  void shouldFailWhenItsOutputIsLost() throws IOException {
    String[] show = {"show", "--run-dir", temp.resolve("run").toString()};
    PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (Output full = new Output(new FileOutputStream("/dev/full"))) {
      assertEquals(1, Cli.execute(show, full, to));
    }
    assertEquals("sluice: done, but cannot write what it says: No space left on device\n", err());
    err.reset();
    assertEquals(0, Cli.execute(show, new Output(out), to));
    assertTrue(out().contains("bridge br0"), out());
    assertEquals("", err());
  }

  @Test
  void shouldSayThatASocketsPathIsTooLong() {
    String runDir = temp.resolve("x".repeat(110)).toString();
    assertEquals(1, bare("show", "--run-dir", runDir));
    assertTrue(err().contains("at most 107 are possible: choose a shorter --run-dir"), err());
    assertThrows(ApiException.class, () -> LocalApi.open(Path.of(runDir), sluice));
    assertFalse(Files.exists(Path.of(runDir)));
  }

  @Test
  void shouldNotUnderstand() {
    assertEquals(2, run("show", "--what"));
    assertEquals(2, bare("shwo"));
    assertTrue(err().contains("show"), err());
    assertEquals(2, bare("add-port", "br0"));
    assertEquals(2, bare("generate-completion", "fish"));
    assertEquals(1, bare("show", "--run-dir", "a\0b"));
    assertTrue(err().contains("cannot be a path"), err());
  }

  /** A description goes through a format: a lone % in one would break its command's help. */
  @Test
  void shouldTellAboutEachCommand() {
    PrintStream none = new PrintStream(PrintStream.nullOutputStream());
    Set<String> commands = Commands.program(none, none).line().getSubcommands().keySet();
    assertTrue(commands.size() > 20, commands.toString());
    for (String command : commands) {
      assertEquals(0, bare("help", command), err());
      assertTrue(out().startsWith("Usage: ./sluice " + command), out());
      assertTrue(out().lines().allMatch(l -> l.length() <= 80), out());
      String help = out();
      assertEquals(0, bare(command, "--help"), err());
      assertEquals(help, out());
    }
  }

  @Test
  void shouldHelp() {
    assertEquals(0, bare("--help"));
    assertTrue(out().contains("add-flows"), out());
    assertEquals(0, bare("add-port", "--help"));
    assertTrue(out().contains("vhost-user"), out());
    assertEquals(0, bare("--version"));
    assertTrue(out().startsWith("sluice "), out());
    assertEquals(0, bare("generate-completion", "bash"));
    assertTrue(out().contains("dump-flows"), out());
  }
}
