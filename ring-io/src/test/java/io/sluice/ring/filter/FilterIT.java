package io.sluice.ring.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.testing.Programs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of many packets pass: tcpdump's answer, expression by expression, and ours. */
class FilterIT {
  private static final int PACKETS = 3000;
  private static final int HEADER = 24;
  private static final int RECORD = 16;

  // The examples of pcap-filter(7) and tcpdump(8), and one of each primitive.
  private static final List<String> EXPRESSIONS =
      List.of(
          "",
          "ip",
          "ip6",
          "arp",
          "rarp",
          "tcp",
          "udp",
          "sctp",
          "icmp",
          "icmp6",
          "host 10.0.0.1",
          "src host 10.0.0.2",
          "dst host 10.0.0.3",
          "host fd00::1",
          "net 10.0.0.0/8",
          "src net 192.168.0.0/16",
          "ip6 net fd00::/64",
          "port 80",
          "src port 53",
          "dst port 443",
          "tcp port 80",
          "udp port 53",
          "portrange 50-100",
          "tcp src portrange 1-1000",
          "ether host 02:00:00:00:00:01",
          "ether src 02:00:00:00:00:02",
          "ether broadcast",
          "ether multicast",
          "ip multicast",
          "ip broadcast",
          "ip6 multicast",
          "ether proto 0x88cc",
          "vlan",
          "vlan 5",
          "vlan and ip",
          "vlan 5 and tcp port 80",
          "vlan 5 and vlan 7 and udp",
          "mpls",
          "mpls 100",
          "mpls 100 and mpls 200 and ip",
          "pppoes",
          "geneve",
          "less 60",
          "greater 100",
          "len > 64 and len <= 128",
          "ip proto 17",
          "ip6 proto 6",
          "ip protochain 6",
          "ip6 protochain 17",
          "proto 6",
          "ip[0] & 0xf != 5",
          "ip[6:2] & 0x1fff = 0",
          "ip[8] < 10",
          "ip[2:2] - ((ip[0] & 0xf) << 2) > 40",
          "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
          "tcp[tcpflags] & tcp-syn != 0 and tcp[tcpflags] & tcp-ack == 0",
          "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
          "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
          "icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply",
          "icmp6[0] = 135",
          "udp[4:2] > 20",
          "udp[0:2] * 2 = 106",
          "udp[0:2] / 2 = 26",
          "udp[0:2] % 7 = 4",
          "ip[16] >= 224 and ether[0] & 1 = 0",
          "ether[0:4] = ether[6:4]",
          "ether[13] ^ ether[12] = 8",
          "ip and -ip[8] < -5",
          "ip[12:4] << 8 = 0x00000100",
          "ip[12:4] >> 24 = 10",
          "ip[200] = 1",
          "ether[1500:2] = 5",
          "host 10.0.0.1 and not port 80 and not port 53",
          "host 10.0.0.1 or host 10.0.0.2 and (tcp or udp)",
          "not (ip or ip6 or arp)",
          "gateway 02:00:00:00:00:01 or tcp",
          "src or dst net 10.0.0.0 mask 255.255.255.252",
          "(src host 10.0.0.1 and dst host 10.0.0.2) or (src host 10.0.0.2 and dst host 10.0.0.1)",
          "ip[6] & 0x20 != 0",
          "link[0] & 1 = 1",
          "radio[0] = 1",
          "ether[(ether[14] & 3) + 14] = 69");

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<byte[]> packets = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();

  @BeforeAll
  static void needsTcpdump() {
    Programs.require("tcpdump", "tcpdump");
  }

  @Test
  void shouldPassWhatTcpdumpPasses() throws Exception {
    Path file = directory.resolve("in.pcap");
    write(file);
    int refused = 0;
    int empty = 0;
    for (String expression : EXPRESSIONS) {
      BitSet expected = tcpdump(file, expression);
      PacketFilter compiled;
      PacketFilter interpreted;
      try {
        FilterProgram program = Filters.parse(expression);
        compiled = FilterCompiler.compile(program);
        interpreted = new Interpreter(program);
      } catch (FilterException e) {
        // A loop: the one thing that tcpdump runs and we, like the kernel, do not.
        if (!expression.contains("protochain")) {
          assertNull(expected, expression + ": " + e.getMessage());
        }
        refused++;
        continue;
      }
      assertNotNull(expected, "tcpdump refuses " + expression);
      assertEquals(expected, passed(compiled), expression);
      assertEquals(expected, passed(interpreted), expression);
      empty += expected.isEmpty() ? 1 : 0;
    }
    assertTrue(refused < 8, refused + " expressions refused by both");
    assertTrue(empty < EXPRESSIONS.size() / 5, empty + " expressions that no packet passed");
  }

  private BitSet passed(PacketFilter filter) {
    BitSet passed = new BitSet();
    for (int i = 0; i < packets.size(); i++) {
      byte[] p = packets.get(i);
      byte[] at7 = new byte[p.length + 20];
      System.arraycopy(p, 0, at7, 7, p.length);
      passed.set(i, filter.matches(at7, 7, p.length, lengths.get(i)) == PacketFilter.MATCH);
    }
    return passed;
  }

  /** The packets that tcpdump passes, by their time stamps, which are their numbers; or null. */
  private BitSet tcpdump(Path file, String expression) throws IOException, InterruptedException {
    Path out = directory.resolve("out.pcap");
    Files.deleteIfExists(out);
    Process p =
        new ProcessBuilder("tcpdump", "-n", "-r", file.toString(), "-w", out.toString(), expression)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("tcpdump.log").toFile())
            .start();
    assertTrue(p.waitFor(60, TimeUnit.SECONDS), expression);
    if (p.exitValue() != 0) {
      return null;
    }
    BitSet passed = new BitSet();
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.nativeOrder());
    for (int at = HEADER; at < b.limit(); at += RECORD + b.getInt(at + 8)) {
      passed.set(b.getInt(at));
    }
    return passed;
  }

  private void write(Path file) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(4 << 20).order(ByteOrder.nativeOrder());
    b.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    b.putInt(0).putInt(0).putInt(262144).putInt(1);
    for (int i = 0; i < PACKETS; i++) {
      byte[] whole = frame();
      // Some are cut, by the capture or by their sender.
      int captured = random.nextInt(5) == 0 ? random.nextInt(whole.length + 1) : whole.length;
      byte[] kept = Arrays.copyOf(whole, captured);
      int length = random.nextInt(10) == 0 ? captured : whole.length;
      packets.add(kept);
      lengths.add(length);
      b.putInt(i).putInt(0).putInt(captured).putInt(length).put(kept);
    }
    Files.write(file, Arrays.copyOf(b.array(), b.position()));
  }

  private byte[] frame() {
    ByteBuffer f = ByteBuffer.allocate(400);
    mac(f);
    mac(f);
    for (int tags = random.nextInt(6); tags > 3; tags--) {
      f.putShort((short) (random.nextBoolean() ? 0x8100 : 0x88a8));
      f.putShort((short) (random.nextBoolean() ? 5 : 7));
    }
    switch (random.nextInt(10)) {
      case 0 -> random(f.putShort((short) 0x0806), 28);
      case 1 -> random(f.putShort((short) 0x88cc), 40);
      case 2 -> random(f.putShort((short) random.nextInt(1500)), 50);
      case 3 -> {
        f.putShort((short) 0x8847);
        boolean two = random.nextBoolean();
        f.putInt(100 << 12 | (two ? 0 : 0x100) | 64);
        if (two) {
          f.putInt(200 << 12 | 0x100 | 64);
        }
        ip4(f);
      }
      case 4, 5, 6 -> ip4(f.putShort((short) 0x0800));
      default -> ip6(f.putShort((short) 0x86dd));
    }
    byte[] bytes = new byte[f.position()];
    f.flip().get(bytes);
    return bytes;
  }

  private void mac(ByteBuffer f) {
    int n = random.nextInt(5);
    if (n == 4) {
      f.putInt(-1).putShort((short) -1);
    } else {
      f.putInt(n == 3 ? 0x01005e00 : 0x02000000).putShort((short) n);
    }
  }

  private int protocol() {
    return new int[] {6, 6, 17, 17, 1, 58, 132, 51}[random.nextInt(8)];
  }

  private void ip4(ByteBuffer f) {
    int options = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
    int protocol = protocol();
    f.put((byte) (0x45 + options)).put((byte) random.nextInt(256));
    f.putShort((short) (20 + 4 * options + random.nextInt(100))).putShort((short) 1);
    f.putShort((short) new int[] {0, 0, 0, 0x4000, 0x2000, 7}[random.nextInt(6)]);
    f.put((byte) random.nextInt(64)).put((byte) protocol).putShort((short) 0);
    for (int i = 0; i < 2; i++) {
      f.putInt(
          switch (random.nextInt(6)) {
            case 0 -> 0xc0a80001;
            case 1 -> 0xe0000001;
            case 2 -> -1;
            default -> 0x0a000001 + random.nextInt(5);
          });
    }
    random(f, 4 * options);
    l4(f, protocol);
  }

  private void ip6(ByteBuffer f) {
    int protocol = protocol();
    boolean extended = random.nextInt(3) == 0;
    f.putInt(0x60000000).putShort((short) random.nextInt(200));
    f.put((byte) (extended ? 0 : protocol)).put((byte) 64);
    f.putLong(0xfd00000000000000L).putLong(1 + random.nextInt(3));
    f.putLong(random.nextInt(4) == 0 ? 0xff02000000000000L : 0xfd00000000000000L);
    f.putLong(1 + random.nextInt(3));
    if (extended) {
      f.put((byte) protocol).put((byte) 0);
      random(f, 6);
    }
    l4(f, protocol);
  }

  private void l4(ByteBuffer f, int protocol) {
    if (protocol == 1 || protocol == 58) {
      f.put((byte) new int[] {0, 8, 3, 135, 136}[random.nextInt(5)]);
      random(f, 20);
      return;
    }
    for (int i = 0; i < 2; i++) {
      f.putShort((short) new int[] {80, 53, 443, 6081, 60, 40000}[random.nextInt(6)]);
    }
    if (protocol == 6) {
      random(f, 8);
      f.put((byte) 0x50).put((byte) random.nextInt(64));
      random(f, 6);
      f.putInt(random.nextBoolean() ? 0x47455420 : 1);
    }
    random(f, random.nextInt(60));
  }

  private ByteBuffer random(ByteBuffer f, int bytes) {
    for (int i = 0; i < bytes; i++) {
      f.put((byte) random.nextInt(256));
    }
    return f;
  }
}
