package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The ceiling: testpmd as the back end of both ports on CPU 0, handing each burst of one to the
 * other unread. DPDK's vhost and nothing of a switch, so what the load reaches with it is about
 * what the load can do on this machine.
 */
final class TestpmdWire implements Contender {
  private Process process;

  @Override
  public void start(Path directory, Path rules) throws IOException, InterruptedException {
    Path log = directory.resolve("wire.log");
    process =
        Processes.start(
            log,
            List.of(
                "stdbuf",
                "-oL",
                "dpdk-testpmd",
                "--lcores=0@0,1@0",
                "--no-pci",
                "--no-telemetry",
                "--file-prefix=sluice-wire-" + ProcessHandle.current().pid(),
                "-m",
                "512",
                "--in-memory",
                "--single-file-segments",
                "--vdev=net_vhost0,client=1,iface=" + directory.resolve("vh0.sock"),
                "--vdev=net_vhost1,client=1,iface=" + directory.resolve("vh1.sock"),
                "--",
                "-a",
                "--nb-cores=1",
                "--rxq=1",
                "--txq=1",
                "--rxd=1024",
                "--txd=1024",
                "--forward-mode=io"),
            Map.of());
    Processes.await(process, log, "Press enter to exit", 60);
  }

  @Override
  public String interval() {
    return "";
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
