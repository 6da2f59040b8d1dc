package io.sluice.ring.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Frames;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The port as its actor uses it: replay, write, close. */
class PcapDeviceTest {
  private static final int PAGE = 4096;

  @TempDir Path directory;

  private final PacketBurst burst = new PacketBurst();

  @Test
  void shouldWriteWhatItReplays() {
    Path in = directory.resolve("in.pcap");
    Path out = directory.resolve("out.pcap");
    List<byte[]> frames =
        IntStream.range(0, 100).mapToObj(i -> Frames.random(60 + i * 11, i)).toList();
    CaptureBytes.pcap(frames, false, ByteOrder.LITTLE_ENDIAN).write(in);
    int[] all = IntStream.range(0, PacketBurst.MAX).toArray();
    try (PcapDevice device = new PcapDevice(Optional.of(in), Optional.of(out), 0, false)) {
      assertEquals(100, device.packets());
      while (device.rx().receive(burst, 128, 1) > 0) {
        assertEquals(burst.count, device.tx().transmit(burst, all, burst.count));
        device.tx().flush();
        device.rx().release(burst);
        burst.clear();
      }
      assertEquals(Optional.empty(), device.failure());
    }
    List<byte[]> written = CaptureBytes.frames(out);
    assertEquals(100, written.size());
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(frames.get(i), written.get(i));
    }
  }

  @Test
  void shouldWorkWithoutFiles() {
    try (PcapDevice device = new PcapDevice(Optional.empty(), Optional.empty(), 0, true);
        Frames frames = new Frames(4096)) {
      assertEquals(0, device.rx().receive(burst, 128, 1));
      frames.append(burst, Frames.random(60, 1), 60, 0);
      assertEquals(1, device.tx().transmit(burst, new int[] {0}, 1));
    }
  }

  @Test
  void shouldNotOverwriteItsInput() throws IOException {
    Path in = directory.resolve("in.pcap");
    CaptureBytes.pcap(List.of(), false, ByteOrder.LITTLE_ENDIAN).write(in);
    Path link = Files.createLink(directory.resolve("link.pcap"), in);
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () -> new PcapDevice(Optional.of(in), Optional.of(link), 0, false).close());
    assertTrue(e.getMessage().contains("the same file"), e.getMessage());
    assertEquals(24, Files.size(in));
  }

  /** On a thread of its own: a pipe that is opened and waited for cannot be interrupted. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldRefuseAPipeInsteadOfWaitingForItsOtherEnd() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
    assertRefused(Optional.of(pipe), Optional.empty(), "is no regular file");
    assertRefused(Optional.empty(), Optional.of(pipe), "it is a pipe");
    int reader = Fcntl.open(pipe.toString(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK, 0);
    try {
      assertRefused(Optional.empty(), Optional.of(pipe), "it is a pipe");
    } finally {
      Unistd.close(reader);
    }
  }

  private static void assertRefused(Optional<Path> input, Optional<Path> output, String why) {
    DeviceException e =
        assertThrows(DeviceException.class, () -> new PcapDevice(input, output, 0, false).close());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void shouldKeepItsFileWholeWhenBorrowedMemoryVanishes() {
    Path out = directory.resolve("out.pcap");
    byte[] good = Frames.random(100, 1);
    int fd = Mman.memfdCreate("guest", 0);
    Unistd.ftruncate(fd, 2 * PAGE);
    long guest = Mman.mmap(0, 2 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    Unistd.ftruncate(fd, PAGE);
    try (PcapDevice device = new PcapDevice(Optional.empty(), Optional.of(out), 0, false);
        Frames frames = new Frames(4096)) {
      frames.append(burst, Frames.random(600, 2), 64, 0);
      burst.segmentAddress[0] = guest + PAGE;
      assertThrows(InternalError.class, () -> device.tx().transmit(burst, new int[] {0}, 1));
      burst.clear();
      frames.append(burst, good, 64, 0);
      assertEquals(1, device.tx().transmit(burst, new int[] {0}, 1));
    } finally {
      Mman.munmap(guest, 2 * PAGE);
      Unistd.close(fd);
    }
    List<byte[]> written = CaptureBytes.frames(out);
    assertEquals(1, written.size());
    assertArrayEquals(good, written.get(0));
  }
}
