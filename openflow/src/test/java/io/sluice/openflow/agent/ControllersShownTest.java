package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TestPeer;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.wire.OfVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a switch's state says of the controllers that its bridge connects to. */
class ControllersShownTest {
  private SwitchSystem system;

  @BeforeEach
  void start() {
    system =
        SwitchSystem.start(
            new SwitchSettings(Lanes.unpinned(1, IdleMode.BACKOFF), Path.of("target"), 512));
    system.addBridge("br0").toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    system.stop().toCompletableFuture().join();
  }

  private List<SwitchState.Controller> controllers() {
    return system.state().toCompletableFuture().join().bridges().getFirst().controllers();
  }

  private SwitchState.Controller await(int i, Predicate<SwitchState.Controller> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.test(controllers().get(i))) {
      assertTrue(System.nanoTime() < deadline, () -> "still " + controllers());
      Thread.sleep(10);
    }
    return controllers().get(i);
  }

  @Test
  void shouldSayWhoIsConnectedAndWhyTheOthersAreNot() throws Exception {
    try (ServerSocket there = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        ServerSocket closing = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      there.setSoTimeout(60_000);
      closing.setSoTimeout(60_000);
      String tcp = "tcp:127.0.0.1:" + there.getLocalPort();
      List<Target> targets =
          List.of(
              Target.parse(tcp),
              Target.parse("tcp:127.0.0.1:1"),
              Target.parse("tcp:127.0.0.1:" + closing.getLocalPort()),
              Target.parse("ptcp:0:127.0.0.1"));
      try (OpenFlowSwitch open =
          OpenFlowSwitch.open(system, "br0", ControllerSettings.of(targets).with(0))) {
        assertFalse(controllers().getFirst().connected());
        try (TestPeer peer = TestPeer.of(there.accept()).greet(OfVersion.V13)) {
          await(0, SwitchState.Controller::connected);
          peer.send(new Role.RoleRequest(Role.MASTER, 1));
          peer.read(Role.RoleReply.class);
          SwitchState.Controller is = controllers().getFirst();
          assertEquals(tcp, is.target());
          assertEquals(List.of("1.3", "master", ""), List.of(is.version(), is.role(), is.why()));
        }
        SwitchState.Controller was = await(0, c -> !c.connected());
        assertEquals("the peer closed the connection", was.why());
        assertEquals("", was.role());
        await(1, c -> c.why().equals("Connection refused"));
        closing.accept().close();
        await(2, c -> c.why().contains("before its greeting") || c.why().contains("reset"));
        assertEquals(3, controllers().size());
        assertEquals(1, open.listening().size());
      }
      while (!controllers().isEmpty()) {
        Thread.sleep(10); // it is told to the bridge, and nobody waits
      }
    }
  }
}
