package io.sluice.ring.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The frames, against bytes that scapy 2.5.0 made. */
class UdpTemplateTest {
  private static UdpTemplate template(int length, int flows) {
    return new UdpTemplate(
        length, flows, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.1.255.255");
  }

  @Test
  void shouldMakeTheFramesThatScapyMakes() {
    // Ether(...)/IP(src, dst, id=0, flags='DF')/UDP(sport=1024, dport=1024)/bytes(range(18))
    UdpTemplate template = template(60, 2);
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "02000000000202000000000108004500002e00004000401126be0a0000010a01ffff04000400001a9b67000102030405060708090a0b0c0d0e0f1011"),
        template.frame(0));
    // The next destination carries into the next byte: 10.2.0.0.
    assertArrayEquals(
        HexFormat.of()
            .parseHex(
                "02000000000202000000000108004500002e00004000401126bd0a0000010a02000004000400001a9b66000102030405060708090a0b0c0d0e0f1011"),
        template.frame(1));
  }

  @Test
  void shouldMakeOddLengths() {
    assertEquals(
        "02000000000202000000000108004500002f00004000401126bd0a0000010a01ffff04000400001b8965000102030405060708090a0b0c0d0e0f101112",
        HexFormat.of().formatHex(template(61, 1).frame(0)));
  }

  @Test
  void shouldSayWhichValueIsWrong() {
    assertSays("length must be 60", () -> template(59, 1));
    assertSays("flows must be 1", () -> template(60, 0));
    assertSays(
        "source-mac must be like",
        () -> new UdpTemplate(60, 1, "02:0:0:0:0:1", "02:00:00:00:00:02", "1.1.1.1", "1.1.1.2"));
    assertSays(
        "destination-ip must be like",
        () ->
            new UdpTemplate(
                60, 1, "02:00:00:00:00:01", "02:00:00:00:00:02", "1.1.1.1", "1.1.256.2"));
  }

  private static void assertSays(String words, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
