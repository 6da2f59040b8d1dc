package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The rule sets that rates are quoted for, in ovs-ofctl's syntax; ports 1 and 2 are vh0 and vh1.
 * {@code src/main/resources/rules} holds what {@link #main} writes; a test compares them.
 */
final class Rules {
  private Rules() {}

  /** Everything from a port to the other. */
  static List<String> port() {
    return List.of("in_port=1,actions=output:2", "in_port=2,actions=output:1");
  }

  /** 256 networks of 32 addresses in each direction: one mask, as a routing table has. */
  static List<String> prefix27() {
    List<String> rules = new ArrayList<>();
    for (int port = 1; port <= 2; port++) {
      for (int i = 0; i < 256; i++) {
        rules.add(
            "priority=100,ip,in_port=%d,nw_dst=%s/27,actions=output:%d"
                .formatted(port, dotted(0x0afd0000 + 32 * i), 3 - port));
      }
    }
    return rules;
  }

  /**
   * 24 prefix lengths, each with and without the destination port: 48 masks, which is what a
   * classifier pays for. 20 networks of each length, drawn from the 8000 addresses of the load.
   */
  static List<String> masks() {
    Random random = new Random(27);
    List<String> rules = new ArrayList<>();
    for (int port = 1; port <= 2; port++) {
      for (int length = 9; length <= 32; length++) {
        for (int i = 0; i < 40; i++) {
          int address = 0x0afd0000 + random.nextInt(8000) & -1 << 32 - length;
          rules.add(
              "priority=%d,udp,in_port=%d,nw_dst=%s/%d%s,actions=output:%d"
                  .formatted(
                      10 * length,
                      port,
                      dotted(address),
                      length,
                      i % 2 == 0 ? "" : ",tp_dst=9",
                      3 - port));
        }
      }
    }
    rules.add("priority=1,in_port=1,actions=output:2");
    rules.add("priority=1,in_port=2,actions=output:1");
    return rules;
  }

  /**
   * 25 prefix lengths, each with and without each of the ports that testpmd's flowgen sends with:
   * 100 masks. Ten networks of each, drawn from 100,000 addresses of the load.
   */
  static List<String> masks100() {
    Random random = new Random(100);
    List<String> rules = new ArrayList<>();
    for (int port = 1; port <= 2; port++) {
      for (int length = 8; length <= 32; length++) {
        for (int i = 0; i < 40; i++) {
          int address = 0x0afd0000 + random.nextInt(100_000) & -1 << 32 - length;
          rules.add(
              "priority=%d,udp,in_port=%d,nw_dst=%s/%d%s%s,actions=output:%d"
                  .formatted(
                      10 * length + i % 4,
                      port,
                      dotted(address),
                      length,
                      i % 2 == 0 ? "" : ",tp_src=1000",
                      i % 4 < 2 ? "" : ",tp_dst=1001",
                      3 - port));
        }
      }
    }
    rules.add("priority=1,in_port=1,actions=output:2");
    rules.add("priority=1,in_port=2,actions=output:1");
    return rules;
  }

  private static String dotted(int a) {
    return (a >>> 24) + "." + (a >> 16 & 255) + "." + (a >> 8 & 255) + "." + (a & 255);
  }

  /** Writes the files into a directory. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    Files.write(directory.resolve("port.txt"), port());
    Files.write(directory.resolve("prefix27.txt"), prefix27());
    Files.write(directory.resolve("masks.txt"), masks());
    Files.write(directory.resolve("masks100.txt"), masks100());
  }
}
