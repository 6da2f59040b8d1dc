package io.sluice.ring.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.pcap.PcapngWriter.Direction;
import io.sluice.ring.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Wireshark's own tools read in a file that we wrote. */
class PcapngWriterIT {
  private static final long TIME = 1_780_000_000_123_456_789L;

  @TempDir Path directory;

  @Test
  void shouldBeReadByTshark() throws Exception {
    Programs.require("tshark", "tshark");
    byte[] frame = new byte[71];
    frame[5] = 1;
    frame[11] = 2;
    frame[12] = 8;
    frame[14] = 0x45;
    Path file = directory.resolve("a.pcapng");
    try (OutputStream out = Files.newOutputStream(file)) {
      PcapngWriter w = new PcapngWriter(out, "sluice 1");
      int vh0 = w.describe("vh0", "vhost-user, port 1 of br0", 0);
      w.packet(vh0, TIME, Direction.IN, frame, 0, 71, 71, "");
      // Another interface may come when its first packet does.
      int vh1 = w.describe("vh1-\u00fc", "", 0);
      w.packet(vh1, TIME + 1, Direction.OUT, frame, 1, 60, 1514, "dropped: queue full, cookie=0x1");
      w.packet(vh1, TIME + 2, Direction.UNKNOWN, frame, 0, 0, 60, "");
      w.statistics(vh0, TIME + 3, 10, 4);
    }
    List<String> lines =
        run(
            "tshark",
            "-r",
            file.toString(),
            "-T",
            "fields",
            "-E",
            "separator=|",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.packet_flags_direction",
            "-e",
            "frame.cap_len",
            "-e",
            "frame.len",
            "-e",
            "frame.comment");
    assertEquals(
        List.of(
            "vh0|1780000000.123456789|0x00000001|71|71|",
            "vh1-\u00fc|1780000000.123456790|0x00000002|60|1514|dropped: queue full, cookie=0x1",
            "vh1-\u00fc|1780000000.123456791||0|60|"),
        lines);
  }

  @Test
  void shouldBeReadByOurReader() throws IOException {
    byte[] frame = new byte[60];
    frame[59] = 7;
    Path file = directory.resolve("b.pcapng");
    try (OutputStream out = Files.newOutputStream(file)) {
      PcapngWriter w = new PcapngWriter(out, "sluice");
      int port = w.describe("p", "", 65535);
      for (int i = 0; i < 3; i++) {
        w.packet(port, TIME, Direction.IN, frame, 0, 60, 60, "n".repeat(i));
      }
    }
    try (CaptureFile in = CaptureFile.open(file)) {
      assertEquals(3, in.count());
    }
  }

  @Test
  void shouldRefuseAnInterfaceThatWasNotDescribed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapngWriter w = new PcapngWriter(out, "sluice");
    byte[] before = out.toByteArray();
    assertThrows(
        IllegalArgumentException.class,
        () -> w.packet(0, TIME, Direction.IN, new byte[60], 0, 60, 60, ""));
    assertArrayEquals(before, out.toByteArray());
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Process p =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(p.waitFor(60, TimeUnit.SECONDS), command[0]);
    return new ArrayList<>(Files.readAllLines(out, StandardCharsets.UTF_8));
  }
}
