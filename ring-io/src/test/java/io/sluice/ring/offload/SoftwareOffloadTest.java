package io.sluice.ring.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Allocations;
import io.sluice.ring.testing.Frames;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What scapy makes of a packet, from every way it can lie in a burst. */
class SoftwareOffloadTest {
  private static final int[] HEADS = {0, 14, 33, 54, 55, 64, 128, 255, 256};
  private static final int[][] PIECES = {{}, {1}, {3, 1, 1}, {1, 40, 7}, {1448, 1448}, {999, 2000}};

  private final Frames frames = new Frames(1 << 20);
  private final PacketBurst burst = new PacketBurst();
  private final SoftwareOffload software = new SoftwareOffload();

  @AfterEach
  void close() {
    frames.close();
  }

  static Golden[] segmented() {
    return Golden.all().stream().filter(Golden::segmented).toArray(Golden[]::new);
  }

  static Golden[] unfinished() {
    return Golden.all().stream().filter(g -> !g.segmented()).toArray(Golden[]::new);
  }

  private static Golden golden(String name) {
    return Golden.all().stream().filter(g -> g.name().equals(name)).findFirst().orElseThrow();
  }

  private void load(byte[] packet, int head, long offload, int... pieces) {
    burst.clear();
    frames.append(burst, packet, head, offload, pieces);
  }

  @ParameterizedTest
  @MethodSource("segmented")
  void shouldCutAsScapyDoes(Golden golden) {
    for (int head : HEADS) {
      for (int[] pieces : PIECES) {
        load(golden.packet(), head, golden.offload(), pieces);
        Collected out = new Collected();
        assertEquals(golden.frames().size(), software.segment(burst, 0, out));
        assertEquals(golden.frames().size(), out.frames.size());
        for (int n = 0; n < out.frames.size(); n++) {
          assertArrayEquals(
              golden.frames().get(n), out.frames.get(n), "head " + head + ", frame " + n);
        }
        assertArrayEquals(golden.packet(), Frames.bytes(burst, 0), "the packet stays as it is");
        assertEquals(golden.offload(), burst.offload[0]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("segmented")
  void shouldCutBehindLabels(Golden golden) {
    long offload = Offload.shift(golden.offload(), 8);
    load(labelled(golden.packet()), 128, offload, 1, 40);
    Collected out = new Collected();
    assertEquals(golden.frames().size(), software.segment(burst, 0, out));
    for (int n = 0; n < out.frames.size(); n++) {
      assertArrayEquals(labelled(golden.frames().get(n)), out.frames.get(n), "frame " + n);
    }
    byte[] open = labelled(golden.packet());
    int below = typeAt(open) + 8;
    open[below] = 0; // the last label is none: no packet behind it
    assertRefused(open, offload);
  }

  /** With two MPLS labels behind the tags. */
  private static byte[] labelled(byte[] packet) {
    int at = typeAt(packet);
    byte[] more = new byte[packet.length + 8];
    System.arraycopy(packet, 0, more, 0, at);
    byte[] labels = {(byte) 0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64};
    System.arraycopy(labels, 0, more, at, labels.length);
    System.arraycopy(packet, at + 2, more, at + 10, packet.length - at - 2);
    return more;
  }

  private static int typeAt(byte[] packet) {
    int at = 12;
    while (packet[at] == (byte) 0x81 || packet[at] == (byte) 0x88 && packet[at + 1] != 0x47) {
      at += 4;
    }
    return at;
  }

  @ParameterizedTest
  @MethodSource("unfinished")
  void shouldCompleteChecksumsAsScapyDoes(Golden golden) {
    for (int head : HEADS) {
      for (int[] pieces : PIECES) {
        load(golden.packet(), head, golden.offload(), pieces);
        assertTrue(SoftwareOffload.completeChecksum(burst, 0));
        assertArrayEquals(golden.frames().get(0), Frames.bytes(burst, 0), "head " + head);
        assertEquals(0, burst.offload[0], "finished for the next port too");
        assertTrue(SoftwareOffload.completeChecksum(burst, 0));
        assertArrayEquals(golden.frames().get(0), Frames.bytes(burst, 0), "and only once");
      }
    }
  }

  @Test
  void shouldLeaveAPacketWhoseChecksumLiesOutsideIt() {
    byte[] packet = Frames.random(100, 1);
    for (int[] place : new int[][] {{99, 0}, {0, 99}, {65_535, 65_535}, {34, 65}}) {
      load(packet, 64, Offload.pack(Offload.NEEDS_CSUM, 0, 0, place[0], place[1]));
      assertFalse(SoftwareOffload.completeChecksum(burst, 0));
      assertArrayEquals(packet, Frames.bytes(burst, 0));
    }
    // Inside a long packet, but where no header can be.
    byte[] large = Frames.random(60_000, 1);
    load(large, 256, Offload.pack(Offload.NEEDS_CSUM, 0, 0, 50_000, 16), 1000);
    assertFalse(SoftwareOffload.completeChecksum(burst, 0));
    assertArrayEquals(large, Frames.bytes(burst, 0));
  }

  @Test
  void shouldRefuseWhatItCannotCut() {
    Golden tcp = golden("tcp4");
    byte[] packet = tcp.packet();
    int v4 = Offload.GSO_TCPV4;
    assertRefused(packet, Offload.pack(1, v4, 0, 34, 16));
    assertRefused(packet, Offload.pack(0, v4, 1448, 34, 16));
    assertRefused(packet, Offload.pack(1, Offload.GSO_UDP, 1448, 34, 16));
    assertRefused(packet, Offload.pack(1, Offload.GSO_TCPV6, 1448, 34, 16));
    assertRefused(packet, Offload.pack(1, 77, 1448, 34, 16));
    assertRefused(packet, Offload.pack(1, v4, 1448, 34, 9999));
    assertRefused(packet, Offload.pack(1, v4, 1, 34, 16)); // 4000 pieces
    assertRefused(changed(packet, 46, 0x40), tcp.offload()); // a TCP header of 16 bytes
    assertRefused(changed(packet, 14, 0x44), tcp.offload()); // an IP header of 16 bytes
    assertRefused(changed(packet, 14, 0x65), tcp.offload()); // version 6
    assertRefused(changed(packet, 20, 0x20), tcp.offload()); // a fragment
    assertRefused(changed(packet, 23, 17), tcp.offload()); // UDP
    byte[] cut = Arrays.copyOf(packet, 60); // the options end beyond the frame
    assertRefused(cut, tcp.offload());
    assertRefused(Arrays.copyOf(packet, 66_000), tcp.offload());
  }

  private static byte[] changed(byte[] packet, int at, int value) {
    byte[] copy = packet.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private void assertRefused(byte[] packet, long offload) {
    for (int head : HEADS) {
      load(packet, head, offload, 5, 100);
      Collected out = new Collected();
      assertEquals(-1, software.segment(burst, 0, out));
      assertEquals(0, out.frames.size());
    }
  }

  @Test
  void shouldStopWhenTheSinkIsFull() {
    Golden tcp = golden("tcp4");
    load(tcp.packet(), 128, tcp.offload());
    int[] calls = {0};
    assertEquals(1, software.segment(burst, 0, (h, hl, a, l, s, length) -> calls[0]++ == 0));
    assertEquals(2, calls[0]);
  }

  @Test
  void shouldNotAllocate() {
    Golden tcp = golden("tcp4");
    Golden udp = golden("udp4");
    load(tcp.packet(), 128, tcp.offload(), 1000, 1001);
    frames.append(burst, udp.packet(), 128, udp.offload(), 33);
    SegmentSink count = (h, hl, a, l, s, length) -> true;
    Allocations.assertNone(
        () -> {
          for (int n = 0; n < 2000; n++) {
            software.segment(burst, 0, count);
            burst.offload[1] = udp.offload();
            SoftwareOffload.completeChecksum(burst, 1);
          }
        });
  }
}
