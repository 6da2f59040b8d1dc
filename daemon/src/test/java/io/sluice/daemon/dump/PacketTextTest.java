package io.sluice.daemon.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketTextTest {
  private static final String ETHERNET = "020000000002" + "020000000001";

  private static byte[] frame(String hex) {
    return HexFormat.of().parseHex(ETHERNET + hex.replace(" ", ""));
  }

  private static final byte[] TCP =
      frame(
          "8100 0007 0800 4500002800010000 4006 0000 0a000001 0a000002"
              + "04d2 0050 00000001 00000002 5012 ffff 0000 0000");

  @Test
  void shouldSayWhoSaysWhatToWhom() {
    assertEquals("vlan 7 tcp 10.0.0.1.1234 > 10.0.0.2.80 [S.]", PacketText.of(TCP));
    assertEquals(
        "icmp 10.0.0.1 > 10.0.0.2 type 8 code 0",
        PacketText.of(
            frame("0800 4500001c00010000 4001 0000 0a000001 0a000002 0800 0000 00000000")));
    assertEquals(
        "udp 10.0.0.1 > 10.0.0.2 later fragment",
        PacketText.of(frame("0800 4500001c000100b9 4011 0000 0a000001 0a000002 0800 0000")));
    assertEquals(
        "arp who has 10.0.0.2 tell 10.0.0.1",
        PacketText.of(
            frame("0806 0001 0800 0604 0001 020000000001 0a000001 000000000000 0a000002")));
    assertEquals(
        "ethertype 0x88cc 02:00:00:00:00:01 > 02:00:00:00:00:02", PacketText.of(frame("88cc")));
  }

  /** By RFC 5952. */
  @Test
  void shouldWriteIpv6AsUsual() {
    String rest = "86dd 60000000 0008 11 40";
    String ports = "0035 0035 0008 0000";
    assertEquals(
        "udp 2001:db8::1.53 > ::.53",
        PacketText.of(
            frame(
                rest
                    + "20010db8000000000000000000000001"
                    + "00000000000000000000000000000000"
                    + ports)));
    assertEquals(
        "udp fe80:0:0:1::1.53 > 1::.53",
        PacketText.of(
            frame(
                rest
                    + "fe800000000000010000000000000001"
                    + "00010000000000000000000000000000"
                    + ports)));
  }

  @Test
  void shouldSayWhereItIsCutOff() {
    for (int n = 0; n < TCP.length - 6; n++) {
      String text = PacketText.of(Arrays.copyOf(TCP, n));
      assertFalse(text.isEmpty());
      assertEquals(n >= 52, !text.contains("..."), n + " bytes: " + text);
    }
  }

  @Test
  void shouldNeverThrow() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      if (bytes.length > 14) {
        System.arraycopy(TCP, 12, bytes, 12, Math.min(bytes.length - 12, random.nextInt(10)));
      }
      assertFalse(PacketText.of(bytes).isEmpty());
    }
  }
}
