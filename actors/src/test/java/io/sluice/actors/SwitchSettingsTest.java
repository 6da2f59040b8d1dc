package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.lane.IdleMode;
import io.sluice.lane.LaneSpec;
import io.sluice.lane.Lanes;
import io.sluice.ring.os.Sched;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchSettingsTest {
  private static final int CPU = Sched.getAffinity().nextSetBit(0);

  private static String refused(List<LaneSpec> lanes, int poolChunks) {
    return assertThrows(
            SwitchException.class, () -> new SwitchSettings(lanes, Path.of("run"), poolChunks))
        .getMessage();
  }

  @Test
  void shouldTakeTheDefaults() {
    assertFalse(SwitchSettings.defaults(Path.of("run")).lanes().isEmpty());
  }

  @Test
  void shouldRefuseACpuThatCannotBeHad() {
    String message = refused(Lanes.on(List.of(8000), IdleMode.SPIN), 64);
    assertTrue(
        message.startsWith("lane 0: cpu 8000: expected one that this process may use: {" + CPU),
        message);
  }

  @Test
  void shouldRefuseACpuTwice() {
    assertEquals(
        "lane 1: cpu %d is lane 0's; give each lane its own".formatted(CPU),
        refused(Lanes.on(List.of(CPU, CPU), IdleMode.SPIN), 64));
  }

  @Test
  void shouldRefuseNoLanesAndNoPool() {
    assertEquals("a switch needs at least one lane; say lanes = auto", refused(List.of(), 64));
    assertEquals(
        "pool chunks: expected 1 to 4194304, got 0", refused(Lanes.unpinned(1, IdleMode.SPIN), 0));
  }
}
