package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two network namespaces of this machine, each behind a TAP port of the running switch. Their
 * kernels judge: what arrives must have right checksums, whoever computed them.
 */
class LocalPortsIT {
  private static final int MTU = 1500;

  /** In Mbit/s; less means that TCP waits for what was lost, even on a busy machine. */
  private static final double TRICKLE = 20;

  @TempDir static Path directory;
  private static final List<Namespace> MADE = new ArrayList<>();
  private static Namespace a;
  private static Namespace b;
  private static SluiceProcess sut;

  @BeforeAll
  static void connect() throws IOException {
    Namespace.assumePossible();
    a = make(1);
    b = make(2);
    String ports =
        """
            tap0 { type = tap, interface = %s, ofport = 1 }
            tap1 { type = tap, interface = %s, ofport = 2 }
        """
            .formatted(a.tap(), b.tap());
    sut = new SluiceProcess(directory, List.of("actions=NORMAL"), ports);
    sut.start();
    a.takeTap();
    b.takeTap();
    b.serve(directory);
  }

  private static Namespace make(int number) {
    Namespace n = Namespace.create(number);
    MADE.add(n);
    return n;
  }

  @AfterAll
  static void end() {
    try {
      if (sut != null) {
        sut.close();
      }
    } finally {
      MADE.forEach(Namespace::close);
    }
  }

  @BeforeEach
  void asUsual() {
    sut.flows(List.of("actions=NORMAL"));
    MADE.forEach(n -> n.offload(true));
  }

  @AfterEach
  void nothingWrong() {
    for (Namespace n : MADE) {
      assertEquals(
          0, n.wrongChecksums(), "wrong checksums that the kernel of " + n.address() + " met");
    }
    PacketBalance.check(sut);
  }

  @ParameterizedTest(name = "offloads {0}")
  @ValueSource(booleans = {true, false})
  void shouldPingWithEverySize(boolean offloads) {
    MADE.forEach(n -> n.offload(offloads));
    // 18 makes the shortest Ethernet frame, 1472 the longest.
    for (int size : new int[] {0, 1, 17, 18, 19, 500, 1471, 1472}) {
      a.ping(b.address(), size);
    }
  }

  @Test
  void shouldCarryFramesOfALargeMtu() {
    MADE.forEach(n -> n.ip("link", "set", n.tap(), "mtu", "9000"));
    try {
      for (int size : new int[] {1473, 4096, 8972}) {
        a.ping(b.address(), size);
      }
      a.offload(false); // else the switch gets larger ones anyway
      tcp("-t", "1");
    } finally {
      MADE.forEach(n -> n.ip("link", "set", n.tap(), "mtu", Integer.toString(MTU)));
    }
  }

  @Test
  void shouldCarryWholeSegmentsOfTcpBothWays() {
    for (Namespace to : List.of(b, a)) {
      long packets = to.statistic("rx_packets");
      long bytes = to.statistic("rx_bytes");
      tcp("-t", "2", to == b ? "--forceflush" : "-R");
      packets = to.statistic("rx_packets") - packets;
      bytes = to.statistic("rx_bytes") - bytes;
      // The receiver sees far fewer packets than MTUs.
      assertTrue(packets < bytes / MTU / 2, packets + " packets of " + bytes + " bytes");
    }
  }

  @Test
  void shouldCarryTcpWithoutOffloadsBothWays() {
    MADE.forEach(n -> n.offload(false));
    tcp("-t", "1");
    tcp("-t", "1", "-R");
  }

  @ParameterizedTest(name = "offloads {0}")
  @ValueSource(booleans = {true, false})
  void shouldCarryUdpWithoutLossBothWays(boolean offloads) {
    MADE.forEach(n -> n.offload(offloads));
    udp(b.address());
    udp(b.address(), "-R");
  }

  /** As NAT does: each checksum that covers an address or a port is to be right again. */
  @ParameterizedTest(name = "offloads {0}")
  @ValueSource(booleans = {true, false})
  void shouldKeepChecksumsRightWhenItRewrites(boolean offloads) {
    MADE.forEach(n -> n.offload(offloads));
    String there = "ip,nw_dst=10.0.0.77,actions=mod_nw_src:10.0.0.66,mod_nw_dst:10.0.0.2,dec_ttl";
    String back = "ip,nw_dst=10.0.0.66,actions=mod_nw_src:10.0.0.77,mod_nw_dst:10.0.0.1,dec_ttl";
    String port = "tp_dst=5999,actions=mod_tp_dst:5201,resubmit(,1)";
    String portBack = "tp_src=5201,actions=mod_tp_src:5999,resubmit(,1)";
    sut.flows(
        List.of(
            "priority=2,in_port=1,tcp," + port,
            "priority=2,in_port=1,udp," + port,
            "priority=2,in_port=2,tcp," + portBack,
            "priority=2,in_port=2,udp," + portBack,
            "priority=1,actions=resubmit(,1)",
            "table=1,priority=1,in_port=1," + there + ",output:2",
            "table=1,priority=1,in_port=2," + back + ",output:1",
            "table=1,priority=0,actions=drop"));
    a.neighbour("10.0.0.77", b);
    b.neighbour("10.0.0.66", a);
    String out = a.ping("10.0.0.77", 56);
    assertTrue(out.contains("ttl=63"), out);
    out = a.iperf("10.0.0.77", "-p", "5999", "-t", "1");
    assertTrue(megabits(out) > TRICKLE, out);
    udp("10.0.0.77", "-p", "5999");
  }

  /** A capture file can neither complete a checksum nor cut a segment. */
  @Test
  void shouldCompleteOffloadsForAPortThatHasNone() {
    Peers.program("tshark", "tshark");
    Path file = directory.resolve("seen.pcap");
    sut.ask("add-port", "br0", "cap", "type=pcap", "output=" + file, "ofport=3");
    String show;
    try {
      sut.flows(
          List.of(
              "in_port=1,actions=output:2,mod_vlan_vid:7,output:3", "in_port=2,actions=output:1"));
      a.iperf(b.address(), "-n", "8M");
      a.iperf(b.address(), "-u", "-n", "1M", "-b", "20M");
    } finally {
      show = sut.ask("show", "text");
      sut.ask("del-port", "br0", "cap");
    }
    for (String wrong :
        List.of(
            "ip && (!vlan || vlan.id != 7 || frame.len > 1518)",
            "ip && ip.checksum.status != 1",
            "tcp && tcp.checksum.status != 1",
            "udp && udp.checksum.status != 1")) {
      List<String> frames = Tshark.fields(file, wrong, "frame.number");
      assertTrue(frames.isEmpty(), () -> frames.size() + " frames are " + wrong);
    }
    // A machine that stops for long loses some: before the switch, then TCP sends them again, or
    // here, then they are counted.
    int lost = Tshark.fields(file, "tcp.analysis.lost_segment", "frame.number").size();
    int again = Tshark.fields(file, "tcp.analysis.retransmission", "frame.number").size();
    Matcher full =
        Pattern.compile("port cap:(?:(?!\\n  port ).)*?queue full (\\d+)", Pattern.DOTALL)
            .matcher(show);
    int dropped = full.find() ? Integer.parseInt(full.group(1)) : 0;
    assertTrue(lost <= again + dropped, lost + " lost, " + again + " sent again, " + show);
    long tcp = sum(Tshark.fields(file, "tcp.dstport == 5201", "tcp.len"));
    assertTrue(tcp >= 4 << 20, tcp + " bytes of TCP");
    long udp = sum(Tshark.fields(file, "udp.dstport == 5201", "udp.length"));
    assertTrue(udp >= 1 << 20, udp + " bytes of UDP");
  }

  private static long sum(List<String> numbers) {
    return numbers.stream().mapToLong(Long::parseLong).sum();
  }

  private static void tcp(String... more) {
    String out = a.iperf(b.address(), more);
    assertTrue(megabits(out) > TRICKLE, out);
  }

  private static void udp(String server, String... more) {
    List<String> words = new ArrayList<>(List.of("-u", "-b", "20M", "-l", "1472", "-t", "2"));
    words.addAll(List.of(more));
    long noRoom = noRoom();
    String out = a.iperf(server, words.toArray(String[]::new));
    noRoom = noRoom() - noRoom;
    Matcher m = Pattern.compile("([0-9]+)/([0-9]+) \\([^)]*\\) +receiver").matcher(out);
    assertTrue(m.find(), out);
    assertTrue(Long.parseLong(m.group(2)) > 2000, out);
    // What came, and the socket of a busy iperf3 had no room for, the switch has not lost.
    assertTrue(Long.parseLong(m.group(1)) <= noRoom, noRoom + " without room\n" + out);
  }

  private static long noRoom() {
    return MADE.stream().mapToLong(n -> n.snmp("Udp", "RcvbufErrors")).sum();
  }

  private static double megabits(String out) {
    Matcher m = Pattern.compile("([0-9.]+) Mbits/sec +receiver").matcher(out);
    assertTrue(m.find(), out);
    return Double.parseDouble(m.group(1));
  }
}
