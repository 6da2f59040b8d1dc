package io.sluice.ring.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.device.TxQueueContract;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writing passes the contract: the file read back holds what was transmitted. */
@Timeout(180)
class PcapTxQueueTest extends TxQueueContract {
  @TempDir Path directory;

  @Override
  protected Rig open() {
    Path path = directory.resolve("out.pcap");
    PcapTxQueue queue = new PcapTxQueue(path);
    return new Rig() {
      private boolean closed;

      @Override
      public TxQueue queue() {
        return queue;
      }

      @Override
      public Optional<List<byte[]>> taken(int count) {
        close();
        return Optional.of(CaptureBytes.frames(path));
      }

      @Override
      public boolean hasLimit() {
        return true;
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          queue.close();
        }
      }
    };
  }

  @Test
  void shouldWriteWholeRecordsOnlyWhenItsRingIsFull() {
    Path path = directory.resolve("small.pcap");
    PacketBurst burst = new PacketBurst();
    List<byte[]> accepted = new ArrayList<>();
    PcapTxQueue queue = new PcapTxQueue(path, 1 << 16);
    try (Frames frames = new Frames(1 << 20)) {
      for (int n = 0; n < 3000; n++) {
        burst.clear();
        byte[] frame = Frames.random(1000 + n % 500, n);
        frames.append(burst, frame, 128, 0, 333);
        if (queue.transmit(burst, new int[] {0}, 1) == 1) {
          accepted.add(frame);
        }
      }
    } finally {
      queue.close();
    }
    long full = queue.counters().drops(DropReason.QUEUE_FULL);
    assertEquals(3000, accepted.size() + full);
    List<byte[]> written = CaptureBytes.frames(path);
    assertEquals(accepted.size(), written.size());
    for (int i = 0; i < written.size(); i++) {
      assertArrayEquals(accepted.get(i), written.get(i), "frame " + i);
    }
  }

  @Test
  void shouldDropAPacketWithSenselessOffload() {
    Path path = directory.resolve("offload.pcap");
    PacketBurst burst = new PacketBurst();
    PcapTxQueue queue = new PcapTxQueue(path);
    try (Frames frames = new Frames(1 << 20)) {
      long beyond = Offload.pack(Offload.NEEDS_CSUM, 0, 0, 95, 6);
      frames.append(burst, Frames.random(100, 1), 64, beyond);
      assertEquals(0, queue.transmit(burst, new int[] {0}, 1));
      assertEquals(1, queue.counters().drops(DropReason.BAD_OFFLOAD));
    } finally {
      queue.close();
    }
    assertEquals(List.of(), CaptureBytes.frames(path));
  }

  @Test
  void shouldSayThatTheDiskIsFull() {
    assumeTrue(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full that we may write");
    // The file header already fails: an error for the user, at open.
    DeviceException e =
        assertThrows(DeviceException.class, () -> new PcapTxQueue(Path.of("/dev/full")));
    assertTrue(e.getMessage().contains("ENOSPC"), e.getMessage());
  }

  @Test
  void shouldNameAFileThatCannotBeMade() {
    Path path = directory.resolve("missing").resolve("out.pcap");
    DeviceException e = assertThrows(DeviceException.class, () -> new PcapTxQueue(path));
    assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
  }
}
