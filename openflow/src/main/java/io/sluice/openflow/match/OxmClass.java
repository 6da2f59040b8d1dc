package io.sluice.openflow.match;

import io.sluice.openflow.wire.OfError;

/** The name space of a field's number. */
public enum OxmClass {
  /** Nicira's fields for what OpenFlow 1.0 could match. */
  NXM_0(0x0000, 0),
  /** Nicira's further fields. */
  NXM_1(0x0001, 0),
  BASIC(0x8000, 0),
  PACKET_REGISTERS(0x8001, 0),
  ONF(0xffff, OfError.ONF),
  NICIRA(0xffff, OfError.NICIRA);

  public final int number;

  /** Follows the header when it is not 0. */
  public final long experimenter;

  OxmClass(int number, long experimenter) {
    this.number = number;
    this.experimenter = experimenter;
  }
}
