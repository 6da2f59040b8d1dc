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
    long in = departed.rxPackets();
    long out = departed.txPackets();
    long dropped = sum(departed.drops().values()) - departed.rxDrops();
    for (SwitchState.Bridge bridge : bridges) {
      for (SwitchState.Port port : bridge.ports()) {
        in += port.rxPackets();
        out += port.txPackets();
        dropped += sum(port.drops().values()) - port.rxDrops();
      }
    }
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
    return new SwitchState.Balance(in, copies, out, told, dropped, held);
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (long n : counts) {
      sum += n;
    }
    return sum;
  }
}
