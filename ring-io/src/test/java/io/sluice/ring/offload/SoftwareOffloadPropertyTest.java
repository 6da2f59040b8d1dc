package io.sluice.ring.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold of any packet, from fixed seeds: good ones and those of a hostile guest. */
class SoftwareOffloadPropertyTest {
  private static final int PACKETS = 3000;

  private final PacketBurst burst = new PacketBurst();
  private final SoftwareOffload software = new SoftwareOffload();

  /** An IPv4 TCP packet with room for options in both headers. */
  private static byte[] packet(Random random, int ipOptions, int tcpOptions, int payload) {
    int tcp = 34 + ipOptions;
    byte[] bytes = Frames.random(tcp + 20 + tcpOptions + payload, random.nextLong());
    bytes[12] = 8;
    bytes[13] = 0;
    bytes[14] = (byte) (0x45 + ipOptions / 4);
    bytes[20] = 0x40;
    bytes[21] = 0;
    bytes[23] = 6;
    bytes[tcp + 12] = (byte) ((5 + tcpOptions / 4) << 4);
    return bytes;
  }

  @Test
  void shouldKeepEveryPayloadByteAndMakeRightChecksums() {
    Random random = new Random(20261124);
    try (Frames frames = new Frames(1 << 20)) {
      for (int n = 0; n < PACKETS; n++) {
        int ipOptions = random.nextInt(11) * 4;
        int tcpOptions = random.nextInt(11) * 4;
        int payload = n % 100 == 0 ? 60_000 + random.nextInt(5000) : random.nextInt(5000);
        byte[] packet = packet(random, ipOptions, tcpOptions, payload);
        int size = 150 + random.nextInt(1400);
        long offload = Offload.pack(1, Offload.GSO_TCPV4, size, 34 + ipOptions, 16);
        burst.clear();
        frames.append(
            burst,
            packet,
            random.nextInt(257),
            offload,
            random.nextInt(1, 2000),
            random.nextInt(1, 100),
            random.nextInt(1, 2000),
            1);
        Collected out = new Collected();
        int count = software.segment(burst, 0, out);
        assertEquals(Math.max(1, (payload + size - 1) / size), count);
        assertWhole(packet, 34 + ipOptions, 54 + ipOptions + tcpOptions, out);
      }
    }
  }

  private static void assertWhole(byte[] packet, int tcp, int headers, Collected out) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    int sequence = TcpHeaders.get32(packet, tcp + 4);
    for (byte[] frame : out.frames) {
      assertEquals(frame.length - 14, TcpHeaders.get16(frame, 16), "IP length");
      assertEquals(0xffff, InternetChecksumTest.plain(frame, 14, tcp - 14), "IP checksum");
      long sum = InternetChecksumTest.plain(frame, tcp, frame.length - tcp);
      sum += InternetChecksumTest.plain(frame, 26, 8) + 6 + frame.length - tcp;
      assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16), "TCP checksum");
      assertEquals(sequence + payload.size(), TcpHeaders.get32(frame, tcp + 4), "sequence");
      payload.write(frame, headers, frame.length - headers);
    }
    byte[] all = payload.toByteArray();
    assertEquals(packet.length - headers, all.length);
    byte[] expected = new byte[all.length];
    System.arraycopy(packet, headers, expected, 0, all.length);
    assertArrayEquals(expected, all);
  }

  @Test
  void shouldSurviveAnyOffloadAndAnyBytes() {
    Random random = new Random(7);
    int cut = 0;
    try (Frames frames = new Frames(1 << 20)) {
      for (int n = 0; n < 100_000; n++) {
        byte[] packet = packet(random, 0, 0, random.nextInt(300));
        for (int k = random.nextInt(6); k > 0; k--) {
          packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
          packet[12] = (byte) 0x86;
          packet[13] = (byte) 0xdd;
          packet[14] = 0x60;
        }
        long offload = random.nextBoolean() ? random.nextLong() : plausible(random);
        burst.clear();
        frames.append(burst, packet, random.nextInt(257), offload, random.nextInt(1, 60), 3, 1);
        Collected out = new Collected();
        int count = software.segment(burst, 0, out);
        assertEquals(Math.max(0, count), out.frames.size());
        assertTrue(count <= SoftwareOffload.MAX_SEGMENTS);
        cut += count > 1 ? 1 : 0;
        SoftwareOffload.completeChecksum(burst, 0);
        assertEquals(packet.length, Frames.bytes(burst, 0).length);
      }
    }
    assertTrue(cut > 5000, "cut " + cut);
  }

  private static long plausible(Random random) {
    int type = random.nextBoolean() ? Offload.GSO_TCPV4 : Offload.GSO_TCPV6;
    return Offload.pack(
        random.nextInt(4), type | random.nextInt(2) << 7, random.nextInt(100), 34, 16);
  }
}
