package io.sluice.flow.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Packets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Neighbour discovery, edited and compared with frames that hold the same from the start. */
class NdEditsTest {
  private static final int ICMP = 14 + 40;
  private static final String MAC = "0a0b0c0d0e0f";
  private static final String TARGET = "fe80000000000000 0000000000000005";

  /** A frame with the right checksum; what is behind the packet is padding. */
  private static byte[] frame(int type, String target, String options, int padding) {
    byte[] message = Packets.hex("%02x000000 00000000 ".formatted(type) + target + options);
    byte[] head =
        Packets.hex(
            "333300000001 020000000001 86dd 60000000 %04x 3aff".formatted(message.length)
                + "fe80000000000000 0000000000000001 ff02000000000000 0000000000000001");
    byte[] b = Arrays.copyOf(head, head.length + message.length + padding);
    System.arraycopy(message, 0, b, ICMP, message.length);
    byte[] covered = Arrays.copyOfRange(b, 22, ICMP + message.length + 8);
    Packets.put16(covered, 32 + message.length, message.length);
    Packets.put16(covered, 32 + message.length + 6, 58);
    Packets.put16(b, ICMP + 2, Checksum.of(covered, 0, covered.length));
    return b;
  }

  private static String link(int kind, String mac) {
    return "%02x01".formatted(kind) + mac;
  }

  @Test
  void shouldSetTheTarget() {
    for (int type : new int[] {135, 136}) {
      byte[] b = frame(type, "0".repeat(32), link(1, MAC), 0);
      long high = 0xfe80_0000_0000_0000L;
      assertEquals(EditResult.OK, NdEdits.setTarget(b, 0, b.length, high, 5, false));
      assertArrayEquals(frame(type, TARGET, link(1, MAC), 0), b);
      assertEquals(high, NdEdits.target(b, 0, b.length, 0));
      assertEquals(5, NdEdits.target(b, 0, b.length, 1));
    }
  }

  @Test
  void shouldSetTheAddressOfTheOptionThatIsMeant() {
    String other = "0e01000000000000";
    String zero = "0".repeat(12);
    byte[] b = frame(135, TARGET, other + link(2, zero) + link(1, zero), 0);
    assertEquals(EditResult.OK, NdEdits.setSll(b, 0, b.length, 0x0a0b0c0d0e0fL, false));
    assertArrayEquals(frame(135, TARGET, other + link(2, zero) + link(1, MAC), 0), b);
    assertEquals(0x0a0b0c0d0e0fL, NdEdits.sll(b, 0, b.length));
    assertEquals(0, NdEdits.tll(b, 0, b.length));
    assertEquals(EditResult.OK, NdEdits.setTll(b, 0, b.length, 0x0a0b0c0d0e0fL, false));
    assertArrayEquals(frame(135, TARGET, other + link(2, MAC) + link(1, MAC), 0), b);
  }

  @Test
  void shouldLeaveTheSumOfAPseudoHeader() {
    byte[] b = frame(136, TARGET, link(2, MAC), 0);
    byte[] before = b.clone();
    assertEquals(EditResult.OK, NdEdits.setTll(b, 0, b.length, 1, true));
    assertEquals(EditResult.OK, NdEdits.setTarget(b, 0, b.length, 1, 1, true));
    assertEquals(HeaderParser.u16(before, ICMP + 2), HeaderParser.u16(b, ICMP + 2));
  }

  @Test
  void shouldAddNothing() {
    absent(frame(135, TARGET, "", 0));
    absent(frame(135, TARGET, link(2, MAC), 0));
    absent(frame(135, TARGET, "0100" + MAC, 0)); // an option without end
    absent(frame(135, TARGET, "0103" + MAC, 0)); // one that is longer
    absent(Arrays.copyOf(frame(135, TARGET, link(1, MAC), 0), ICMP + 31)); // one that is cut off
    byte[] padded = frame(135, TARGET, "", 8);
    System.arraycopy(Packets.hex(link(1, MAC)), 0, padded, ICMP + 24, 8);
    absent(padded);
    byte[] echo = frame(128, TARGET, link(1, MAC), 0);
    absent(echo);
    assertEquals(EditResult.ABSENT, NdEdits.setTarget(echo, 0, echo.length, 1, 1, false));
  }

  private static void absent(byte[] b) {
    byte[] before = b.clone();
    assertEquals(EditResult.ABSENT, NdEdits.setSll(b, 0, b.length, 1, false));
    assertArrayEquals(before, b);
  }

  @Test
  void shouldStayInsideTheHead() {
    Random r = new Random(5);
    for (int n = 0; n < 100_000; n++) {
      byte[] b = frame(135 + r.nextInt(2), TARGET, link(1, MAC) + link(2, MAC), r.nextInt(9));
      for (int flips = r.nextInt(6); flips > 0; flips--) {
        b[12 + r.nextInt(b.length - 12)] = (byte) r.nextInt();
      }
      int head = r.nextInt(b.length + 1);
      byte[] before = b.clone();
      NdEdits.setTarget(b, 0, head, r.nextLong(), r.nextLong(), r.nextBoolean());
      NdEdits.setSll(b, 0, head, r.nextLong(), r.nextBoolean());
      NdEdits.setTll(b, 0, head, r.nextLong(), r.nextBoolean());
      assertArrayEquals(
          Arrays.copyOfRange(before, head, b.length), Arrays.copyOfRange(b, head, b.length));
    }
  }
}
