package io.sluice.ring.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.RxQueueContract;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generator passes the contract, and keeps its rate. */
class GeneratorRxQueueTest extends RxQueueContract {
  private static final int FLOWS = 13;

  private static UdpTemplate template(int length) {
    return new UdpTemplate(
        length, FLOWS, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.1.255.250");
  }

  @Override
  protected Rig open() {
    GeneratorRxQueue queue = new GeneratorRxQueue(template(300), 0);
    UdpTemplate expected = template(300);
    return new Rig() {
      @Override
      public RxQueue queue() {
        return queue;
      }

      @Override
      public List<byte[]> send(int count) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          frames.add(expected.frame(i % FLOWS).clone());
        }
        return frames;
      }

      @Override
      public boolean sendTooShort() {
        return false;
      }

      @Override
      public void close() {
        queue.close();
      }
    };
  }

  @Test
  void shouldKeepItsRateAndNotFloodAfterAPause() {
    try (GeneratorRxQueue queue = new GeneratorRxQueue(template(64), 1_000_000)) {
      PacketBurst burst = new PacketBurst();
      long received = 0;
      for (long nowNs = 0; nowNs <= 100_000_000; nowNs += 7_777) {
        burst.clear();
        received += queue.receive(burst, 0, nowNs);
      }
      assertEquals(100_000, received, 10);
      long afterPause = 0;
      for (int n = 0; n < 1000; n++) {
        burst.clear();
        afterPause += queue.receive(burst, 0, 60_000_000_000L);
      }
      assertEquals(10_000, afterPause, "10 ms of packets, however long the pause");
    }
  }
}
