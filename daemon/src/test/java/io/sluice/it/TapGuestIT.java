package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest and this machine's kernel: what one leaves to its interface, the other's interface takes,
 * or the switch does it. One namespace is reached untagged, the other in VLAN 7, as an access port.
 */
class TapGuestIT {
  private static final Duration MINUTE = Duration.ofMinutes(2);
  private static final int MTU = 1500;

  @TempDir Path directory;
  private final List<Namespace> made = new ArrayList<>();
  private SluiceProcess sut;
  private Guest guest;

  @AfterEach
  void end() {
    try {
      if (guest != null) {
        guest.close();
      }
      if (sut != null) {
        sut.close();
      }
    } finally {
      made.forEach(Namespace::close);
    }
  }

  private Namespace make(int number) {
    Namespace n = Namespace.create(number);
    made.add(n);
    return n;
  }

  @ParameterizedTest(name = "guest with offloads: {0}")
  @ValueSource(booleans = {true, false})
  void shouldCarryTcpAndUdpBothWays(boolean offloads) throws IOException {
    Namespace.assumePossible();
    Namespace plain = make(2);
    Namespace tagged = make(3);
    String ports =
        """
            vh0 { type = vhost-user, mode = client, path = "%s" }
            tap0 { type = tap, interface = %s }
            tap1 { type = tap, interface = %s, tag = 7 }
        """
            .formatted(directory.resolve("vh0.sock"), plain.tap(), tagged.tap());
    sut = new SluiceProcess(directory, List.of("actions=NORMAL"), ports);
    sut.start();
    Guest.Config config = Guest.Config.client(sut.socket("vh0"), 1);
    guest = Guest.start(directory, offloads ? config : config.withoutOffloads());
    for (Namespace n : made) {
      n.takeTap();
      n.serve(directory);
    }
    tagged.ip("addr", "add", "10.7.0.2/24", "dev", tagged.tap());
    guest.awaitUp();
    guest.run(
        "vconfig add eth0 7 && ip link set eth0.7 up && ip addr add 10.7.0.1/24 dev eth0.7",
        MINUTE);

    String features = guest.run("ethtool -k eth0", MINUTE);
    String state = offloads ? "on" : "off";
    assertTrue(features.contains("tx-checksumming: " + state), features);
    assertTrue(features.contains("tcp-segmentation-offload: " + state), features);

    exchange(plain, plain.address(), offloads);
    exchange(tagged, "10.7.0.2", offloads);
    PacketBalance.check(sut);
    sut.stop();
  }

  private void exchange(Namespace with, String address, boolean offloads) {
    guest.ping(address, 5);
    long packets = received("packets");
    long bytes = received("bytes");
    megabits(guest.run("iperf3 -f m -t 1 -R -c " + address, MINUTE));
    packets = received("packets") - packets;
    bytes = received("bytes") - bytes;
    String seen = packets + " packets of " + bytes + " bytes";
    // Whole segments, or none that is longer than the MTU with its header and tag.
    assertTrue(offloads ? packets < bytes / MTU / 2 : packets * (MTU + 18) >= bytes, seen);
    megabits(guest.run("iperf3 -f m -t 1 -c " + address, MINUTE));
    for (String direction : List.of("", " -R")) {
      String out = guest.run("iperf3 -f m -t 1 -u -b 5M -l 1400 -c " + address + direction, MINUTE);
      assertTrue(megabits(out) > 2, out);
    }
    assertEquals(0, with.wrongChecksums(), "wrong checksums from the guest");
    assertEquals("0 0 0", wrongChecksums(), "wrong checksums from the kernel");
  }

  private long received(String what) {
    return Long.parseLong(
        guest.run("cat /sys/class/net/eth0/statistics/rx_" + what, MINUTE).strip());
  }

  /** Of ICMP, TCP and UDP, as the guest's kernel counts them. */
  private String wrongChecksums() {
    return guest
        .run(
            "awk '/^(Icmp|Tcp|Udp):/ { if ($1 == last) printf \"%s%s\", s, $at; else"
                + " for (i = 1; i <= NF; i++) if ($i == \"InCsumErrors\") at = i;"
                + " if ($1 == last) s = \" \"; last = $1 }' /proc/net/snmp",
            MINUTE)
        .strip();
  }

  private static double megabits(String out) {
    Matcher m = Pattern.compile("([0-9.]+) Mbits/sec .*receiver").matcher(out);
    assertTrue(m.find(), out);
    double rate = Double.parseDouble(m.group(1));
    assertTrue(rate > 1, out);
    return rate;
  }
}
