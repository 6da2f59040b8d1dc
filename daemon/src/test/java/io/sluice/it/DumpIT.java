package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures of a running switch, as tshark and tcpdump read them; and how captures end. */
class DumpIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int FRAMES = 500;

  /** In a stream that its reader does not read, this does not fit. */
  private static final int FLOOD = 300_000;

  /** Of what testpmd makes, by the last byte of the destination. */
  private static final String ONE_IN_256 = "ip[19] = 1";

  @TempDir Path directory;
  private SluiceProcess sut;

  @AfterEach
  void close() {
    if (sut != null) {
      sut.close();
    }
  }

  private void start(List<String> flows, String ports, String lanes) {
    sut = new SluiceProcess(directory, flows, ports).withLanes(lanes, "backoff");
    sut.start();
  }

  /** Plays a file from a port that comes now, and waits until all of it was received. */
  private List<byte[]> play(String port, int ofport, int stream) throws IOException {
    Path in = directory.resolve(port + ".pcap");
    List<byte[]> frames = Pcap.numbered(stream, FRAMES, 64, 300, 1518);
    Pcap.write(in, frames);
    sut.ask("add-port", "br0", port, "type=pcap", "input=" + in, "rate=20000", "ofport=" + ofport);
    Child.until(
        port + " was played",
        LIMIT,
        () -> sut.show().contains("rx " + FRAMES + " packets"),
        sut::describe);
    PacketBalance.check(sut);
    return frames;
  }

  private static List<String> tshark(Path file, String filter, String... fields) {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-r", file.toString(), "-Y", filter, "-T", "fields", "-E"));
    command.add("separator=|");
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return Child.run(LIMIT, command, Map.of())
        .lines()
        .filter(l -> l.contains("|")) // else a warning, such as that root runs it
        .toList();
  }

  private static Map<String, Long> counts(List<String> lines) {
    return lines.stream().collect(Collectors.groupingBy(l -> l, Collectors.counting()));
  }

  @Test
  void shouldWriteWhatTsharkReadsOfEveryPort() throws IOException {
    Peers.program("tshark", "tshark");
    start(
        List.of("cookie=0x5,in_port=1,actions=mod_vlan_vid:7,output:2", "cookie=0x77,actions=drop"),
        "    out { type = sink, ofport = 2 }\n",
        "[ { cpu = 0 } ]");
    Path file = directory.resolve("all.pcapng");
    List<byte[]> sent;
    try (DumpProcess dump = DumpProcess.start(directory, "-w", file.toString())) {
      sent = play("p0", 1, 3);
      play("p1", 3, 4);
      dump.end();
      assertEquals(4 * FRAMES, dump.captured());
      assertEquals(0, dump.lost());
    }
    String[] what = {"frame.interface_name", "frame.packet_flags_direction", "frame.comment"};
    long n = FRAMES;
    assertEquals(
        Map.of(
            "p0|0x00000001|cookie=0x5, lane=0", n,
            "out|0x00000002|cookie=0x5, lane=0", n,
            "p1|0x00000001|cookie=0x77, lane=0", n,
            "p1||drop=dropped by rule, cookie=0x77, lane=0", n),
        counts(tshark(file, "frame", what)));
    assertEquals(n, tshark(file, "vlan.id == 7", "frame.number", "frame.len").size());
    // As they came, byte for byte.
    List<String> bytes =
        tshark(file, "frame.interface_name == \"p0\"", "frame.number", "udp.payload");
    for (int i = 0; i < FRAMES; i++) {
      byte[] payload = HexFormat.of().parseHex(bytes.get(i).split("\\|")[1]);
      byte[] expected = new byte[payload.length];
      System.arraycopy(sent.get(i), 42, expected, 0, payload.length);
      assertArrayEquals(expected, payload, "frame " + i);
    }
    assertTimes(tshark(file, "frame", "frame.time_epoch", "frame.number"));
  }

  /** In order, with nanoseconds, and of this hour. */
  private static void assertTimes(List<String> lines) {
    long before = 0;
    boolean nanoseconds = false;
    for (String line : lines) {
      String[] parts = line.split("\\|")[0].split("\\.");
      long ns = Long.parseLong(parts[0]) * 1_000_000_000L + Long.parseLong(parts[1]);
      assertTrue(ns >= before, line + " is earlier than the one before");
      nanoseconds |= ns % 1000 != 0;
      before = ns;
    }
    assertTrue(nanoseconds);
    long now = System.currentTimeMillis() / 1000;
    assertTrue(
        Math.abs(now - before / 1_000_000_000L) < 3600, "seconds " + before + ", now " + now);
  }

  @Test
  void shouldCaptureWhatTheFilterSaysAsTcpdumpDoes() throws IOException {
    Peers.program("tcpdump", "tcpdump");
    start(List.of("in_port=1,actions=2"), "    s { type = sink, ofport = 2 }\n", "[ { cpu = 0 } ]");
    String filter = "udp and dst host 10.253.0.7 and greater 300";
    Path file = directory.resolve("some.pcapng");
    try (DumpProcess dump =
        DumpProcess.start(
            directory,
            "--filter",
            filter,
            "--direction",
            "in",
            "-s",
            "60",
            "-w",
            file.toString())) {
      play("p0", 1, 3);
      dump.end();
    }
    // By tcpdump's own filter, of the file that was played.
    List<String> expected = tcpdump(directory.resolve("p0.pcap"), filter);
    assertFalse(expected.isEmpty());
    List<String> captured = tcpdump(file, "greater 0");
    assertEquals(expected, captured);
  }

  /** The packets' identifications and lengths. */
  private static List<String> tcpdump(Path file, String filter) {
    return Child.run(LIMIT, "tcpdump", "-ntvr", file.toString(), filter)
        .lines()
        .filter(l -> l.startsWith("IP "))
        .map(l -> l.replaceAll(".*(id \\d+).*(length \\d+).*", "$1 $2"))
        .toList();
  }

  @Test
  void shouldPipeIntoTcpdumpAndTshark() throws IOException {
    Peers.program("tcpdump", "tcpdump");
    Peers.program("tshark", "tshark");
    generate("1000");
    List<String> dump = DumpProcess.line(directory, "--port", "s", "-c", "20");
    String line = "'" + String.join("' '", dump) + "'";
    String read = Child.run(LIMIT, "sh", "-c", line + " 2>/dev/null | tcpdump -ntr - 2>&1");
    assertEquals(20, read.lines().filter(l -> l.contains("UDP, length")).count(), read);
    read = Child.run(LIMIT, "sh", "-c", line + " -w - 2>/dev/null | tshark -r - 2>/dev/null");
    assertEquals(20, read.lines().filter(l -> l.contains("UDP")).count(), read);
    // Who has seen enough ends it.
    read =
        Child.run(
            LIMIT,
            "sh",
            "-c",
            line.replace("'20'", "'2000000000'") + " 2>/dev/null | tcpdump -ntc 3 -r - 2>&1");
    assertEquals(3, read.lines().filter(l -> l.contains("UDP, length")).count(), read);
    awaitNoCapture();
  }

  private void generate(String rate) {
    start(
        List.of("cookie=0x5,in_port=1,actions=2"),
        """
            g { type = generator, rate = %s, length = 100, ofport = 1 }
            s { type = sink, ofport = 2 }
        """
            .formatted(rate),
        "[ { cpu = 0 } ]");
  }

  /** Where the streams of this switch's captures lie. */
  private List<Path> captures() {
    Path memory = Path.of("/dev/shm");
    if (!Files.isDirectory(memory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(memory)) {
      String prefix = "sluice-capture-" + sut.process().pid() + "-";
      return all.filter(p -> p.getFileName().toString().startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitNoCapture() {
    Child.until(
        "no capture is left", LIMIT, () -> captures().isEmpty(), () -> captures().toString());
  }

  @Test
  void shouldPrintALineForEachPacket() {
    generate("1000");
    try (DumpProcess dump =
        DumpProcess.start(
            directory, "--lines", "--cookie", "0x5", "--direction", "out", "-c", "5")) {
      dump.awaitEnd();
      String text = dump.child().output();
      assertEquals(
          5,
          text.lines()
              .filter(
                  l ->
                      l.matches(
                          "\\d\\d:\\d\\d:\\d\\d\\.\\d{9} s out udp [0-9.]+ > [0-9.]+,"
                              + " length 100, cookie 0x5"))
              .count(),
          text);
    }
  }

  @Test
  void shouldEndWithItsReaderHoweverThatEnds() {
    generate("1000");
    Path file = directory.resolve("killed.pcapng");
    try (DumpProcess dump = DumpProcess.start(directory, "-w", file.toString())) {
      assertEquals(1, captures().size());
      dump.child().kill();
    }
    sut.process().awaitOutput("capture-ended", LIMIT);
    awaitNoCapture();
    // The switch ends below a capture: what there was is written.
    try (DumpProcess dump = DumpProcess.start(directory, "-w", file.toString())) {
      Child.until("it writes", LIMIT, () -> file.toFile().length() > 10_000, sut::describe);
      sut.stop();
      assertEquals(1, dump.child().awaitExit(LIMIT), dump.child().output());
      assertTrue(dump.child().output().contains("went away"), dump.child().output());
      assertTrue(dump.captured() > 0);
    }
    assertEquals(List.of(), captures());
  }

  /** However fast packets come: it does not wait for a pause to find out. */
  @Test
  void shouldEndWithWhoReadsItsPipe() {
    generate("0");
    for (String[] form : new String[][] {{"--lines"}, {"-w", "-"}}) {
      String dump =
          DumpProcess.line(directory, form).stream()
              .map(word -> "'" + word + "'")
              .collect(Collectors.joining(" "));
      String read = Child.run(LIMIT, "bash", "-c", dump + " 2>&1 | head -c 500 | wc -c");
      assertEquals("500", read.strip());
    }
    awaitNoCapture();
  }

  @Test
  void shouldLoseCapturedPacketsAndNoTraffic() throws Exception {
    Peers.program("tshark", "tshark");
    generate("0");
    Path pipe = directory.resolve("pipe");
    Path file = directory.resolve("slow.pcapng");
    Child.run(LIMIT, "mkfifo", pipe.toString());
    try (DumpProcess dump =
            DumpProcess.begin(
                directory, "--port", "s", "--direction", "out", "-w", pipe.toString());
        InputStream in = new FileInputStream(pipe.toFile())) {
      dump.child().awaitOutput("capturing", LIMIT);
      long before = sent();
      Child.until("a flood passed", LIMIT, () -> sent() > before + FLOOD, sut::describe);
      dump.child().terminate();
      Files.copy(in, file);
      dump.awaitEnd();
      assertTrue(dump.lost() > 0, dump.child().output());
      long captured = tshark(file, "frame", "frame.number", "frame.len").size();
      assertEquals(dump.captured(), captured);
    }
    sut.ask("del-port", "br0", "g");
    PacketBalance.check(sut);
  }

  private long sent() {
    return sut.show()
        .lines()
        .filter(l -> l.contains("tx "))
        .mapToLong(l -> Long.parseLong(l.replaceAll(".*tx (\\d+) packets.*", "$1")))
        .max()
        .orElse(0);
  }

  /**
   * Captures, one that takes all and one that takes nothing, outlive the guest that they look at.
   */
  @Test
  void shouldGoOnWhileAGuestComesGoesAndDies() throws Exception {
    Peers.program("tshark", "tshark");
    sut =
        new SluiceProcess(
                directory,
                List.of("in_port=1,actions=output:2", "in_port=2,actions=output:1"),
                List.of(SwitchUnderTest.Port.client("vh0"), SwitchUnderTest.Port.client("vh1")))
            .withLanes("[ { cpu = 0 } ]", "backoff");
    sut.start();
    Path file = directory.resolve("guest.pcapng");
    try (DumpProcess dump =
            DumpProcess.start(
                directory, "--port", "vh0", "--filter", ONE_IN_256, "-w", file.toString());
        DumpProcess nothing =
            DumpProcess.start(directory, "--filter", "tcp port 80 and host 192.0.2.1", "--lines")) {
      long before = 0;
      for (int life = 0; life < 3; life++) {
        try (Testpmd guest =
            Testpmd.start(
                directory,
                1,
                List.of(
                    Testpmd.virtioUser(0, sut.socket("vh0"), true, 1, true),
                    Testpmd.virtioUser(1, sut.socket("vh1"), true, 1, true)))) {
          sut.awaitConnected();
          guest.command("set fwd flowgen");
          guest.command("start");
          long more = before;
          Child.until(
              "packets pass",
              LIMIT,
              () -> received() > more + 100_000,
              () -> sut.describe() + guest.output());
          before = received();
          if (life == 1) {
            guest.kill();
            Files.delete(sut.socket("vh0")); // as it could not
            Files.delete(sut.socket("vh1"));
          } else {
            guest.quit();
          }
        }
      }
      dump.end();
      nothing.end();
      assertTrue(dump.captured() > 1000, dump.captured() + " captured");
      assertEquals(0, nothing.captured());
      assertEquals(
          dump.captured(), tshark(file, "frame", "frame.number", "frame.interface_name").size());
    }
    PacketBalance.check(sut);
    assertTrue(sut.show().contains("bridge br0"));
  }

  private long received() {
    Matcher m = Pattern.compile("rx (\\d+) packets").matcher(sut.show());
    assertTrue(m.find(), sut.show());
    return Long.parseLong(m.group(1));
  }

  @Test
  void shouldSayWhatIsWrongAndWhatThereIs() {
    generate("1000");
    refused(1, "no port vh7; there is g, s", "--port", "vh7");
    refused(1, "there is no lane 3; the only one is 0", "--lane", "3");
    refused(
        2,
        "--filter 'tcp prot 80': can't parse filter expression: syntax error",
        "--filter",
        "tcp prot 80");
    refused(2, "expected in, out or drop", "--direction", "up");
    refused(2, "there is no 'hunger'", "--drop-reason", "hunger");
    refused(2, "is about drops", "--drop-reason", "no-rule", "--direction", "out");
    refused(2, "expected a number of 64 bits", "--cookie", "biscuit");
    refused(1, "no such directory", "-w", directory.resolve("not/there").toString());
    awaitNoCapture();
  }

  private void refused(int code, String why, String... words) {
    try (DumpProcess dump = DumpProcess.begin(directory, words)) {
      assertEquals(code, dump.child().awaitExit(LIMIT), dump.child().output());
      assertTrue(dump.child().output().contains(why), dump.child().output());
    }
  }

  @Test
  void shouldCaptureWhatNamespacesSayOnTwoLanes() throws IOException {
    Namespace.assumePossible();
    Peers.program("tshark", "tshark");
    Path file = directory.resolve("ping.pcapng");
    try (Namespace a = Namespace.create(1);
        Namespace b = Namespace.create(2)) {
      start(
          List.of("actions=NORMAL"),
          """
              tap0 { type = tap, interface = %s, ofport = 1 }
              tap1 { type = tap, interface = %s, ofport = 2 }
          """
              .formatted(a.tap(), b.tap()),
          "[ { cpu = 0 }, { cpu = 1 } ]");
      a.takeTap();
      b.takeTap();
      a.ping(b.address(), 0); // both know each other from now on
      try (DumpProcess dump =
          DumpProcess.start(directory, "--filter", "icmp", "-w", file.toString())) {
        a.ping(b.address(), 100);
        dump.end();
      }
      sut.stop();
    }
    List<String> seen = tshark(file, "icmp", "icmp.seq", "icmp.type", "frame.interface_name");
    // Each request and each answer is seen twice, and in this order.
    for (int seq = 1; seq <= 5; seq++) {
      String prefix = seq + "|";
      assertEquals(
          List.of("8|tap0", "8|tap1", "0|tap1", "0|tap0"),
          seen.stream()
              .filter(l -> l.startsWith(prefix))
              .map(l -> l.substring(prefix.length()))
              .toList());
    }
    assertEquals(20, seen.size());
    assertEquals(0, tshark(file, "arp", "frame.number", "frame.len").size());
  }
}
