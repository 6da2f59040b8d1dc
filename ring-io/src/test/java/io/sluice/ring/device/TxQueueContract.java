package io.sluice.ring.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Allocations;
import io.sluice.ring.testing.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every device's transmit side must do. */
public abstract class TxQueueContract {
  private static final int[] LENGTHS = {60, 61, 64, 65, 128, 129, 255, 256, 257, 590, 1514};
  private static final int[] HEADS = {0, 14, 64, 127, 128, 256};

  /** A device under test, and whoever receives from it. */
  public interface Rig extends AutoCloseable {
    TxQueue queue();

    /**
     * Everything that came out so far; waits until {@code count} frames did. Empty: this device
     * shows nobody what it got. May be called once.
     */
    Optional<List<byte[]>> taken(int count);

    /** Whether a packet of 70000 bytes is more than this device can carry. */
    boolean hasLimit();

    @Override
    void close();
  }

  private final PacketBurst burst = new PacketBurst();
  private final Frames frames = new Frames(4 << 20);
  private Rig rig;

  protected abstract Rig open();

  @BeforeEach
  void openRig() {
    rig = open();
  }

  @AfterEach
  void closeRig() {
    if (rig != null) {
      rig.close();
    }
    frames.close();
  }

  private static int[] all(int count) {
    int[] selected = new int[count];
    for (int i = 0; i < count; i++) {
      selected[i] = i;
    }
    return selected;
  }

  @Test
  void shouldTransmitEveryByteOfHeadsAndTailsInOrder() {
    List<byte[]> sent = new ArrayList<>();
    long bytes = 0;
    for (int head : HEADS) {
      burst.clear();
      for (int length : LENGTHS) {
        byte[] frame = Frames.random(length, length * 1000L + head);
        frames.append(burst, frame, head, 0, 1, 3, 50, 7);
        sent.add(frame);
        bytes += length;
      }
      assertEquals(
          LENGTHS.length, rig.queue().transmit(burst, all(LENGTHS.length), LENGTHS.length));
      rig.queue().flush();
    }
    assertEquals(sent.size(), rig.queue().counters().packets());
    assertEquals(bytes, rig.queue().counters().bytes());
    assertEquals(0, rig.queue().counters().drops());
    assertTaken(sent);
  }

  private void assertTaken(List<byte[]> sent) {
    Optional<List<byte[]>> taken = rig.taken(sent.size());
    if (taken.isPresent()) {
      assertEquals(sent.size(), taken.get().size());
      for (int i = 0; i < sent.size(); i++) {
        assertArrayEquals(sent.get(i), taken.get().get(i), "frame " + i);
      }
    }
  }

  @Test
  void shouldTransmitTheSelectionInItsOrder() {
    List<byte[]> made = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      made.add(Frames.random(100 + i, i));
      frames.append(burst, made.get(i), 64, 0);
    }
    int[] selected = {5, 0, 7, 7, 3, 1, 2};
    assertEquals(5, rig.queue().transmit(burst, selected, 5));
    rig.queue().flush();
    assertTaken(List.of(made.get(5), made.get(0), made.get(7), made.get(7), made.get(3)));
    assertEquals(5, rig.queue().counters().packets());
  }

  @Test
  void shouldTransmitNothingFromAnEmptySelection() {
    assertEquals(0, rig.queue().transmit(burst, new int[0], 0));
    rig.queue().flush();
    assertEquals(0, rig.queue().counters().packets());
    assertEquals(0, rig.queue().counters().drops());
  }

  @Test
  void shouldDropAndCountWhatIsTooLongAndTransmitTheRest() {
    byte[] before = Frames.random(100, 1);
    byte[] after = Frames.random(101, 2);
    frames.append(burst, before, 64, 0);
    frames.append(burst, Frames.random(70_000, 3), 64, 0, 1500, 30_000);
    frames.append(burst, after, 64, 0);
    int dropped = rig.hasLimit() ? 1 : 0;
    assertEquals(3 - dropped, rig.queue().transmit(burst, all(3), 3));
    rig.queue().flush();
    assertEquals(dropped, rig.queue().counters().drops(DropReason.MTU));
    assertEquals(3, rig.queue().counters().packets() + rig.queue().counters().drops());
    if (dropped == 1) {
      assertTaken(List.of(before, after));
    }
  }

  @Test
  void shouldAccountForEveryPacketWhenItIsGivenMoreThanItTakes() {
    for (int i = 0; i < PacketBurst.MAX; i++) {
      frames.append(burst, Frames.random(1514, i), 128, 0, 700);
    }
    int[] selected = all(PacketBurst.MAX);
    long given = 0;
    long transmitted = 0;
    for (int n = 0; n < 2000; n++) {
      transmitted += rig.queue().transmit(burst, selected, PacketBurst.MAX);
      rig.queue().flush();
      given += PacketBurst.MAX;
    }
    assertTrue(transmitted > 0);
    assertEquals(transmitted, rig.queue().counters().packets());
    assertEquals(transmitted * 1514, rig.queue().counters().bytes());
    assertEquals(given, rig.queue().counters().packets() + rig.queue().counters().drops());
  }

  @Test
  void shouldTransmitWithoutAllocation() {
    for (int i = 0; i < 8; i++) {
      frames.append(burst, Frames.random(300, i), 128, 0, 5);
    }
    int[] selected = all(8);
    Allocations.assertNone(
        () -> {
          for (int n = 0; n < 200; n++) {
            rig.queue().transmit(burst, selected, 8);
            rig.queue().flush();
          }
        });
  }
}
