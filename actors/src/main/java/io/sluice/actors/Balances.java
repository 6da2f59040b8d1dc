package io.sluice.actors;

import java.util.List;

/**
 * Sums up a {@link SwitchState.Balance} from what is shown elsewhere in the state, so that a packet
 * that nobody shows is missing in it. Stateless; any thread.
 */
final class Balances {
  private Balances() {}

  /**
   * @param departed what ports did that are gone
   */
  static SwitchState.Balance of(
      List<SwitchState.Bridge> bridges, PortStats.Totals departed, List<LaneTotals> lanes) {
    PortStats.Totals all = departed;
    for (SwitchState.Bridge bridge : bridges) {
      for (SwitchState.Port port : bridge.ports()) {
        all =
            all.plus(
                new PortStats.Totals(
                    port.rxPackets(),
                    port.rxBytes(),
                    port.rxDrops(),
                    port.txPackets(),
                    port.txBytes(),
                    port.drops()));
      }
    }
    return of(all, lanes);
  }

  /**
   * @param ports what all of them did
   */
  static SwitchState.Balance of(PortStats.Totals ports, List<LaneTotals> lanes) {
    long in = ports.rxPackets();
    long dropped = sum(ports.drops().values()) - ports.rxDrops();
    long copies = 0;
    long told = 0;
    long held = 0;
    for (LaneTotals lane : lanes) {
      copies += lane.copies();
      told += lane.told();
      in += lane.handedIn();
      held += lane.held();
      dropped += lane.exchange().drops();
    }
    return new SwitchState.Balance(in, copies, ports.txPackets(), told, dropped, held);
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (long n : counts) {
      sum += n;
    }
    return sum;
  }
}
