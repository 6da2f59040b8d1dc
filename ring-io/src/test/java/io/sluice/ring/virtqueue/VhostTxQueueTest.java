package io.sluice.ring.virtqueue;

import static io.sluice.ring.testing.GuestRing.NEXT;
import static io.sluice.ring.testing.GuestRing.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.device.TxQueueContract;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VhostTxQueueTest extends TxQueueContract {
  private static final long MERGEABLE = VringLayout.F_VERSION_1 | VringLayout.F_MRG_RXBUF;
  private static final long PLAIN = VringLayout.F_VERSION_1;

  private final PacketBurst burst = new PacketBurst();
  private final Frames frames = new Frames(4 << 20);
  private final QueueCounters counters = new QueueCounters();
  private final VhostTxQueue queue = new VhostTxQueue(counters);
  private TestGuest guest;

  @AfterEach
  void closeGuest() {
    frames.close();
    if (guest != null) {
      guest.close();
    }
  }

  @Override
  protected Rig open() {
    TestGuest peer = new TestGuest(0, MERGEABLE);
    VhostTxQueue tx = new VhostTxQueue(new QueueCounters());
    tx.start(peer.config(0, 0, true));
    for (int i = 0; i < TestGuest.SIZE; i++) {
      peer.offerBuffer(i, 2048);
    }
    return new Rig() {
      @Override
      public TxQueue queue() {
        return tx;
      }

      @Override
      public Optional<List<byte[]>> taken(int count) {
        List<byte[]> taken = new ArrayList<>();
        while (peer.ring.hasUsed()) {
          taken.add(Arrays.copyOfRange(next(peer), 12, lastLength));
        }
        return Optional.of(taken);
      }

      @Override
      public boolean hasLimit() {
        return true;
      }

      @Override
      public void close() {
        peer.close();
      }
    };
  }

  private int lastLength;

  /** The next packet, its header before it, put together from its buffers. */
  private byte[] next(TestGuest from) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int buffers = 1;
    for (int b = 0; b < buffers; b++) {
      long used = from.ring.takeUsed();
      byte[] bytes = from.read(TestGuest.buffer((int) used), (int) (used >>> 32));
      if (b == 0 && from.headerSize == 12) {
        buffers = bytes[10] & 0xff | (bytes[11] & 0xff) << 8;
      }
      all.writeBytes(bytes);
    }
    lastLength = all.size();
    return all.toByteArray();
  }

  private void start(long features) {
    guest = new TestGuest(0, features);
    queue.start(guest.config(0, 0, true));
  }

  private int transmit() {
    int[] selected = new int[burst.count];
    Arrays.setAll(selected, i -> i);
    int sent = queue.transmit(burst, selected, burst.count);
    queue.flush();
    return sent;
  }

  /** Only what differs is written; a guest may have left anything where the header goes. */
  @Test
  void shouldGiveEachFrameItsHeaderWhateverLiesThere() {
    start(MERGEABLE | VringLayout.F_GUEST_CSUM);
    byte[] frame = Frames.random(60, 3);
    byte[] plain = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
    byte[] checksum = {1, 0, 52, 0, 0, 0, 34, 0, 16, 0, 1, 0};
    for (int at = -1; at < 12; at++) {
      byte[] there = plain.clone();
      if (at >= 0) {
        there[at] ^= (byte) 0xa5;
      }
      guest.write(0, there, frame);
      guest.write(1, there, frame);
      guest.offerBuffer(0, 2048);
      guest.offerBuffer(1, 2048);
      burst.clear();
      frames.append(burst, frame, 128, 0);
      frames.append(burst, frame, 128, Offload.pack(1, Offload.GSO_NONE, 0, 34, 16));
      assertEquals(2, transmit());
      assertArrayEquals(plain, Arrays.copyOf(next(guest), 12), "byte " + at);
      assertArrayEquals(checksum, Arrays.copyOf(next(guest), 12), "byte " + at);
    }
  }

  @Test
  void shouldMergeBuffersForALongFrame() {
    start(MERGEABLE);
    for (int i = 0; i < 20; i++) {
      guest.offerBuffer(i, 100 + i);
    }
    byte[] longFrame = Frames.random(1400, 1);
    byte[] shortFrame = Frames.random(60, 2);
    frames.append(burst, longFrame, 128, 0, 500, 1);
    frames.append(burst, shortFrame, 128, 0);
    assertEquals(2, transmit());
    byte[] got = next(guest);
    assertArrayEquals(longFrame, Arrays.copyOfRange(got, 12, got.length));
    got = next(guest);
    assertArrayEquals(shortFrame, Arrays.copyOfRange(got, 12, got.length));
    assertEquals(guest.ring.usedIndex(), queue.availIndex());
  }

  @Test
  void shouldMergeAsManyBuffersAsTheLongestFrameTakes() {
    start(MERGEABLE | VringLayout.F_GUEST_CSUM | VringLayout.F_GUEST_TSO4);
    for (int i = 0; i < 60; i++) {
      guest.offerBuffer(i, 1200);
    }
    byte[] frame = Frames.random(65_000, 9);
    frames.append(burst, frame, 128, Offload.pack(1, Offload.GSO_TCPV4, 1448, 34, 16), 9000, 32000);
    assertEquals(1, transmit());
    byte[] got = next(guest);
    assertArrayEquals(frame, Arrays.copyOfRange(got, 12, got.length));
    assertEquals(55, guest.ring.usedIndex());
  }

  @Test
  void shouldNotStartAFrameThatDoesNotFitTheRing() {
    start(MERGEABLE);
    guest.offerBuffer(0, 100);
    guest.offerBuffer(1, 100);
    frames.append(burst, Frames.random(1400, 1), 0, 0);
    frames.append(burst, Frames.random(60, 2), 0, 0);
    assertEquals(1, transmit());
    assertEquals(1, counters.drops(DropReason.QUEUE_FULL));
    assertEquals(1, guest.ring.usedIndex());
  }

  @Test
  void shouldFillAChainWithAHeaderOfItsOwnWithoutMerging() {
    start(PLAIN);
    byte[] frame = Frames.random(1000, 3);
    long at = guest.ram.guest(TestGuest.buffer(0));
    guest.ring.descriptor(4, at, 12, WRITE | NEXT, 9);
    guest.ring.descriptor(9, at + 12, 600, WRITE | NEXT, 5);
    guest.ring.descriptor(5, at + 612, 2000, WRITE, 0);
    guest.ring.offer(4);
    frames.append(burst, frame, 64, 0, 300);
    assertEquals(1, transmit());
    assertEquals(4L | 1012L << 32, guest.ring.takeUsed());
    assertArrayEquals(frame, guest.read(TestGuest.buffer(0) + 12, 1000));
    assertEquals(1, guest.read(TestGuest.buffer(0) + 10, 1)[0], "num_buffers");
  }

  @Test
  void shouldDropWhatIsLongerThanAnUnmergeableBuffer() {
    start(PLAIN);
    guest.offerBuffer(0, 500);
    frames.append(burst, Frames.random(1000, 4), 64, 0);
    frames.append(burst, Frames.random(100, 4), 64, 0);
    assertEquals(1, transmit());
    assertEquals(1, counters.drops(DropReason.BUFFER_TOO_SMALL));
  }

  @Test
  void shouldPassAnUnfinishedChecksumToAGuestThatTakesIt() {
    start(MERGEABLE | VringLayout.F_GUEST_CSUM);
    guest.offerBuffer(0, 2048);
    frames.append(burst, Frames.random(200, 5), 128, Offload.pack(1, 0, 0, 34, 16));
    assertEquals(1, transmit());
    byte[] header = guest.read(TestGuest.buffer(0), 12);
    assertArrayEquals(new byte[] {1, 0, 52, 0, 0, 0, 34, 0, 16, 0, 1, 0}, header);
  }

  @Test
  void shouldFinishAChecksumForAGuestThatCannot() {
    start(MERGEABLE);
    guest.offerBuffer(0, 2048);
    byte[] frame = Frames.random(200, 6);
    frames.append(burst, frame, 128, Offload.pack(1, 0, 0, 34, 16));
    assertEquals(1, transmit());
    byte[] got = next(guest);
    assertEquals(0, got[0], "no flag is left");
    int sum = 0;
    for (int i = 34; i < 200; i += 2) {
      sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    assertEquals(~sum & 0xffff, (got[12 + 50] & 0xff) << 8 | got[12 + 51] & 0xff);
  }

  @Test
  void shouldCountWhatARingThatIsNotThereOrDisabledMisses() {
    frames.append(burst, Frames.random(60, 7), 0, 0);
    assertEquals(0, transmit());
    assertEquals(1, counters.drops(DropReason.NOT_READY));
    guest = new TestGuest(0, MERGEABLE);
    guest.offerBuffer(0, 2048);
    queue.start(guest.config(0, 0, false));
    assertEquals(0, transmit());
    assertEquals(1, counters.drops(DropReason.RX_DISABLED));
    assertEquals(0, guest.ring.usedIndex());
  }

  @Test
  void shouldFaultOnABufferToRead() {
    start(MERGEABLE);
    guest.ring.descriptor(0, guest.ram.guest(TestGuest.buffer(0)), 2048, 0, 0);
    guest.ring.offer(0);
    frames.append(burst, Frames.random(60, 8), 0, 0);
    assertEquals(0, transmit());
    assertEquals(VirtqueueFault.DIRECTION, queue.fault());
    assertEquals(1, counters.drops(DropReason.BAD_DESCRIPTOR));
  }
}
