package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowAction.Algorithm;
import io.sluice.flow.pipeline.FlowAction.HashFields;
import java.util.List;

/** The numbers that Nicira gave to hashes and choices; each list is in the order of the numbers. */
final class Selections {
  /** NX_HASH_FIELDS_*. */
  static final List<HashFields> HASHES =
      List.of(
          HashFields.ETH_SRC,
          HashFields.SYMMETRIC_L4,
          HashFields.SYMMETRIC_L3L4,
          HashFields.SYMMETRIC_L3L4_UDP,
          HashFields.NW_SRC,
          HashFields.NW_DST,
          HashFields.SYMMETRIC_L3);

  /** NX_MP_ALG_*. */
  static final List<Algorithm> MULTIPATH =
      List.of(Algorithm.MODULO_N, Algorithm.HASH_THRESHOLD, Algorithm.HRW, Algorithm.ITER_HASH);

  /** NX_BD_ALG_*. */
  static final List<Algorithm> BUNDLE = List.of(Algorithm.ACTIVE_BACKUP, Algorithm.HRW);

  private Selections() {}
}
