package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Allocations;
import io.sluice.ring.testing.Frames;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pool in one thread's hands. */
class PacketPoolTest {
  private static final int CHUNKS = 200;

  private final PacketPool pool = new PacketPool(CHUNKS);
  private final ChunkCache lane = pool.cache("lane 0");
  private final PacketBurst burst = new PacketBurst();
  private final Frames frames = new Frames(1 << 20);

  @AfterEach
  void close() {
    pool.close();
    frames.close();
  }

  @Test
  void shouldGiveEveryChunkOnceAndThenNone() {
    Set<Integer> taken = new HashSet<>();
    for (int n = 0; n < CHUNKS; n++) {
      assertTrue(taken.add(lane.allocate()));
    }
    assertEquals(PacketPool.NONE, lane.allocate());
    assertEquals(Map.of("lane 0", CHUNKS), pool.usage().used());
    taken.forEach(lane::free);
    assertEquals(CHUNKS, pool.usage().free());
    lane.close();
    ChunkCache other = pool.cache("lane 1");
    for (int n = 0; n < CHUNKS; n++) {
      assertTrue(taken.remove(other.allocate()));
    }
  }

  @Test
  void shouldKeepPacketsOfAnyLengthAndShape() {
    for (int length : new int[] {14, 60, 255, 256, 257, 2047, 2048, 2049, 4096, 4097, 65_549}) {
      for (int head : new int[] {0, 14, 64, 256}) {
        byte[] frame = Frames.random(length, length);
        burst.clear();
        frames.append(burst, frame, head, 77, 1, 2040, 3000, 4097);
        int packet = lane.copy(burst, 0);
        assertEquals(length, pool.length(packet));
        assertEquals((length + 2047) / 2048, pool.usage().used().get("lane 0"));
        for (int headBytes : new int[] {0, 64, 256}) {
          burst.clear();
          frames.append(burst, frame, 14, 0);
          assertTrue(pool.load(packet, burst, headBytes));
          assertEquals(2, burst.count);
          assertEquals(77, burst.offload[1]);
          assertEquals(Math.min(headBytes, length), burst.headLength[1]);
          assertArrayEquals(frame, Frames.bytes(burst, 1));
        }
        assertTrue(lane.free(packet));
        assertEquals(CHUNKS, pool.usage().free());
      }
    }
  }

  @Test
  void shouldNotLoadIntoABurstWithoutRoom() {
    burst.clear();
    frames.append(burst, Frames.random(65_000, 1), 64, 0);
    int packet = lane.copy(burst, 0);
    burst.clear();
    burst.segments = PacketBurst.MAX_SEGMENTS - 10;
    assertFalse(pool.load(packet, burst, 64));
    assertEquals(0, burst.count);
    burst.segments = 0;
    burst.count = PacketBurst.MAX;
    assertFalse(pool.load(packet, burst, 64));
  }

  @Test
  void shouldTakeAllChunksOfAPacketOrNone() {
    frames.append(burst, Frames.random(65_549, 1), 64, 0);
    int kept = 0;
    while (lane.copy(burst, 0) != PacketPool.NONE) {
      kept++;
    }
    assertEquals(CHUNKS / 33, kept);
    assertEquals(CHUNKS % 33, pool.usage().free());
    for (int n = 0; n < CHUNKS % 33; n++) {
      assertTrue(lane.allocate() >= 0);
    }
  }

  @Test
  void shouldCountByOwner() {
    ChunkCache other = pool.cache("shaper eth0");
    int mine = lane.allocate();
    int handed = lane.allocate();
    assertEquals(Map.of("lane 0", 2, "shaper eth0", 0), pool.usage().used());
    other.adopt(handed);
    assertEquals(Map.of("lane 0", 1, "shaper eth0", 1), pool.usage().used());
    other.free(handed);
    other.free(mine);
    assertEquals(Map.of("lane 0", 0, "shaper eth0", 0), pool.usage().used());
    assertEquals(2, pool.usage().used().size());
    pool.cache("lane 0");
    assertEquals(2, pool.usage().used().size(), "the same name is the same owner");
  }

  @Test
  void shouldNoticeDoubleFreesAndForeignOnes() {
    int packet = lane.allocate();
    assertTrue(lane.free(packet));
    assertFalse(lane.free(packet));
    assertFalse(lane.freeAt(pool.address(packet) + 100));
    assertEquals(2, pool.usage().doubleFrees());
    assertFalse(lane.free(-1));
    assertFalse(lane.free(CHUNKS));
    assertFalse(lane.freeAt(0));
    assertFalse(lane.freeAt(pool.address(0) - 1));
    assertFalse(lane.freeAt(pool.address(0) + (long) CHUNKS * PacketPool.CHUNK_SIZE));
    assertFalse(lane.freeAt(Long.MIN_VALUE));
    assertEquals(6, pool.usage().foreignFrees());
    assertEquals(CHUNKS, pool.usage().free());
    Set<Integer> taken = new HashSet<>();
    for (int n = 0; n < CHUNKS; n++) {
      assertTrue(taken.add(lane.allocate()), "none is given twice after that");
    }
    assertTrue(lane.freeAt(pool.address(7) + 2047));
  }

  @Test
  void shouldLoseNoChunkWhenBorrowedMemoryVanishes() {
    int fd = Mman.memfdCreate("guest", 0);
    Unistd.ftruncate(fd, 8192);
    long guest = Mman.mmap(0, 8192, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    Unistd.ftruncate(fd, 4096);
    frames.append(burst, Frames.random(4000, 1), 64, 0, 2500);
    burst.segmentAddress[1] = guest + 4096;
    assertThrows(InternalError.class, () -> lane.copy(burst, 0));
    assertEquals(CHUNKS, pool.usage().free());
    Mman.munmap(guest, 8192);
    Unistd.close(fd);
  }

  @Test
  void shouldSayWhatItLiesOn() {
    String words = pool.describe();
    assertTrue(words.startsWith("packet pool: 200 chunks of 2048 bytes, "), words);
    assertTrue(
        words.endsWith("on 2 MB huge pages") && pool.region().huge()
            || words.contains("on plain pages (") && !pool.region().huge(),
        words);
  }

  @Test
  void shouldRefuseASizeOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new PacketPool(0).close());
    assertThrows(
        IllegalArgumentException.class, () -> new PacketPool(PacketPool.MAX_CHUNKS + 1).close());
  }

  @Test
  void shouldNotAllocate() {
    frames.append(burst, Frames.random(5000, 1), 64, 0);
    int[] packets = new int[40];
    PacketBurst loaded = new PacketBurst();
    Allocations.assertNone(
        () -> {
          for (int round = 0; round < 50; round++) {
            for (int n = 0; n < packets.length; n++) {
              packets[n] = lane.copy(burst, 0);
            }
            for (int n = 0; n < packets.length; n++) {
              loaded.clear();
              pool.load(packets[n], loaded, 128);
              lane.free(packets[n]);
            }
          }
        });
  }
}
