package io.sluice.ring.virtqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import io.sluice.ring.testing.FullCall;
import org.junit.jupiter.api.Test;

/**
 * Two guests on one lane. One has filled the counter of its call and made writers of it wait: the
 * lane must not.
 */
class FullCallTest {
  private static final long FEATURES = VringLayout.F_VERSION_1 | VringLayout.F_MRG_RXBUF;
  private static final int ROUNDS = 200;
  private static final int PATIENCE_MS = 10_000;

  private final VhostTxQueue toHostile = new VhostTxQueue(new QueueCounters());
  private final VhostTxQueue toBystander = new VhostTxQueue(new QueueCounters());
  private final VhostRxQueue fromHostile = new VhostRxQueue(new QueueCounters());

  @Test
  void shouldServeTheBystanderOfAGuestWhoseCallIsFull() throws InterruptedException {
    try (TestGuest hostile = new TestGuest(0, FEATURES);
        TestGuest sender = new TestGuest(1, FEATURES);
        TestGuest bystander = new TestGuest(0, FEATURES)) {
      toHostile.start(hostile.config(0, 0, true));
      fromHostile.start(sender.config(0, 0, true));
      toBystander.start(bystander.config(0, 0, true));
      for (int i = 0; i < ROUNDS; i++) {
        hostile.offerBuffer(i, 2048);
        bystander.offerBuffer(i, 2048);
      }
      EventFd.drain(bystander.ring.callFd());
      Thread lane = new Thread(() -> poll(sender), "lane");
      lane.setDaemon(true);
      boolean waits;
      try (FullCall _ = new FullCall(hostile.ring.callFd());
          FullCall _ = new FullCall(sender.ring.callFd())) {
        lane.start();
        lane.join(PATIENCE_MS);
        waits = lane.isAlive();
      }
      lane.join(PATIENCE_MS); // let go of, it comes to its end before the memory goes
      assertFalse(waits, "the lane waited for the hostile guest");
      assertEquals(ROUNDS, bystander.ring.usedIndex());
      assertEquals(ROUNDS, EventFd.drain(bystander.ring.callFd()), "interrupts of the bystander");
      assertEquals(ROUNDS, hostile.ring.usedIndex());
      assertEquals(ROUNDS, sender.ring.usedIndex());
      assertNull(toHostile.fault());
    }
  }

  /** As a lane does: from the hostile guest, to the hostile guest, to the other. */
  private void poll(TestGuest sender) {
    int[] first = {0};
    PacketBurst received = new PacketBurst();
    PacketBurst sent = new PacketBurst();
    try (Frames frames = new Frames(1 << 16)) {
      frames.append(sent, Frames.random(64, 1), 64, 0);
      for (int i = 0; i < ROUNDS; i++) {
        sender.send(Frames.random(64, i));
        assertEquals(1, fromHostile.receive(received, 64, 0));
        fromHostile.release(received);
        assertEquals(1, toHostile.transmit(sent, first, 1));
        toHostile.flush();
        assertEquals(1, toBystander.transmit(sent, first, 1));
        toBystander.flush();
      }
    }
  }
}
