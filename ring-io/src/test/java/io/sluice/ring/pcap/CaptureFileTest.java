package io.sluice.ring.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.testing.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both capture formats, in both byte orders, whole and damaged. */
class CaptureFileTest {
  private static final List<byte[]> TWO = List.of(Frames.random(60, 1), Frames.random(1513, 2));

  @TempDir Path directory;

  private CaptureFile open(byte[] bytes) {
    Path path = directory.resolve("capture");
    CaptureBytes.write(path, bytes);
    return CaptureFile.open(path);
  }

  private void assertMalformed(byte[] bytes, String... words) {
    DeviceException e = assertThrows(DeviceException.class, () -> open(bytes).close());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void shouldReadPcapOfBothResolutionsAndByteOrders() {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (boolean nanoseconds : new boolean[] {false, true}) {
        try (CaptureFile file = open(CaptureBytes.pcap(TWO, nanoseconds, order).bytes())) {
          assertEquals(2, file.count());
          assertArrayEquals(TWO.get(0), CaptureBytes.frame(file, 0));
          assertArrayEquals(TWO.get(1), CaptureBytes.frame(file, 1));
          assertEquals(1_000_000_000L + (nanoseconds ? 123_456 : 123_456_000), file.timeNs(1));
        }
      }
    }
  }

  private static CaptureBytes section(ByteOrder order, int resolution) {
    CaptureBytes file = new CaptureBytes(8192, order);
    byte[] header = new byte[16];
    ByteBuffer.wrap(header).order(order).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0);
    file.block(0x0a0d0d0a, header);
    byte[] description = new byte[20];
    ByteBuffer body = ByteBuffer.wrap(description).order(order);
    body.putShort((short) 1).putShort((short) 0).putInt(100);
    body.putShort((short) 9).putShort((short) 1).put((byte) resolution);
    return file.block(1, description);
  }

  private static byte[] enhanced(ByteOrder order, int from, long ticks, byte[] frame) {
    ByteBuffer body = ByteBuffer.allocate(20 + frame.length).order(order);
    body.putInt(from).putInt((int) (ticks >>> 32)).putInt((int) ticks);
    return body.putInt(frame.length).putInt(frame.length).put(frame).array();
  }

  @Test
  void shouldReadPcapngOfBothByteOrders() {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      CaptureBytes bytes = section(order, 9);
      bytes.block(5, new byte[12]); // statistics are skipped
      bytes.block(6, enhanced(order, 0, 1_700_000_000_123_456_789L, TWO.get(0)));
      bytes.block(6, enhanced(order, 0, 1_700_000_000_123_456_790L, TWO.get(1)));
      // A simple packet of 150 bytes, cut at the interface's 100.
      byte[] simple = new byte[104];
      ByteBuffer.wrap(simple).order(order).putInt(150);
      bytes.block(3, simple);
      try (CaptureFile file = open(bytes.bytes())) {
        assertEquals(3, file.count());
        assertArrayEquals(TWO.get(0), CaptureBytes.frame(file, 0));
        assertArrayEquals(TWO.get(1), CaptureBytes.frame(file, 1));
        assertEquals(100, file.length(2));
        assertEquals(1_700_000_000_123_456_789L, file.timeNs(0));
      }
    }
  }

  @Test
  void shouldUnderstandResolutions() {
    assertEquals(5_000_000_000L, time(0, 5));
    assertEquals(1_500_000_000L, time(6, 1_500_000));
    assertEquals(2L, time(12, 2_999));
    assertEquals(1_500_000_000L, time(0x80 | 10, 1536));
    assertEquals(1_500_000_000L, time(0x80 | 40, 3L << 39));
  }

  private long time(int resolution, long ticks) {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    CaptureBytes bytes = section(order, resolution);
    bytes.block(6, enhanced(order, 0, ticks, TWO.get(0)));
    try (CaptureFile file = open(bytes.bytes())) {
      return file.timeNs(0);
    }
  }

  @Test
  void shouldReadWhatScapyWrote() {
    // wrpcap and wrpcapng (scapy 2.5.0) of Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01',
    // type=0x88b5)/b'sluice', time 1700000000.5
    byte[] expected = HexFormat.of().parseHex("02000000000202000000000188b5736c75696365");
    for (String hex :
        List.of(
            "d4c3b2a1020004000000000000000000ffff00000100000000f1536520a10700140000001400000002000000000202000000000188b5736c75696365",
            "0a0d0d0a1c0000004d3c2b1a0100000000000000000000001c0000000100000014000000010000000000040014000000060000003400000000000000240a060020e12518140000001400000002000000000202000000000188b5736c7569636534000000")) {
      try (CaptureFile file = open(HexFormat.of().parseHex(hex))) {
        assertEquals(1, file.count());
        assertArrayEquals(expected, CaptureBytes.frame(file, 0));
        assertEquals(1_700_000_000_500_000_000L, file.timeNs(0));
      }
    }
  }

  @Test
  void shouldSayWhereAFileIsMalformed() {
    byte[] good = CaptureBytes.pcap(TWO, false, ByteOrder.LITTLE_ENDIAN).bytes();
    assertMalformed(Arrays.copyOf(good, 10), "capture", "10 bytes are no capture file");
    assertMalformed(new byte[64], "capture", "offset 0", "neither a pcap nor a pcapng");
    assertMalformed(Arrays.copyOf(good, good.length - 1), "offset 116", "1513 bytes", "1512 left");
    assertMalformed(Arrays.copyOf(good, 105), "offset 104", "in the middle of a header");
    byte[] huge = good.clone();
    huge[35] = 0x7f;
    assertMalformed(huge, "offset 40", "at most 262144");
    byte[] radio = good.clone();
    radio[20] = 105;
    assertMalformed(radio, "offset 20", "link type 105", "Ethernet");
    DeviceException e =
        assertThrows(
            DeviceException.class, () -> CaptureFile.open(directory.resolve("none")).close());
    assertEquals(
        "cannot read the capture file %s: there is no such file; name one that is there"
            .formatted(directory.resolve("none")),
        e.getMessage());
  }

  @Test
  void shouldSayWherePcapngIsMalformed() {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] unknown = section(order, 6).block(6, enhanced(order, 1, 0, TWO.get(0))).bytes();
    assertMalformed(unknown, "offset 60", "interface 1, of which there are 1");
    byte[] lying = enhanced(order, 0, 0, TWO.get(0));
    lying[12] = 100;
    assertMalformed(section(order, 6).block(6, lying).bytes(), "ends before its contents");
    byte[] lengths = section(order, 6).bytes();
    lengths[lengths.length - 4]++;
    assertMalformed(lengths, "second length differs");
  }

  @Test
  void shouldRefuseOrReadWhateverIsDamaged() {
    Random random = new Random(7);
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] pcap = CaptureBytes.pcap(TWO, false, order).bytes();
    byte[] pcapng = section(order, 6).block(6, enhanced(order, 0, 0, TWO.get(0))).bytes();
    int refused = 0;
    for (int n = 0; n < 2000; n++) {
      byte[] damaged = (n % 2 == 0 ? pcap : pcapng).clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        damaged[random.nextInt(Math.min(damaged.length, 128))] = (byte) random.nextInt();
      }
      damaged = Arrays.copyOf(damaged, damaged.length - random.nextInt(2) * random.nextInt(64));
      try (CaptureFile file = open(damaged)) {
        for (int i = 0; i < file.count(); i++) {
          CaptureBytes.frame(file, i);
        }
      } catch (DeviceException e) {
        refused++;
      }
    }
    assertTrue(refused > 500, "refused " + refused);
  }
}
