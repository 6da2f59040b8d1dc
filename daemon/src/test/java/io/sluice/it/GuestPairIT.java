package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two guests that stay, for all that two guests do with each other. Booted once. */
class GuestPairIT {
  private static final Duration MINUTE = Duration.ofMinutes(2);

  @TempDir static Path directory;
  private static SwitchUnderTest sut;
  private static Guest a;
  private static Guest b;

  @BeforeAll
  static void boot() {
    sut =
        SwitchUnderTest.create(
            directory, List.of("actions=NORMAL"), List.of(Port.client("vh0"), Port.client("vh1")));
    sut.start();
    a = Guest.start(directory, Guest.Config.client(sut.socket("vh0"), 1));
    b = Guest.start(directory, Guest.Config.client(sut.socket("vh1"), 2));
    a.awaitUp();
    b.awaitUp();
    a.awaitPing(b.address(), MINUTE);
    b.run("iperf3 -s -D", MINUTE);
  }

  @AfterAll
  static void end() {
    if (a != null) {
      a.close();
    }
    if (b != null) {
      b.close();
    }
    if (sut != null) {
      sut.close();
    }
  }

  @Test
  void shouldPing() {
    a.ping(b.address(), 10);
    b.ping(a.address(), 10);
  }

  @Test
  void shouldCarryTcpBothWays() {
    for (String direction : List.of("", " -R")) {
      String out = a.run("iperf3 -c " + b.address() + " -t 3 -f m" + direction, MINUTE);
      double megabits = number(out, "([0-9.]+) Mbits/sec +receiver");
      assertTrue(megabits > 10, "a trickle means loss and retransmission\n" + out);
    }
  }

  @Test
  void shouldCarryUdpWithoutLoss() {
    // Far below what TCG can take, so that nothing may be lost but by a guest that is off its CPU:
    // what has come, and its iperf3's socket has no room for, the switch has not lost.
    long noRoom = noRoom(b);
    String out = a.run("iperf3 -c " + b.address() + " -u -b 5M -t 3 -f m", MINUTE);
    Matcher m = Pattern.compile("([0-9]+)/([0-9]+) \\([^)]*\\) +receiver").matcher(out);
    assertTrue(m.find(), out);
    assertTrue(Integer.parseInt(m.group(2)) > 1000, out);
    noRoom = noRoom(b) - noRoom;
    assertTrue(Integer.parseInt(m.group(1)) <= noRoom, noRoom + " without room\n" + out);
  }

  private static long noRoom(Guest g) {
    String[] udp = g.run("grep ^Udp: /proc/net/snmp | tail -n 1", MINUTE).strip().split(" ");
    return Long.parseLong(udp[5]); // RcvbufErrors
  }

  @Test
  void shouldNegotiateOffloads() {
    for (Guest g : List.of(a, b)) {
      String features = g.run("ethtool -k eth0", MINUTE);
      assertTrue(features.contains("tcp-segmentation-offload: on"), features);
      assertTrue(features.contains("tx-checksum-ip-generic: on"), features);
      assertTrue(features.contains("tx-tcp6-segmentation: on"), features);
    }
    // Segments larger than the MTU arrive whole: the receiver sees far fewer packets than MTUs.
    long before = received(b);
    String out = a.run("iperf3 -c " + b.address() + " -n 20M -f m", MINUTE);
    long packets = received(b) - before;
    assertTrue(packets < 20 * 1024 * 1024 / 1448, packets + " packets for 20 MB\n" + out);
  }

  private static long received(Guest g) {
    return Long.parseLong(g.run("cat /sys/class/net/eth0/statistics/rx_packets", MINUTE).strip());
  }

  @Test
  void shouldCarryPacketsOfLargeMtu() {
    for (Guest g : List.of(a, b)) {
      g.run("ip link set eth0 mtu 9000", MINUTE);
    }
    try {
      for (int size : List.of(1473, 2000, 4096, 8972)) {
        String out = a.run("ping -c 3 -W 5 -s " + size + " " + b.address(), MINUTE);
        assertTrue(out.contains(" 0% packet loss"), out);
      }
      String out = a.run("iperf3 -c " + b.address() + " -n 20M -f m", MINUTE);
      assertTrue(out.contains("receiver"), out);
    } finally {
      for (Guest g : List.of(a, b)) {
        g.run("ip link set eth0 mtu 1500", MINUTE);
      }
    }
  }

  @Test
  void shouldCarryTaggedFrames() {
    int i = 0;
    for (Guest g : List.of(a, b)) {
      i++;
      g.run(
          "vconfig add eth0 7; ip link set eth0.7 up; ip addr add 10.7.0." + i + "/24 dev eth0.7",
          MINUTE);
    }
    String out = a.run("ping -c 5 -i 0.2 -W 5 10.7.0.2", MINUTE);
    assertTrue(out.contains(" 0% packet loss"), out);
    out = a.run("iperf3 -c 10.7.0.2 -n 5M -f m", MINUTE);
    assertTrue(out.contains("receiver"), out);
  }

  private static double number(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    assertTrue(m.find(), text);
    return Double.parseDouble(m.group(1));
  }
}
