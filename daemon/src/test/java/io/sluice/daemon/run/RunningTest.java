package io.sluice.daemon.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.SwitchState;
import io.sluice.daemon.config.SwitchConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file to a switch, in this process. */
class RunningTest {
  @TempDir private Path temp;

  /**
   * A generator at full rate floods at once, wherever a bridge still has its first flow, NORMAL.
   */
  @Test
  void shouldTreatNoPacketByAnythingButTheFilesFlows() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("conf"),
            """
            sluice {
              run-dir = "%s/run"
              idle = backoff
              pool { chunks = 1024 }
              bridges.br0 {
                ports {
                  secret { type = sink, ofport = 2 }
                  a { type = generator, ofport = 1 }
                  b { type = generator, ofport = 3, rate = 1000 }
                  open { type = sink, ofport = 4 }
                }
                flows = [ "in_port=a,actions=drop", "in_port=b,actions=output:open" ]
              }
            }
            """
                .formatted(temp));
    try (Opened opened = new Opened()) {
      SwitchConfig config = SwitchConfig.load(file);
      Running running = Running.start(config, config.runDir(), opened);
      SwitchState state = running.state();
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (port(state, "open").txPackets() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
        state = running.state();
      }
      assertTrue(port(state, "a").rxPackets() > 0, "the generator has not begun");
      assertTrue(port(state, "open").txPackets() > 0, "the flows are not there");
      assertEquals(0, port(state, "secret").txPackets());
      assertEquals(2, state.bridges().getFirst().flows());
    }
  }

  private static SwitchState.Port port(SwitchState state, String name) {
    return state.bridges().getFirst().ports().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
