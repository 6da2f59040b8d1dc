package io.sluice.openflow.action;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/** Samples packets for IPFIX. Known to the codec so that it can be refused by name. */
public sealed interface SampleAction extends NiciraAction {

  /**
   * @param probability of 65535
   */
  record Sample(int probability, long collectorSet, long domain, long point)
      implements SampleAction {
    static final Struct<Sample> LAYOUT =
        (w, a) ->
            new Sample(
                nonZero(w, w.u16(a, Sample::probability)),
                w.u32(a, Sample::collectorSet),
                w.u32(a, Sample::domain),
                w.u32(a, Sample::point));
  }

  /**
   * @param direction 0: any, 1: ingress, 2: egress
   * @param third whether it has the number of sample3, which has a direction
   */
  record SamplePort(
      int probability,
      long collectorSet,
      long domain,
      long point,
      long port,
      int direction,
      boolean third)
      implements SampleAction {
    static final Struct<SamplePort> SECOND = (w, a) -> layout(w, a, false);
    static final Struct<SamplePort> THIRD = (w, a) -> layout(w, a, true);

    private static SamplePort layout(Wire w, SamplePort a, boolean third) {
      SamplePort read =
          new SamplePort(
              nonZero(w, w.u16(a, SamplePort::probability)),
              w.u32(a, SamplePort::collectorSet),
              w.u32(a, SamplePort::domain),
              w.u32(a, SamplePort::point),
              w.port16(a, SamplePort::port),
              w.u8(a, SamplePort::direction),
              third);
      w.check(
          read.direction <= 2, OfError.OFPBAC_BAD_ARGUMENT, () -> "direction " + read.direction);
      return read;
    }
  }

  private static int nonZero(Wire w, int probability) {
    w.check(probability != 0, OfError.OFPBAC_BAD_ARGUMENT, "probability 0");
    return probability;
  }
}
