package io.sluice.ring.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sum against the RFC's example and against the plain loop over 16-bit words. */
class InternetChecksumTest {
  /** RFC 1071 as it is written: big-endian words, carries added at the end. */
  static int plain(byte[] bytes, int offset, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (bytes[offset + i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }

  private static byte[] stored(int sum) {
    byte[] bytes = new byte[2];
    InternetChecksum.store(sum, bytes, 0);
    return bytes;
  }

  @Test
  void shouldSumTheExampleOfRfc1071() {
    byte[] example = {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
    assertArrayEquals(
        new byte[] {(byte) ~0xdd, (byte) ~0xf2}, stored(InternetChecksum.sum(example, 0, 8)));
  }

  @Test
  void shouldSumAnyBytesCutAnywhere() {
    Random random = new Random(42);
    byte[] bytes = new byte[70_000];
    random.nextBytes(bytes);
    try (Region region = Region.plain("sum", bytes.length)) {
      Memory.copy(bytes, 0, region.address(), bytes.length);
      for (int n = 0; n < 3000; n++) {
        int length = random.nextInt(n < 2900 ? 200 : 65_536);
        int offset = random.nextInt(4000);
        int whole = plain(bytes, offset, length);
        int cut = random.nextInt(length + 1);
        int first = InternetChecksum.sum(bytes, offset, cut);
        int second = InternetChecksum.sum(region.address() + offset + cut, length - cut);
        int sum = InternetChecksum.add(first, second, cut);
        assertEquals(whole, InternetChecksum.term(sum), "length " + length + ", cut at " + cut);
      }
    }
  }

  @Test
  void shouldSumAllOnes() {
    byte[] ones = new byte[65_535];
    Arrays.fill(ones, (byte) 0xff);
    assertEquals(
        plain(ones, 0, ones.length),
        InternetChecksum.term(InternetChecksum.sum(ones, 0, ones.length)));
  }
}
