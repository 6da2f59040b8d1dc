package io.sluice.ring.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.RxQueueContract;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replay passes the contract; the file is made of what is sent, when the queue is first asked. */
class PcapRxQueueTest extends RxQueueContract {
  @TempDir Path directory;

  @Override
  protected Rig open() {
    return new Rig() {
      private final List<byte[]> frames = new ArrayList<>();
      private CaptureFile file;
      private PcapRxQueue queue;

      @Override
      public RxQueue queue() {
        if (queue == null) {
          Path path = directory.resolve("in.pcap");
          CaptureBytes.pcap(frames, true, ByteOrder.BIG_ENDIAN).write(path);
          file = CaptureFile.open(path);
          queue = new PcapRxQueue(file, 0, false);
        }
        return queue;
      }

      @Override
      public List<byte[]> send(int count) {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          sent.add(Frames.random(14 + i * 13 % 9000, i));
        }
        frames.addAll(sent);
        return sent;
      }

      @Override
      public boolean sendTooShort() {
        return frames.add(Frames.random(13, 0));
      }

      @Override
      public void close() {
        if (file != null) {
          file.close();
        }
      }
    };
  }

  @Test
  void shouldEndOnceAndGoOnInALoop() {
    Path path = directory.resolve("three.pcap");
    List<byte[]> three = List.of(Frames.random(60, 1), Frames.random(61, 2), Frames.random(62, 3));
    CaptureBytes.pcap(three, false, ByteOrder.LITTLE_ENDIAN).write(path);
    PacketBurst burst = new PacketBurst();
    try (CaptureFile file = CaptureFile.open(path)) {
      PcapRxQueue once = new PcapRxQueue(file, 0, false);
      assertEquals(3, once.receive(burst, 64, 1));
      burst.clear();
      assertEquals(0, once.receive(burst, 64, 2));
      PcapRxQueue loop = new PcapRxQueue(file, 0, true);
      burst.clear();
      assertEquals(PacketBurst.MAX, loop.receive(burst, 64, 1));
      assertEquals(61, burst.length[31]);
      burst.clear();
      loop.receive(burst, 64, 2);
      assertEquals(62, burst.length[0]);
    }
  }

  @Test
  void shouldReplayAtItsRate() {
    Path path = directory.resolve("one.pcap");
    CaptureBytes.pcap(List.of(Frames.random(60, 1)), false, ByteOrder.LITTLE_ENDIAN).write(path);
    PacketBurst burst = new PacketBurst();
    try (CaptureFile file = CaptureFile.open(path)) {
      PcapRxQueue queue = new PcapRxQueue(file, 1000, true);
      long received = 0;
      for (long nowNs = 0; nowNs <= 1_000_000_000; nowNs += 100_000) {
        burst.clear();
        received += queue.receive(burst, 0, nowNs);
      }
      assertEquals(1001, received, 1);
    }
  }
}
