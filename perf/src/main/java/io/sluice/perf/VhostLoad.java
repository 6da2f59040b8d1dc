package io.sluice.perf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * testpmd as two virtio-user front ends on CPU 1, sending 64-byte UDP both ways. It listens; the
 * switch connects. The rate is what both of its ports received in the counted interval, by its own
 * clock.
 */
final class VhostLoad implements AutoCloseable {
  private static final Pattern RATE = Pattern.compile("Rx-pps: *([0-9]+)");

  private final Path log;
  private final Process process;

  VhostLoad(Path directory, Path socket0, Path socket1, int flows)
      throws IOException, InterruptedException {
    log = directory.resolve("testpmd.log");
    List<String> command =
        List.of(
            // Lines as they come, although its output is a file.
            "stdbuf",
            "-oL",
            "dpdk-testpmd",
            "--lcores=0@1,1@1",
            "--no-pci",
            "--no-telemetry",
            "--file-prefix=sluice-perf-" + ProcessHandle.current().pid(),
            "-m",
            "512",
            "--in-memory",
            "--single-file-segments",
            "--vdev=net_virtio_user0,path=" + socket0 + ",server=1,queues=1,mrg_rxbuf=1,in_order=0",
            "--vdev=net_virtio_user1,path=" + socket1 + ",server=1,queues=1,mrg_rxbuf=1,in_order=0",
            "--",
            "-i",
            "--nb-cores=1",
            "--rxq=1",
            "--txq=1",
            "--rxd=1024",
            "--txd=1024",
            "--total-num-mbufs=16384",
            "--flowgen-flows=" + flows);
    process = Processes.start(log, command, Map.of());
    Processes.await(process, log, "testpmd> ", 60);
  }

  void start() throws IOException {
    type("set fwd flowgen");
    type("start");
  }

  /** Starts an interval, or ends one: packets a second received by both ports since the last. */
  double packetsPerSecond() throws IOException, InterruptedException {
    int seen = Files.readString(log).length();
    type("show port stats all");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      Matcher m = RATE.matcher(Files.readString(log).substring(seen));
      if (m.find()) {
        double first = Double.parseDouble(m.group(1));
        if (m.find() && m.end() < m.regionEnd()) {
          return first + Double.parseDouble(m.group(1));
        }
      }
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new PerfException("testpmd shows no rates:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  private void type(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    in.flush();
  }

  /** Ends by command, so that the front ends leave in order. */
  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      type("stop");
      type("quit");
      // What does not end by itself is ended.
      Processes.end(process, 5);
    }
  }
}
