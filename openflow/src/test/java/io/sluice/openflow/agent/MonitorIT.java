package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ovs-ofctl monitor} prints the same of a Sluice as of a real Open vSwitch beside it when
 * the same is done to both. Packets come by packet-out through the tables.
 */
class MonitorIT {
  /** Ethernet, IPv4, UDP 10.0.0.1:1000 to 10.0.0.2:2000, TTL 1, "ABCDEFGHIJKLMNOPQR". */
  private static final String PACKET =
      "020000000002020000000001"
          + "0800"
          + "4500002e00000000011165bd0a0000010a000002"
          + "03e807d0001a0000"
          + "4142434445464748494a4b4c4d4e4f505152";

  @TempDir Path dir;
  private TwoSwitches both;
  private int monitors;

  @BeforeEach
  void start() throws Exception {
    both = TwoSwitches.start(dir);
  }

  @AfterEach
  void stop() throws Exception {
    if (both != null) {
      both.close();
    }
  }

  /** A running ovs-ofctl monitor. */
  private final class Monitor {
    final Path log = dir.resolve("monitor" + monitors);
    final Path control = dir.resolve("monitor" + monitors++ + ".ctl");
    final Process process;

    Monitor(String version, String where, String... words) throws IOException {
      List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", version, "monitor", where));
      command.add("--unixctl=" + control);
      command.addAll(List.of(words));
      process = both.child(log, command.toArray(String[]::new));
    }

    /**
     * Returns when the switch has answered all that it asked for at its start, so that it hears of
     * what comes: the answer to a barrier is behind that.
     */
    void awaitListening() throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      String barrier;
      do {
        assertTrue(System.nanoTime() < deadline, () -> "does not listen: " + text(log));
        Thread.sleep(20);
        // Says nothing when it was answered, and why when its socket is not there yet.
        barrier = TwoSwitches.run("ovs-appctl", "-t", control.toString(), "ofctl/barrier");
      } while (!barrier.isBlank());
    }

    /** What it printed, once that has such a text; xids and times are taken out. */
    String said(Pattern until) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      // Whole lines: it may be at one.
      while (!until.matcher(text(log)).find() || !text(log).endsWith("\n")) {
        assertTrue(
            System.nanoTime() < deadline,
            () -> "no " + until + " from ovs-ofctl monitor: " + text(log));
        Thread.sleep(20);
      }
      return text(log)
          .replaceAll("xid=0x[0-9a-f]+", "xid")
          .replaceAll("duration[ :=]?[0-9.]+s", "duration")
          .replaceAll("addr:[0-9a-f:]{17}", "addr")
          .lines()
          // Some of the greeting that only one of the two's ovs-ofctl gets to print.
          .filter(line -> !line.isBlank())
          .reduce("", (a, b) -> a + b + "\n");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void ofctl(String version, String where, String command, String... words)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("ovs-ofctl", "-O", version, command, where));
    all.addAll(List.of(words));
    assertEquals("", TwoSwitches.run(all.toArray(String[]::new)), all::toString);
  }

  @Test
  void shouldTellOfWatchedFlowsAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      for (String watch :
          List.of(
              "watch:",
              "watch:!initial",
              "watch:!actions",
              "watch:!delete,!modify",
              "watch:table=3",
              "watch:out_port=2",
              "watch:udp,in_port=1")) {
        same(
            version,
            List.of("65534", watch),
            where -> {
              // Of one table after the other, as within a table there is no order.
              ofctl(version, where, "add-flow", "table=3,cookie=7,udp,in_port=1,actions=2");
              ofctl(version, where, "add-flow", "table=4,hard_timeout=60,in_port=2,actions=1");
              ofctl(version, where, "mod-flows", "table=3,cookie=7,udp,in_port=1,actions=1");
              ofctl(version, where, "mod-flows", "table=3,cookie=7,udp,in_port=1,actions=1");
              ofctl(version, where, "add-flow", "table=3,cookie=8,udp,in_port=1,actions=2");
              ofctl(version, where, "del-flows", "in_port=2");
              ofctl(version, where, "del-flows", "--strict", "table=3,udp,in_port=1");
              // Heard with every filter: the end.
              ofctl(
                  version,
                  where,
                  "add-flow",
                  "table=3,cookie=0xe,udp,in_port=1,nw_tos=4,actions=2");
            },
            "cookie=0xe");
      }
    }
  }

  @Test
  void shouldTellFirstOfWatchedFlowsThatThereAre() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      List<String> said = new ArrayList<>();
      for (String where : List.of(both.ovs, both.sluice)) {
        TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", where);
        ofctl(version, where, "add-flow", "table=1,priority=9,tcp,tp_dst=80,actions=2");
        ofctl(version, where, "add-flow", "table=2,cookie=5,idle_timeout=100,actions=drop");
        ofctl(version, where, "add-flow", "table=3,in_port=1,actions=resubmit(,4)");
        Monitor m = new Monitor(version, where, "65534", "watch:");
        m.said(Pattern.compile("resubmit"));
        ofctl(version, where, "add-flow", "table=9,hard_timeout=1,cookie=0xe,actions=2");
        said.add(m.said(Pattern.compile("reason=hard.*\\n")));
        m.process.destroy();
        m.process.waitFor(60, TimeUnit.SECONDS);
      }
      assertEquals(said.get(0), said.get(1));
    }
  }

  /** Of version 1.0, with xid 0x1234: adds cookie 5, all packets to port 2. */
  private static final String ADD =
      "010e005000001234003fffff"
          + "00".repeat(36)
          + "0000000000000005000000000000"
          + "8000ffffffffffff00000000000800020000";

  @Test
  void shouldAbbreviateWhatTheWatcherItselfDoes() throws Exception {
    List<String> said = new ArrayList<>();
    for (String watch : List.of("watch:!own", "watch:")) {
      for (String where : List.of(both.ovs, both.sluice)) {
        TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", where);
        Monitor m = new Monitor("OpenFlow10", where, "65534", watch);
        m.said(Pattern.compile("FLOW_MONITOR reply"));
        TwoSwitches.run("ovs-appctl", "-t", m.control.toString(), "ofctl/send", ADD);
        m.awaitListening(); // behind what it sent
        ofctl("OpenFlow10", where, "add-flow", "table=0,cookie=0xe,in_port=1,actions=2");
        said.add(m.said(Pattern.compile("cookie=0xe.*\\n")));
        assertEquals(
            watch.contains("own"), text(m.log).contains("event=ABBREV xid=0x1234"), text(m.log));
        m.process.destroy();
        m.process.waitFor(60, TimeUnit.SECONDS);
      }
      assertEquals(said.get(said.size() - 2), said.get(said.size() - 1));
    }
  }

  @Test
  void shouldPauseAndResumeForOneWhoReadsTooSlowly() throws Exception {
    int flows = 30_000;
    Path file = dir.resolve("flows");
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= flows; i++) {
      lines.add("cookie=" + i + ",udp,nw_src=10.0." + i / 256 + "." + i % 256 + ",actions=2");
    }
    Files.write(file, lines);
    TwoSwitches.run("ovs-ofctl", "del-flows", both.sluice);
    Monitor m = new Monitor("OpenFlow10", both.sluice, "65534", "watch:");
    m.said(Pattern.compile("FLOW_MONITOR reply"));
    String pid = Long.toString(m.process.pid());
    TwoSwitches.run("kill", "-STOP", pid);
    try {
      ofctl("OpenFlow10", both.sluice, "add-flows", file.toString());
    } finally {
      TwoSwitches.run("kill", "-CONT", pid);
    }
    String said = m.said(Pattern.compile("FLOW_MONITOR_RESUMED"));
    assertTrue(said.contains("FLOW_MONITOR_PAUSED"), "not paused");
    assertEquals(
        flows, said.lines().filter(line -> line.contains("event=ADDED")).distinct().count());
    ofctl("OpenFlow10", both.sluice, "del-flows", "cookie=30000/-1");
    m.said(Pattern.compile("event=DELETED.*cookie=0x7530"));
  }

  private void through(String version, String where, int port) throws Exception {
    ofctl(version, where, "packet-out", "in_port=" + port + ",packet=" + PACKET + ",actions=table");
  }

  /** Waits until the only flow that matches has counted so many packets. */
  private static void awaitPackets(String version, String where, String match, int packets)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String flows;
    do {
      flows = TwoSwitches.ofctl(version, where, List.of("dump-flows", match));
      assertTrue(System.nanoTime() < deadline, flows);
    } while (!flows.contains("n_packets=" + packets + ","));
  }

  /** The same to both; what the two monitors print until a text is there must be equal. */
  private void same(String version, List<String> monitor, Doing doing, String until)
      throws Exception {
    Pattern last = Pattern.compile(until, Pattern.DOTALL);
    List<String> said = new ArrayList<>();
    for (String where : List.of(both.ovs, both.sluice)) {
      TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-groups", where);
      TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", where);
      Monitor m = new Monitor(version, where, monitor.toArray(String[]::new));
      m.awaitListening();
      doing.to(where);
      said.add(m.said(last));
      m.process.destroy();
      m.process.waitFor(60, TimeUnit.SECONDS);
    }
    assertEquals(said.get(0), said.get(1));
  }

  private interface Doing {
    void to(String where) throws Exception;
  }

  @Test
  void shouldTellOfPacketsAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      for (String format : List.of("standard", "nxt_packet_in", "nxt_packet_in2")) {
        same(
            version,
            List.of("65534", "-P", format),
            where -> {
              ofctl(
                  version,
                  where,
                  "add-flow",
                  "cookie=0x1234,in_port=1,actions=load:5->NXM_NX_REG3[],"
                      + "load:9->OXM_OF_METADATA[],mod_dl_src:02:00:00:00:00:77,"
                      + "controller(max_len=20,userdata=01.02.03),resubmit(,7)");
              ofctl(version, where, "add-flow", "table=7,priority=0,actions=controller:30");
              through(version, where, 1);
            },
            "PACKET_IN.*PACKET_IN.*\\n.*\\n");
      }
    }
  }

  @Test
  void shouldTellOfTtlsThatAreUsedUpAsOpenVSwitchDoes() throws Exception {
    for (String ttl : List.of("dec_ttl", "push_mpls:0x8847,set_mpls_ttl(1),dec_mpls_ttl")) {
      Doing doing =
          where -> {
            ofctl("OpenFlow13", where, "add-flow", "cookie=5,in_port=1,ip,actions=" + ttl + ",2");
            ofctl("OpenFlow13", where, "add-flow", "cookie=6,in_port=2,ip,actions=controller");
            through("OpenFlow13", where, 1);
            through("OpenFlow13", where, 2);
          };
      // Who did not ask hears of the other packet alone.
      same("OpenFlow10", List.of("65534"), doing, "PACKET_IN.*cookie=0x6.*\\n.*\\n");
      same("OpenFlow13", List.of("65534"), doing, "PACKET_IN.*cookie=0x6.*\\n.*\\n");
      same(
          "OpenFlow10",
          List.of("65534", "invalid_ttl", "-P", "nxt_packet_in"),
          doing,
          "cookie=0x5[^\\n]*via invalid_ttl.*cookie=0x6.*\\n.*\\n");
    }
  }

  @Test
  void shouldTellOfFlowsThatAreGoneAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      same(
          version,
          List.of("128"),
          where -> {
            ofctl(
                version,
                where,
                "add-flow",
                "send_flow_rem,cookie=0x12,priority=7,udp,in_port=1,nw_dst=10.0.0.0/8,actions=2");
            through(version, where, 1);
            through(version, where, 1);
            awaitPackets(version, where, "udp", 2); // a lane carries them out in its own time
            ofctl(version, where, "del-flows", "udp");
            ofctl(
                version,
                where,
                "add-flow",
                "send_flow_rem,hard_timeout=1,in_port=1,dl_vlan=9,actions=drop");
          },
          "reason=hard");
    }
  }

  /** As {@link #PACKET}, but TCP with these flags. */
  private static String tcp(String flags) {
    return "0200000000020200000000010800"
        + "4500002800000000400626ce0a0000010a000002"
        + ("03e807d0000000000000000050" + flags + "200000000000")
        + "000000000000";
  }

  @Test
  void shouldLowerTimeoutsAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      List<String> dumps = new ArrayList<>();
      for (String where : List.of(both.ovs, both.sluice)) {
        TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", where);
        for (String flow :
            List.of(
                "cookie=2,priority=1,tcp,hard_timeout=9000,"
                    + "actions=fin_timeout(idle_timeout=500,hard_timeout=700),output:2",
                "cookie=1,priority=9,tcp,in_port=1,idle_timeout=30,"
                    + "actions=learn(table=1,priority=5,idle_timeout=900,fin_idle_timeout=400,"
                    + "fin_hard_timeout=600,eth_type=0x800,nw_proto=6,NXM_OF_TCP_SRC[],"
                    + "output:NXM_OF_IN_PORT[]),resubmit(,1)")) {
          ofctl(version, where, "add-flow", flow);
        }
        for (int port = 1; port <= 2; port++) {
          ofctl(version, where, "packet-out", out(port, tcp("02")));
          awaitPackets(version, where, "cookie=" + port + "/-1", 1);
          dumps.add(flowsOf(version, where));
          ofctl(version, where, "packet-out", out(port, tcp(port == 1 ? "11" : "04")));
          awaitFlows(version, where, port == 1 ? "idle_timeout=400" : "idle_timeout=500");
          dumps.add(flowsOf(version, where));
        }
      }
      assertEquals(dumps.subList(0, 4), dumps.subList(4, 8), version);
    }
  }

  private static String out(int port, String packet) {
    return "in_port=" + port + ",packet=" + packet + ",actions=table";
  }

  private static String flowsOf(String version, String where) throws Exception {
    return TwoSwitches.dump(version, where).lines().sorted().toList().toString();
  }

  private static void awaitFlows(String version, String where, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!flowsOf(version, where).contains(text)) {
      assertTrue(System.nanoTime() < deadline, () -> "no " + text);
      Thread.sleep(20);
    }
  }

  @Test
  void shouldConfigurePortsAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      same(
          version,
          List.of("128"),
          where -> {
            ofctl(version, where, "mod-port", "p1", "no-forward");
            ofctl(version, where, "mod-port", "p1", "no-receive");
            ofctl(version, where, "mod-port", "p1", "no-packet-in");
            ofctl(version, where, "mod-port", "p1", "forward");
            ofctl(version, where, "mod-port", "p1", "receive");
            ofctl(version, where, "mod-port", "p1", "packet-in");
            ofctl(version, where, "add-flow", "send_flow_rem,dl_vlan=9,actions=drop");
            ofctl(version, where, "del-flows");
          },
          "reason=delete");
    }
    for (String words : List.of("p9 up", "1 down", "1 up", "1 flood", "1 no-flood")) {
      for (String version : List.of("OpenFlow10", "OpenFlow13")) {
        List<String> said = new ArrayList<>();
        for (String where : List.of(both.ovs, both.sluice)) {
          List<String> command =
              new ArrayList<>(List.of("ovs-ofctl", "-O", version, "mod-port", where));
          command.addAll(List.of(words.split(" ")));
          said.add(TwoSwitches.run(command.toArray(String[]::new)).replace(where, "SWITCH"));
        }
        assertEquals(said.get(0), said.get(1), words);
      }
    }
  }

  @Test
  void shouldTellOfPortsThatAreSetDownAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      same(
          version,
          List.of("128"),
          where -> {
            ofctl(version, where, "mod-port", "p1", "down");
            awaitLinkDown(where, true);
            ofctl(version, where, "mod-port", "p1", "up");
            awaitLinkDown(where, false);
            ofctl(version, where, "mod-port", "p1", "up");
            ofctl(version, where, "add-flow", "send_flow_rem,dl_vlan=9,actions=drop");
            ofctl(version, where, "del-flows");
          },
          "reason=delete");
    }
  }

  private static void awaitLinkDown(String where, boolean down) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String ports;
    do {
      ports = TwoSwitches.ofctl("OpenFlow13", where, List.of("dump-ports-desc"));
      assertTrue(System.nanoTime() < deadline, ports);
    } while (ports.contains("LINK_DOWN") != down);
  }

  @Test
  void shouldRefusePacketOutsAsOpenVSwitchDoes() throws Exception {
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      for (String words :
          List.of(
              "in_port=controller,actions=output:2",
              "in_port=local,actions=flood",
              "in_port=none,actions=normal",
              "in_port=2,actions=in_port",
              "in_port=1,actions=mod_dl_src:02:00:00:00:00:09,output:2,controller",
              "in_port=1,actions=group:9",
              "in_port=1,actions=load:80->NXM_OF_UDP_DST[],output:2")) {
        List<String> said = new ArrayList<>();
        for (String where : List.of(both.ovs, both.sluice)) {
          said.add(
              TwoSwitches.run(
                      "ovs-ofctl",
                      "-O",
                      version,
                      "packet-out",
                      where,
                      words.replace(",actions", ",packet=" + PACKET + ",actions"))
                  .lines()
                  .findFirst()
                  .orElse("")
                  .replaceAll("xid=0x[0-9a-f]+", "xid"));
        }
        assertEquals(said.get(0), said.get(1), words);
      }
    }
  }
}
