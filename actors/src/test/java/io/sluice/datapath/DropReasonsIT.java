package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.device.DropReason;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reason to drop a packet is provoked on real rings, in each place where it can come up, and
 * moves its own counter by the packets that died and no other; and all packets are accounted for.
 * The TAP needs root.
 */
class DropReasonsIT {
  static Stream<DropCases.Case> cases() {
    return Stream.of(new TableDrops(), new RingDrops()).flatMap(DropCases::all);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void shouldCountWhatDiedAndNothingElse(DropCases.Case c) throws Exception {
    try (DropRig rig = new DropRig()) {
      long packets = c.provocation().on(rig);
      assertEquals(Map.of(c.reason(), packets), rig.drops());
      rig.assertBalance();
    }
  }

  @Test
  void shouldProvokeEveryReason() {
    Set<DropReason> provoked = cases().map(DropCases.Case::reason).collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(DropReason.class), provoked);
  }
}
