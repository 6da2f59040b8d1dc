package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture file in at a given rate, through the switch, and out to a file that tshark reads. */
class PcapPortIT {
  private static final int FRAMES = 3000;
  private static final int PER_SECOND = 1000;

  /** So many that the 10 that may come at once after a pause make no tenth. */
  private static final int WINDOW = 200;

  @TempDir Path directory;

  @Test
  void shouldPlayAFileAtItsRateAndWriteOneThatTsharkReads() throws Exception {
    Peers.program("tshark", "tshark");
    Path in = directory.resolve("in.pcap");
    Path out = directory.resolve("out.pcap");
    List<byte[]> sent = Pcap.numbered(3, FRAMES, 64, 300, 1518);
    Pcap.write(in, sent);
    String port = "    p1 { type = pcap, output = \"%s\", ofport = 2 }%n".formatted(out);
    try (SluiceProcess sut =
        new SluiceProcess(directory, List.of("in_port=1,actions=mod_vlan_vid:7,output:2"), port)) {
      sut.start();
      // Only now, as it plays at once.
      sut.ask(
          "add-port", "br0", "p0", "type=pcap", "input=" + in, "rate=" + PER_SECOND, "ofport=1");
      Child.until(
          "the file was played",
          Duration.ofSeconds(60),
          () -> sut.show().contains("rx " + FRAMES + " packets"),
          sut::describe);
      sut.stop();
    }
    List<byte[]> received = Pcap.read(out);
    assertEquals(FRAMES, received.size());
    for (int i = 0; i < FRAMES; i++) {
      assertArrayEquals(sent.get(i), untagged(received.get(i)), "frame " + i);
    }
    assertEquals(
        FRAMES, Tshark.fields(out, "udp && ip.checksum.status == 1", "frame.number").size());
    List<String> tagged = Tshark.fields(out, "vlan.id == 7", "frame.time_epoch");
    assertEquals(FRAMES, tagged.size(), "tagged");
    double all = quickest(tagged, FRAMES - 1);
    assertTrue(all <= PER_SECOND * 1.1, all + " frames a second");
    double best = quickest(tagged, WINDOW);
    assertTrue(best >= PER_SECOND * 0.9, best + " frames a second at best");
  }

  /**
   * Frames a second of the quickest so many in a row. A lane that was off its CPU for more than 10
   * ms leaves out what was due meanwhile: on a busy machine it is slower, and never quicker.
   */
  private static double quickest(List<String> times, int frames) {
    double[] at = times.stream().mapToDouble(Double::parseDouble).toArray();
    return IntStream.range(frames, at.length)
        .mapToDouble(i -> frames / (at[i] - at[i - frames]))
        .max()
        .orElseThrow();
  }

  private static byte[] untagged(byte[] frame) {
    byte[] plain = new byte[frame.length - 4];
    System.arraycopy(frame, 0, plain, 0, 12);
    System.arraycopy(frame, 16, plain, 12, plain.length - 12);
    return plain;
  }
}
