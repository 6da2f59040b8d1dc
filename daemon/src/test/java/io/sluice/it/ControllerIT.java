package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two guests behind a bridge that a controller programs, one made with os-ken: a table-miss entry,
 * packet-ins, a flow for each pair of addresses, packet-outs.
 */
class ControllerIT {
  private static final Duration MINUTE = Duration.ofMinutes(2);

  @TempDir Path directory;
  private SluiceProcess sluice;
  private Child controller;
  private Guest a;
  private Guest b;
  private int port;
  private int controllers;

  @AfterEach
  void end() {
    for (AutoCloseable c : new AutoCloseable[] {a, b, sluice, controller}) {
      try {
        if (c != null) {
          c.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private void startController() throws URISyntaxException {
    Path app = Path.of(ControllerIT.class.getResource("/controller/learning_switch.py").toURI());
    controller =
        Child.start(
            directory.resolve("controller" + ++controllers + ".log"),
            List.of(
                "osken-manager",
                "--ofp-listen-host",
                "127.0.0.1",
                "--ofp-tcp-listen-port",
                Integer.toString(port),
                app.toString()));
    controller.awaitOutput("is here", MINUTE);
  }

  private void startSwitch(String failMode) throws IOException {
    Peers.program("osken-manager", "python3-os-ken");
    GuestImage.get();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    sluice =
        new SluiceProcess(directory, List.of(), List.of(Port.client("vh0"), Port.client("vh1")))
            .withLanes("[ { cpu = 0 } ]", "backoff")
            .withController("tcp:127.0.0.1:" + port, failMode);
    sluice.start();
  }

  private void startGuests() {
    a = Guest.start(directory, Guest.Config.client(sluice.socket("vh0"), 1));
    b = Guest.start(directory, Guest.Config.client(sluice.socket("vh1"), 2));
    a.awaitUp();
    b.awaitUp();
  }

  private String flows() {
    return sluice.cli("dump-flows", "br0");
  }

  private boolean pings() {
    return a.attempt("ping -c 1 -W 2 " + b.address(), MINUTE).code() == 0;
  }

  @Test
  void shouldBeProgrammedByAControllerThatComesAgain() throws Exception {
    startSwitch("secure");
    assertEquals(0, sluice.show().lines().filter(l -> l.contains("1 flow")).count());
    startController();
    startGuests();
    a.awaitPing(b.address(), MINUTE);
    b.ping(a.address(), 5);
    String flows = flows();
    for (String pair :
        List.of(
            "in_port=1,dl_src=52:54:00:00:00:01,dl_dst=52:54:00:00:00:02 actions=output:2",
            "in_port=2,dl_src=52:54:00:00:00:02,dl_dst=52:54:00:00:00:01 actions=output:1")) {
      assertTrue(flows.contains(pair), flows);
    }
    assertTrue(flows.contains("priority=0 actions=CONTROLLER:65535"), flows);
    assertFalse(controller.output().contains("refused"), controller.output());

    controller.kill();
    // Flows stay; what none covers has nobody to ask.
    a.ping(b.address(), 5);
    sluice.cli("del-flows", "br0", "in_port=1");
    assertFalse(pings());
    // Nor must b's answers have a flow: of whom the new controller hears nothing it learns nothing.
    sluice.cli("del-flows", "br0", "in_port=2");

    startController();
    a.awaitPing(b.address(), MINUTE);
    // The first request was flooded, as b's address was new; from the second on it is known.
    a.ping(b.address(), 3);
    assertTrue(flows().contains("in_port=1,dl_src=52:54:00:00:00:01"), flows());
    PacketBalance.check(sluice);
  }

  @Test
  void shouldWorkAloneWhileThereIsNoController() throws Exception {
    startSwitch("standalone");
    // For as long as a controller may still come, three times the probe's 5 s, there are no flows.
    assertTrue(flows().isBlank(), flows());
    startGuests();
    Child.until(
        "the bridge works as a learning switch",
        MINUTE,
        () -> flows().contains("actions=NORMAL"),
        sluice::describe);
    a.awaitPing(b.address(), MINUTE);

    startController();
    Child.until(
        "the controller's flow is there, and NORMAL is not",
        MINUTE,
        () -> flows().contains("CONTROLLER") && !flows().contains("NORMAL"),
        sluice::describe);
    // A first request is flooded, as its address is new to the controller; the next are not.
    a.ping(b.address(), 3);
    assertTrue(flows().contains("dl_dst=52:54:00:00:00:02"), flows());
  }
}
