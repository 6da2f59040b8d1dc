package io.sluice.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.NativeBytes;
import io.sluice.ring.packet.PacketBurst;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From lanes' taps to a reader, both in this process. */
class CaptureStreamTest {
  private static final CaptureRequest EVERYTHING =
      new CaptureRequest(
          Set.of(Point.values()),
          null,
          OptionalInt.empty(),
          OptionalLong.empty(),
          null,
          null,
          CaptureRequest.MAX_SNAP_LENGTH);

  private final List<CapturedPacket> packets = new ArrayList<>();

  /** A lane that receives numbered frames of one length. */
  private static final class Receiver implements AutoCloseable {
    private final LaneTaps taps;
    private final int lane;
    private final int length;
    private final NativeBytes bytes;
    private final PacketBurst burst = new PacketBurst();
    private final Verdict[] verdicts = new Verdict[PacketBurst.MAX];
    private int number;

    Receiver(CaptureStream stream, int lane, int length) {
      taps = new LaneTaps(lane);
      taps.install(List.of(stream.taps().get(lane)));
      this.lane = lane;
      this.length = length;
      bytes = new NativeBytes(PacketBurst.MAX * length);
      lookup();
    }

    private void lookup() {
      burst.count = PacketBurst.MAX;
      new LaneLookup(lane, PipelineSnapshot.empty(), MacListener.NONE)
          .classify(
              burst.heads,
              burst.headOffset,
              burst.headLength,
              burst.length,
              burst.count,
              1,
              0,
              verdicts);
    }

    void burst(int n) {
      burst.clear();
      for (int i = 0; i < n; i++) {
        long at = bytes.address() + (long) i * length;
        Memory.putInt(at, Integer.reverseBytes(number++));
        Memory.putInt(at + length - 4, Integer.reverseBytes(number - 1));
        BurstFrames.append(burst, at, length, 64, 0);
      }
      taps.received(burst, 7, lane + 1, verdicts);
    }

    /** Before the stream's memory goes. */
    @Override
    public void close() {
      taps.install(List.of());
    }
  }

  private int readAll(CaptureReader reader) {
    int before = packets.size();
    while (reader.poll(packets::add) > 0) {
      // More.
    }
    return packets.size() - before;
  }

  private List<Integer> numbers(int lane) {
    List<Integer> numbers = new ArrayList<>();
    for (CapturedPacket p : packets) {
      if (p.lane() == lane) {
        ByteBuffer b = ByteBuffer.wrap(p.bytes());
        assertEquals(b.getInt(0), b.getInt(p.length() - 4));
        numbers.add(b.getInt(0));
      }
    }
    return numbers;
  }

  @Test
  void shouldCarryEachLanesPacketsInOrder() {
    try (CaptureStream stream = CaptureStream.open(EVERYTHING, null, 2);
        CaptureReader reader = CaptureReader.open(stream.address());
        Receiver a = new Receiver(stream, 0, 64);
        Receiver b = new Receiver(stream, 1, 1518)) {
      Random random = new Random(1);
      long start = System.currentTimeMillis();
      for (int round = 0; round < 5_000; round++) {
        (random.nextBoolean() ? a : b).burst(1 + random.nextInt(32));
        while (packets.size() < stream.totals().written()) {
          readAll(reader);
        }
      }
      // Where the driver has no CPU for a while there is no room for some: those are counted.
      assertEquals(a.number + b.number, packets.size() + stream.totals().lost());
      assertTrue(packets.size() > stream.totals().lost(), () -> "lost " + stream.totals());
      for (int lane = 0; lane < 2; lane++) {
        List<Integer> numbers = numbers(lane);
        for (int i = 1; i < numbers.size(); i++) {
          assertTrue(numbers.get(i - 1) < numbers.get(i), "order of lane " + lane);
        }
      }
      CapturedPacket p = packets.getFirst();
      assertEquals(7, p.bridge());
      assertEquals(p.lane() + 1, p.ofport());
      assertEquals(Point.IN, p.point());
      assertEquals(null, p.reason());
      assertFalse(p.cookie().isPresent());
      assertTrue(Math.abs(p.timeNs() / 1_000_000 - start) < 600_000);
    }
  }

  @Test
  void shouldLoseWhatASlowReaderHasNoRoomForAndGoOn() {
    try (CaptureStream stream = CaptureStream.open(EVERYTHING, null, 1);
        CaptureReader reader = CaptureReader.open(stream.address());
        Receiver lane = new Receiver(stream, 0, 1000)) {
      while (stream.totals().lost() < 1000) {
        lane.burst(32);
      }
      CaptureTotals full = stream.totals();
      assertEquals(lane.number, full.written() + full.lost());
      while (packets.size() < full.written()) {
        readAll(reader);
      }
      // The first that came are there, and after a gap those that come now: the driver notices
      // within a millisecond or so that there is room.
      long lost = full.lost();
      do {
        lost = stream.totals().lost();
        lane.burst(1);
      } while (stream.totals().lost() > lost);
      while (packets.size() < stream.totals().written()) {
        readAll(reader);
      }
      List<Integer> numbers = numbers(0);
      assertEquals((int) full.written() - 1, numbers.get((int) full.written() - 1));
      assertEquals(lane.number - 1, numbers.getLast());
    }
  }

  @Test
  void shouldCutPacketsAndTellDrops() {
    CaptureRequest drops =
        new CaptureRequest(
            Set.of(Point.DROP),
            null,
            OptionalInt.empty(),
            OptionalLong.empty(),
            DropReason.TTL,
            null,
            60);
    try (CaptureStream stream = CaptureStream.open(drops, null, 1);
        CaptureReader reader = CaptureReader.open(stream.address());
        Receiver lane = new Receiver(stream, 0, 200)) {
      lane.burst(3);
      lane.taps.dropped(lane.burst, 1, DropReason.MTU.ordinal());
      lane.taps.dropped(lane.burst, 2, DropReason.TTL.ordinal());
      assertEquals(1, stream.totals().written());
      while (packets.isEmpty()) {
        readAll(reader);
      }
      CapturedPacket p = packets.getFirst();
      assertEquals(DropReason.TTL, p.reason());
      assertEquals(200, p.length());
      byte[] expected = new byte[60];
      ByteBuffer.wrap(expected).putInt(2);
      assertArrayEquals(expected, p.bytes());
    }
  }

  @Test
  void shouldCarryTheLargestPacket() {
    try (CaptureStream stream = CaptureStream.open(EVERYTHING, null, 1);
        CaptureReader reader = CaptureReader.open(stream.address());
        Receiver lane = new Receiver(stream, 0, 70_000)) {
      lane.burst(2);
      while (packets.size() < 2) {
        readAll(reader);
      }
      assertEquals(70_000, packets.get(1).length());
      assertEquals(CaptureRequest.MAX_SNAP_LENGTH, packets.get(1).bytes().length);
    }
  }

  @Test
  void shouldBeItsOwnersAloneAndLeaveNothing() throws Exception {
    Path directory;
    try (CaptureStream stream = CaptureStream.open(EVERYTHING, null, 1)) {
      directory = Path.of(stream.address().directory()).getParent();
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    }
    assertFalse(Files.exists(directory));
    // Of a process that was killed: its id is not in use.
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path left = directory.resolveSibling("sluice-capture-" + dead.pid() + "-1");
    Files.createDirectories(left.resolve("aeron"));
    Files.writeString(left.resolve("aeron/cnc.dat"), "x");
    CaptureStream.open(EVERYTHING, null, 1).close();
    assertFalse(Files.exists(left));
  }
}
