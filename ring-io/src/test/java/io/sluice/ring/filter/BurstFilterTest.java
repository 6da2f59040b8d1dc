package io.sluice.ring.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.NativeBytes;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Allocations;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A filter on packets in heads, in memory, in both, in pieces. */
class BurstFilterTest {
  private static final int LENGTH = 300;

  private final SplittableRandom random = new SplittableRandom(20261129);
  private final NativeBytes memory = new NativeBytes(PacketBurst.MAX * LENGTH);
  private final byte[][] packets = new byte[PacketBurst.MAX][];
  private final PacketBurst burst = new PacketBurst();

  /** Packets that each lie differently, with few bytes that differ. */
  private void fill() {
    burst.clear();
    for (int i = 0; i < PacketBurst.MAX; i++) {
      int length = random.nextInt(4) == 0 ? random.nextInt(70) : 60 + random.nextInt(LENGTH - 60);
      byte[] p = new byte[length];
      for (int b = 0; b < length; b++) {
        p[b] = (byte) random.nextInt(4);
      }
      packets[i] = p;
      long at = memory.address() + (long) i * LENGTH;
      Memory.copy(p, 0, at, length);
      int head = random.nextInt(3) == 0 ? 0 : random.nextInt(PacketBurst.HEAD_MAX + 1);
      BurstFrames.append(burst, at, length, head, 0);
      if (burst.segmentCount[i] == 1) {
        cut(i);
      }
    }
  }

  private void cut(int i) {
    int first = burst.segmentFirst[i];
    int length = burst.segmentLength[first];
    int one = random.nextInt(2) == 0 ? length : random.nextInt(1, length + 1);
    if (one < length) {
      burst.segmentLength[first] = one;
      burst.segmentAddress[first + 1] = burst.segmentAddress[first] + one;
      burst.segmentLength[first + 1] = length - one;
      burst.segmentCount[i] = 2;
      burst.segments++;
    }
  }

  @Test
  void shouldFindTheSameHoweverAPacketLies() {
    int matched = 0;
    for (String expression :
        new String[] {
          "",
          "ether[0] = 1",
          "ether[22] = 2",
          "ether[59:2] & 0x101 = 0",
          "ether[250] = 3",
          "ether[250] != 3",
          "ether[ether[40]:4] != 0",
          "greater 100",
          "ether[280] = 1 or len < 80"
        }) {
      FilterProgram program = Filters.parse(expression);
      BurstFilter filter = Filters.filter(program);
      PacketFilter oracle = new Interpreter(program);
      for (int round = 0; round < 300; round++) {
        fill();
        int bits = filter.matching(burst);
        for (int i = 0; i < PacketBurst.MAX; i++) {
          byte[] p = packets[i];
          boolean expected = oracle.matches(p, 0, p.length, p.length) == PacketFilter.MATCH;
          assertEquals(expected, (bits >>> i & 1) != 0, expression + ", " + p.length + " bytes");
          assertEquals(expected, filter.matches(burst, i), expression);
          matched += expected ? 1 : 0;
        }
      }
    }
    assertTrue(matched > 10_000, matched + " matched");
  }

  @Test
  void shouldAskForPacketsThatThereAre() {
    fill();
    burst.count = 3;
    assertEquals(7, Filters.filter(Filters.parse("")).matching(burst));
    burst.count = 0;
    assertEquals(0, Filters.filter(Filters.parse("")).matching(burst));
  }

  @Test
  void shouldAllocateNothing() {
    BurstFilter filter = Filters.filter(Filters.parse("ether[59:2] & 0x101 = 0"));
    fill();
    Allocations.assertNone(
        () -> {
          for (int i = 0; i < 2_000; i++) {
            filter.matching(burst);
          }
        });
  }
}
