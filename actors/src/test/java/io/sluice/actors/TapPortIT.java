package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.NO_SOCKETS;
import static io.sluice.actors.TestSwitch.await;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.refused;
import static io.sluice.actors.TestSwitch.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.flow.pipeline.PortConfig;
import io.sluice.ring.os.NetDevice;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TAP ports under their actors, with the kernel's own interfaces. Needs root. */
class TapPortIT {
  private static final String INTERFACE = "sl-it" + ProcessHandle.current().pid();

  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/net/tun")),
        "TAP interfaces need root and /dev/net/tun");
    sluice =
        SwitchSystem.start(
            settings(1, NO_SOCKETS), (addresses, pool) -> List.of(new LookupWork(0, addresses)));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    if (sluice != null) {
      get(sluice.stop());
      assertFalse(exists(INTERFACE), "the interface was left behind");
    }
  }

  private static boolean exists(String name) throws Exception {
    return NetworkInterface.getByName(name) != null;
  }

  private static PortSpec tap(String port, String name) {
    return new PortSpec.Tap(common(port), name);
  }

  @Test
  void shouldMakeTheInterfaceAndRemoveItWithThePort() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    get(sluice.ready());
    assertTrue(exists(INTERFACE));
    assertEquals(
        "interface " + INTERFACE + " is up", await(sluice, "t0", SwitchState.Port::link).status());
    get(sluice.delPort("br0", "t0"));
    assertFalse(exists(INTERFACE));
  }

  @Test
  void shouldOpenItAgainWhenSomebodyDeletesIt() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    await(sluice, "t0", SwitchState.Port::link);
    Process ip = new ProcessBuilder("ip", "link", "del", INTERFACE).inheritIO().start();
    assertEquals(0, ip.waitFor());
    SwitchState.Port back = await(sluice, "t0", port -> port.restarts() == 1 && port.link());
    assertEquals("the interface " + INTERFACE + " was deleted", back.lastFailure());
    assertTrue(exists(INTERFACE));
  }

  private void configure(Set<PortConfig.Flag> on, Set<PortConfig.Flag> off) throws Exception {
    get(sluice.configurePort("br0", 1, on, off, null));
  }

  private static boolean isUp() {
    return (NetDevice.flags(INTERFACE) & NetDevice.IFF_UP) != 0;
  }

  private static void ip(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), command.toString());
  }

  @Test
  void shouldSetTheInterfaceDownAndUpWithThePort() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    await(sluice, "t0", SwitchState.Port::link);
    assertTrue(isUp());
    configure(Set.of(PortConfig.Flag.PORT_DOWN), Set.of());
    assertEquals(
        "interface " + INTERFACE + " is down", await(sluice, "t0", port -> !port.link()).status());
    assertFalse(isUp());
    // A device that is opened anew is down too.
    ip("link", "del", INTERFACE);
    await(sluice, "t0", port -> port.restarts() == 1 && port.status().endsWith(" is down"));
    assertFalse(isUp());
    configure(Set.of(), Set.of(PortConfig.Flag.PORT_DOWN));
    await(sluice, "t0", SwitchState.Port::link);
    assertTrue(isUp());
  }

  @Test
  void shouldSeeThatSomebodySetsTheInterfaceDown() throws Exception {
    get(sluice.addPort("br0", tap("t0", INTERFACE)));
    await(sluice, "t0", SwitchState.Port::link);
    ip("link", "set", INTERFACE, "down");
    await(sluice, "t0", port -> !port.link() && port.restarts() == 0);
    ip("link", "set", INTERFACE, "up");
    await(sluice, "t0", SwitchState.Port::link);
  }

  @Test
  void shouldRefuseAnInterfaceThatIsNoTap() throws Exception {
    String message = refused(sluice.addPort("br0", tap("t0", "lo")));
    assertTrue(message.startsWith("port t0: ") && message.contains("lo"), message);
    assertEquals(List.of(), get(sluice.state()).bridges().getFirst().ports());
  }
}
