package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;

/**
 * Layout of the key that tables are looked up with: a packet's {@link FlowKey}, and behind it what
 * only the pipeline knows. All of that is the same for every packet that enters (0, but for
 * actset_output), so that no verdict depends on it and no cache has it in its key.
 *
 * <pre>
 *        63                         32 31             16 15            0
 *   0..14  the packet: {@link FlowKey}
 *   15  |                          metadata                            |
 *   16  |                           tun_id                             |
 *   17  |          pkt_mark           |           ct_mark              |
 *   18  |            reg0             |             reg1               |   xreg0
 *   ..25  ... reg14, reg15: xreg7; two words from an even xreg on are an xxreg
 *   26  |          ct_state           |    ct_zone    |       0        |
 *   27,28  ct_label
 *   29  |           conj_id           |         actset_output          |
 * </pre>
 */
public final class PipelineKey {
  public static final int METADATA = FlowKey.WORDS;
  public static final int TUN_ID = METADATA + 1;
  public static final int MARKS = TUN_ID + 1;
  public static final int REGISTERS = MARKS + 1;
  public static final int CT = REGISTERS + 8;
  public static final int CT_LABEL = CT + 1;
  public static final int SETS = CT_LABEL + 2;
  public static final int WORDS = SETS + 1;

  private PipelineKey() {}
}
