package io.sluice.ring.offload;

import io.sluice.ring.packet.Offload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One case of golden.txt, which scapy made (see make-golden.py beside it).
 *
 * @param packet as a guest leaves it
 * @param frames what must come out
 */
record Golden(String name, long offload, byte[] packet, List<byte[]> frames) {
  static List<Golden> all() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Golden.class.getResourceAsStream("golden.txt"), StandardCharsets.US_ASCII))) {
      List<Golden> cases = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        byte[] packet = HexFormat.of().parseHex(in.readLine());
        List<byte[]> frames = new ArrayList<>();
        for (line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          frames.add(HexFormat.of().parseHex(line));
        }
        long offload =
            Offload.pack(
                Offload.NEEDS_CSUM,
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]));
        cases.add(new Golden(words[0], offload, packet, frames));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean segmented() {
    return SoftwareOffload.needsSegmentation(offload);
  }

  @Override
  public String toString() {
    return name;
  }
}
