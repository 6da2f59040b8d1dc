package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TAP ports under their actors, with the kernel's own interfaces. Needs root. */
class TapPortIT {
  private static final String INTERFACE = "sluice-it0";

  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/net/tun")),
        "TAP interfaces need root and /dev/net/tun");
    sluice =
        SwitchSystem.start(
            new SwitchSettings(Lanes.unpinned(1, IdleMode.BACKOFF), Path.of("target"), 64),
            (addresses, pool) -> List.of(new LookupWork(0, addresses)));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sluice != null) {
      get(sluice.stop());
      assertFalse(exists(INTERFACE), "the interface was left behind");
    }
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static boolean exists(String name) throws Exception {
    return NetworkInterface.getByName(name) != null;
  }

  private static PortSpec tap(String port, String name) {
    return new PortSpec.Tap(
        new PortSpec.Common(port, OptionalInt.empty(), new PortSpec.Vlan.All()), name);
  }

  private SwitchState.Port await(Predicate<SwitchState.Port> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      SwitchState.Port port = get(sluice.state()).bridges().getFirst().ports().getFirst();
      if (condition.test(port)) {
        return port;
      }
      assertTrue(System.nanoTime() < deadline, "still " + port);
    }
  }

  @Test
  void shouldMakeTheInterfaceAndRemoveItWithThePort() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    get(sluice.ready());
    assertTrue(exists(INTERFACE));
    assertEquals("interface sluice-it0 is up", await(SwitchState.Port::link).status());
    get(sluice.delPort("br0", "t0"));
    assertFalse(exists(INTERFACE));
  }

  @Test
  void shouldOpenItAgainWhenSomebodyDeletesIt() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    await(SwitchState.Port::link);
    Process ip = new ProcessBuilder("ip", "link", "del", INTERFACE).inheritIO().start();
    assertEquals(0, ip.waitFor());
    SwitchState.Port back = await(port -> port.restarts() == 1 && port.link());
    assertEquals("the interface sluice-it0 was deleted", back.lastFailure());
    assertTrue(exists(INTERFACE));
  }

  @Test
  void shouldRefuseAnInterfaceThatIsNoTap() throws Exception {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> get(sluice.addPort("br0", tap("t0", "lo"))));
    String message = assertInstanceOf(SwitchException.class, e.getCause()).getMessage();
    assertTrue(message.startsWith("port t0: ") && message.contains("lo"), message);
    assertEquals(List.of(), get(sluice.state()).bridges().getFirst().ports());
  }
}
