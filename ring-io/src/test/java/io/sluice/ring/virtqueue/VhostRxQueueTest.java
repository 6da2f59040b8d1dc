package io.sluice.ring.virtqueue;

import static io.sluice.ring.testing.GuestRing.INDIRECT;
import static io.sluice.ring.testing.GuestRing.NEXT;
import static io.sluice.ring.testing.GuestRing.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.RxQueueContract;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VhostRxQueueTest extends RxQueueContract {
  private static final long FEATURES =
      VringLayout.F_VERSION_1 | VringLayout.F_MRG_RXBUF | VringLayout.F_CSUM;

  private final PacketBurst burst = new PacketBurst();
  private final QueueCounters counters = new QueueCounters();
  private final VhostRxQueue queue = new VhostRxQueue(counters);
  private TestGuest guest = new TestGuest(1, FEATURES);

  @AfterEach
  void closeGuest() {
    guest.close();
  }

  @Override
  protected Rig open() {
    TestGuest peer = new TestGuest(1, FEATURES);
    VhostRxQueue rx = new VhostRxQueue(new QueueCounters());
    rx.start(peer.config(0, 0, true));
    return new Rig() {
      @Override
      public RxQueue queue() {
        return rx;
      }

      @Override
      public List<byte[]> send(int count) {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          sent.add(Frames.random(14 + i * 7, i));
          peer.send(sent.get(i));
        }
        return sent;
      }

      @Override
      public boolean sendTooShort() {
        peer.send(new byte[13]);
        return true;
      }

      @Override
      public void close() {
        peer.close();
      }
    };
  }

  private int receive(int headBytes) {
    return queue.receive(burst, headBytes, 0);
  }

  private void start() {
    queue.start(guest.config(0, 0, true));
  }

  /** Writes a header and the frame into the guest's first buffer; its guest address. */
  private long place(byte[] frame) {
    guest.write(0, new byte[12], frame);
    return guest.ram.guest(TestGuest.buffer(0));
  }

  /** The guest offers a chain of one descriptor. */
  private void offer(int head, long address, int length, int flags) {
    guest.ring.descriptor(head, address, length, flags, 0);
    guest.ring.offer(head);
  }

  /** From the guest, through the queue, and its buffer back. */
  private void pass(byte[] frame) {
    guest.send(frame);
    receive(0);
    queue.release(burst);
  }

  /** Takes one packet and compares; the guest gets its head back. */
  private void assertReceived(byte[] frame, int head) {
    assertEquals(1, receive(64));
    assertArrayEquals(frame, Frames.bytes(burst, 0));
    queue.release(burst);
    assertTrue(guest.ring.hasUsed());
    assertEquals(head, (int) guest.ring.takeUsed());
    assertNull(queue.fault());
  }

  @Test
  void shouldTakeAHeaderInItsOwnDescriptor() {
    start();
    byte[] frame = Frames.random(1500, 1);
    guest.write(0, new byte[12], new byte[0]);
    guest.write(1, new byte[0], frame);
    guest.ring.descriptor(7, guest.ram.guest(TestGuest.buffer(0)), 12, NEXT, 3);
    guest.ring.descriptor(3, guest.ram.guest(TestGuest.buffer(1)), 1500, 0, 0);
    guest.ring.offer(7);
    assertReceived(frame, 7);
  }

  @Test
  void shouldTakeAHeaderThatStraddlesDescriptorsAndAChainOfMany() {
    start();
    byte[] frame = Frames.random(300, 2);
    long at = place(frame);
    int[] cuts = {5, 10, 12, 13, 100, 312};
    int from = 0;
    for (int i = 0; i < cuts.length; i++) {
      int flags = i < cuts.length - 1 ? NEXT : 0;
      guest.ring.descriptor(i, at + from, cuts[i] - from, flags, i + 1);
      from = cuts[i];
    }
    guest.ring.offer(0);
    assertReceived(frame, 0);
  }

  @Test
  void shouldTakeIndirectDescriptors() {
    start();
    byte[] frame = Frames.random(900, 3);
    long at = place(frame);
    long table = TestGuest.buffer(9);
    GuestRing.writeDescriptor(guest.ram.address(table), at, 12, NEXT, 1);
    GuestRing.writeDescriptor(guest.ram.address(table + 16), at + 12, 900, 0, 0);
    offer(5, guest.ram.guest(table), 32, INDIRECT);
    assertReceived(frame, 5);
  }

  @Test
  void shouldTakeABufferThatLiesInTwoRegions() {
    byte[] frame = Frames.random(500, 4);
    try (GuestRam low = new GuestRam(1 << 20, 0x1000_0000L, 0x7000_0000L, 0)) {
      long split = 0x1010_0000L;
      VringConfig c = guest.config(0, 0, true);
      GuestMemory two =
          new GuestMemory(
              List.of(
                  new GuestMemory.Region(0x1000_0000L, 1 << 20, 0, low.address(0)),
                  new GuestMemory.Region(
                      split, 1 << 20, 1 << 21, guest.ram.address(TestGuest.buffer(0)))));
      queue.start(
          new VringConfig(
              c.size(), c.descriptors(), c.available(), c.used(), 0, 0, FEATURES, null, true, two));
      int before = 100;
      Memory.copy(frame, 0, low.address((1 << 20) - before + 12), before - 12);
      Memory.copy(frame, before - 12, guest.ram.address(TestGuest.buffer(0)), 500 - before + 12);
      offer(0, split - before, 512, 0);
      assertReceived(frame, 0);
    }
  }

  @Test
  void shouldKeepWhatAPacketStillNeeds() {
    start();
    byte[] header = new byte[12];
    header[0] = 1;
    header[6] = 34;
    header[8] = 16;
    guest.write(0, header, Frames.random(100, 5));
    offer(0, guest.ram.guest(TestGuest.buffer(0)), 112, 0);
    assertEquals(1, receive(64));
    assertEquals(Offload.pack(1, 0, 0, 34, 16), burst.offload[0]);
    queue.release(burst);
    header[6] = 90;
    guest.write(1, header, Frames.random(100, 5));
    offer(1, guest.ram.guest(TestGuest.buffer(1)), 112, 0);
    assertEquals(0, receive(64));
    assertEquals(1, counters.drops(DropReason.BAD_OFFLOAD));
    assertEquals(2, guest.ring.usedIndex(), "a dropped packet's buffer goes back");
  }

  @Test
  void shouldUseATenByteHeaderForALegacyGuest() {
    guest.close();
    guest = new TestGuest(1, 0);
    assertEquals(10, guest.headerSize);
    start();
    byte[] frame = Frames.random(60, 6);
    guest.send(frame);
    assertReceived(frame, 0);
  }

  @Test
  void shouldDiscardWhatADisabledRingTransmits() {
    queue.start(guest.config(0, 0, false));
    guest.send(Frames.random(60, 7));
    assertEquals(0, receive(64));
    assertEquals(1, guest.ring.usedIndex());
    assertEquals(1, counters.drops(DropReason.RX_DISABLED));
  }

  @Test
  void shouldGoOnWhereItLeftOff() {
    start();
    guest.send(Frames.random(60, 8));
    guest.send(Frames.random(61, 8));
    assertEquals(2, receive(0));
    queue.release(burst);
    queue.stop();
    guest.send(Frames.random(62, 8));
    assertEquals(0, receive(0));
    queue.start(guest.config(queue.availIndex(), queue.usedIndex(), true));
    assertEquals(1, receive(0));
    assertEquals(62, burst.length[0]);
  }

  @Test
  void shouldInterruptOnlyWhenAsked() {
    guest.close();
    guest = new TestGuest(1, FEATURES | VringLayout.F_EVENT_IDX);
    start();
    EventFd.drain(guest.ring.callFd());
    guest.ring.setUsedEvent(1);
    pass(Frames.random(60, 9));
    assertEquals(0, EventFd.drain(guest.ring.callFd()), "used index 1 is not past the event 1");
    pass(Frames.random(60, 9));
    assertEquals(1, EventFd.drain(guest.ring.callFd()));
  }

  @Test
  void shouldNotInterruptAGuestThatPolls() {
    start();
    EventFd.drain(guest.ring.callFd());
    guest.ring.setAvailFlags(1);
    pass(Frames.random(60, 10));
    assertEquals(0, EventFd.drain(guest.ring.callFd()));
    guest.ring.setAvailFlags(0);
    pass(Frames.random(60, 10));
    assertEquals(1, EventFd.drain(guest.ring.callFd()));
  }

  private void assertFault(VirtqueueFault expected) {
    assertEquals(0, receive(64));
    assertEquals(expected, queue.fault());
    guest.send(Frames.random(60, 11));
    assertEquals(0, receive(64), "nothing is taken after a fault");
  }

  @Test
  void shouldFaultWhenTheAvailIndexJumps() {
    start();
    guest.ring.setAvailIndex(TestGuest.SIZE + 1);
    assertFault(VirtqueueFault.AVAIL_INDEX);
  }

  @Test
  void shouldFaultOnAHeadPastTheRing() {
    start();
    guest.ring.offer(TestGuest.SIZE);
    assertFault(VirtqueueFault.HEAD);
  }

  @Test
  void shouldFaultOnALoop() {
    start();
    guest.ring.descriptor(0, guest.ram.guest(TestGuest.buffer(0)), 64, NEXT, 1);
    guest.ring.descriptor(1, guest.ram.guest(TestGuest.buffer(0)), 64, NEXT, 0);
    guest.ring.offer(0);
    assertFault(VirtqueueFault.LOOP);
  }

  @Test
  void shouldFaultOnIndirectInIndirect() {
    start();
    long table = TestGuest.buffer(9);
    GuestRing.writeDescriptor(guest.ram.address(table), guest.ram.guest(table), 16, INDIRECT, 0);
    offer(0, guest.ram.guest(table), 16, INDIRECT);
    assertFault(VirtqueueFault.INDIRECT);
  }

  @Test
  void shouldFaultOnAddressesOutsideOfTheGuest() {
    long ram = guest.ram.size();
    long[][] wrong = {
      {0, 100},
      {guest.ram.guest(0) - 1, 100},
      {guest.ram.guest(ram - 99), 100},
      {guest.ram.guest(ram), 100},
      {-1, 100},
      {-50, 100},
      {Long.MAX_VALUE, 100},
      {Long.MIN_VALUE, 100},
      {guest.ram.guest(0), 0xffff_ffffL},
    };
    for (long[] w : wrong) {
      guest.close();
      guest = new TestGuest(1, FEATURES);
      start();
      offer(0, w[0], (int) w[1], 0);
      assertFault(VirtqueueFault.ADDRESS);
    }
  }

  @Test
  void shouldFaultOnABufferToWrite() {
    start();
    offer(0, guest.ram.guest(TestGuest.buffer(0)), 100, WRITE);
    assertFault(VirtqueueFault.DIRECTION);
  }

  @Test
  void shouldDeliverWhatCameBeforeAFault() {
    start();
    byte[] frame = Frames.random(80, 12);
    guest.send(frame);
    guest.ring.offer(TestGuest.SIZE + 5);
    assertEquals(1, receive(64));
    assertArrayEquals(frame, Frames.bytes(burst, 0));
    queue.release(burst);
    assertEquals(1, guest.ring.usedIndex());
    assertEquals(VirtqueueFault.HEAD, queue.fault());
    assertFalse(queue.fault().text().isEmpty());
  }
}
