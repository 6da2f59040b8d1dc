package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.testing.Programs;
import io.sluice.ring.testing.SessionDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control plane against front ends that nobody here wrote: DPDK's virtio-user and QEMU (whose
 * boot ROM drives the device). No packet moves; the virtqueues' tests do that.
 */
class RealFrontEndIT {
  private final SessionReactor reactor = new SessionReactor();
  private final List<Process> processes = new ArrayList<>();
  private VhostSession session;
  private SessionDriver driver;

  @TempDir Path directory;

  @AfterEach
  void end() throws InterruptedException {
    for (Process p : processes) {
      p.destroyForcibly();
      p.waitFor();
    }
    if (session != null) {
      driver.stopAll();
      session.close();
    }
    reactor.close();
  }

  private void client(int queuePairs) {
    session =
        VhostSession.client(
            directory.resolve("vh.sock"),
            new VhostDeviceConfig(queuePairs, OptionalInt.empty()),
            reactor,
            () -> {});
    driver = new SessionDriver(session);
  }

  private void server(int queuePairs) {
    session =
        VhostSession.server(
            directory.resolve("vh.sock"),
            new VhostDeviceConfig(queuePairs, OptionalInt.empty()),
            reactor,
            () -> {});
    driver = new SessionDriver(session);
  }

  /** testpmd on plain memory, on one port, forwarding; ends when its input is closed. */
  private Process testpmd(boolean itListens, int queuePairs, String more) throws IOException {
    return start(
        "dpdk-testpmd",
        "--lcores=0@0,1@0",
        "--no-pci",
        "--no-huge",
        "--no-telemetry",
        "-m",
        "128",
        "--file-prefix=sluice-it-" + ProcessHandle.current().pid(),
        "--vdev=net_virtio_user0,path="
            + directory.resolve("vh.sock")
            + ",queues="
            + queuePairs
            + (itListens ? ",server=1" : "")
            + more,
        "--",
        "-i",
        "--auto-start",
        "--forward-mode=rxonly",
        "--rxq=" + queuePairs,
        "--txq=" + queuePairs,
        "--total-num-mbufs=4096");
  }

  private Process start(String... command) throws IOException {
    Process p =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log" + processes.size()).toFile())
            .start();
    processes.add(p);
    return p;
  }

  private void until(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      driver.turn();
      driver.touch();
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "waited 60 s until "
                + what
                + "; rings run: "
                + session.backend().running()
                + ", lost: "
                + driver.losses()
                + "\n"
                + Files.readString(directory.resolve("log" + (processes.size() - 1))));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean allEnabled(int rings) {
    for (int i = 0; i < rings; i++) {
      if (driver.running(i) == null || !driver.running(i).enabled()) {
        return false;
      }
    }
    return true;
  }

  @Test
  void shouldServeVirtioUserThatListensAndComesBack() throws Exception {
    Programs.require("dpdk-testpmd", "dpdk-dev");
    client(1);
    for (int round = 1; round <= 2; round++) {
      Process p = testpmd(true, 1, "");
      until("both rings run", () -> allEnabled(2));
      assertNotEquals(0, session.backend().features() & VirtioFeature.VERSION_1);
      assertNotEquals(0, session.backend().features() & VirtioFeature.NET_MRG_RXBUF);
      assertNotEquals(0, session.backend().protocolFeatures() & ProtocolFeature.REPLY_ACK);
      assertEquals(round, driver.connections());
      p.destroyForcibly();
      p.waitFor();
      int lost = round;
      until("the end is noticed", () -> driver.losses().size() == lost);
      Files.deleteIfExists(directory.resolve("vh.sock"));
    }
    for (String reason : driver.losses()) {
      assertEquals("the front end closed the connection", reason);
    }
  }

  @Test
  void shouldServeVirtioUserThatConnectsWithTwoQueuePairs() throws Exception {
    Programs.require("dpdk-testpmd", "dpdk-dev");
    server(2);
    testpmd(false, 2, ",mrg_rxbuf=0");
    until("all four rings run", () -> allEnabled(4));
    assertEquals(0, session.backend().features() & VirtioFeature.NET_MRG_RXBUF);
    assertTrue(driver.losses().isEmpty());
    assertTrue(session.backend().memory().regions().size() >= 1);
  }

  @Test
  void shouldReturnToVirtioUserWhereTheRingsWere() throws Exception {
    Programs.require("dpdk-testpmd", "dpdk-dev");
    client(1);
    testpmd(true, 1, "");
    until("both rings run", () -> allEnabled(2));
    // virtio-user says base 0 again after a new connection: the used ring knows better.
    driver.advance(0, 100);
    session.fail("as when the switch is started again");
    until(
        "it is connected again and both rings run",
        () -> driver.connections() == 2 && allEnabled(2));
    assertEquals(100, driver.running(0).usedIndex());
    assertEquals(100, driver.running(0).availIndex());
  }

  @Test
  void shouldServeQemusBootRom() throws Exception {
    Programs.require("qemu-system-x86_64", "qemu-system-x86");
    // Debian's package keeps the ROM here; QEMU finds it by itself.
    assumeTrue(
        Files.exists(Path.of("/usr/lib/ipxe/qemu/efi-virtio.rom")),
        "skipped: QEMU has no boot ROM here (package ipxe-qemu)");
    server(1);
    start(
        "qemu-system-x86_64",
        "-accel",
        "tcg",
        "-M",
        "q35,memory-backend=m",
        "-m",
        "256",
        "-object",
        "memory-backend-memfd,id=m,size=256M,share=on",
        "-display",
        "none",
        "-serial",
        "none",
        "-monitor",
        "none",
        "-boot",
        "n",
        "-chardev",
        "socket,id=c0,path=" + directory.resolve("vh.sock"),
        "-netdev",
        "vhost-user,id=n0,chardev=c0",
        "-device",
        "virtio-net-pci,netdev=n0,vectors=0");
    until("both rings run", () -> allEnabled(2));
    assertNotEquals(0, session.backend().memory().regions().size());
    assertNotEquals(0, driver.running(1).size());
    assertTrue(driver.losses().isEmpty(), driver.losses().toString());
  }
}
