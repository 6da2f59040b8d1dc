package io.sluice.perf;

/** A contender that speaks OpenFlow. */
interface Programmable extends Contender {
  /** Where, in the words of ovs-ofctl; once it has started. */
  String openFlow();
}
