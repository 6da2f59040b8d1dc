package io.sluice.flow.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Packets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Ports of SCTP: the checksum against one computed over all bytes. */
class SctpChecksumTest {
  private static int crc(byte[] b, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(b, at, 8);
    crc.update(new byte[4]);
    crc.update(b, at + 12, length - 12);
    return (int) crc.getValue();
  }

  private static byte[] frame(boolean six, int payload, Random r) {
    byte[] l2 =
        Packets.hex("525400000002 525400000001 " + (six ? "86dd 60000000" : "0800 45000000"));
    int l4 = six ? 54 : 34;
    byte[] b = new byte[l4 + 12 + payload + 7]; // padding that the checksum is not over
    r.nextBytes(b);
    System.arraycopy(l2, 0, b, 0, l2.length);
    Packets.put16(b, six ? 18 : 16, six ? 12 + payload : 32 + payload);
    b[six ? 20 : 23] = (byte) 132;
    if (!six) {
      Packets.put16(b, 20, 0);
    }
    ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).putInt(l4 + 8, crc(b, l4, 12 + payload));
    return b;
  }

  @Test
  void shouldFollowThePortsOfEachLength() {
    Random r = new Random(132);
    for (int payload = 0; payload < 1500; payload += 1 + r.nextInt(9)) {
      boolean six = r.nextBoolean();
      byte[] b = frame(six, payload, r);
      int l4 = six ? 54 : 34;
      int port = r.nextInt(0x10000);
      // All that need be in the head is the header.
      assertEquals(EditResult.OK, PortEdits.setTpSrc(b, 0, l4 + 12, port, false));
      assertEquals(EditResult.OK, PortEdits.setTpDst(b, 0, l4 + 12, port ^ 0x55, false));
      assertEquals(port, HeaderParser.u16(b, l4));
      assertEquals(port ^ 0x55, HeaderParser.u16(b, l4 + 2));
      assertEquals(
          crc(b, l4, 12 + payload),
          ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt(l4 + 8),
          "payload " + payload);
    }
  }

  @Test
  void shouldKeepAWrongChecksumWrong() {
    Random r = new Random(1);
    byte[] b = frame(false, 100, r);
    b[42] ^= 1;
    PortEdits.setTpDst(b, 0, 46, 7, false);
    int stored = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt(42);
    assertEquals(1, stored ^ crc(b, 34, 112));
  }
}
