package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A change of a meter.
 *
 * @param id {@link #ALL} with DELETE: all
 * @param packets rates are packets a second, else kilobits
 */
public record MeterMod(
    Command command, int id, boolean packets, boolean burst, boolean stats, List<Band> bands)
    implements Change {
  public static final int ALL = 0xffffffff;

  /** Of packets for controllers that no meter of their own limits. No flow names it. */
  public static final int CONTROLLER = 0xfffffffe;

  /** What to do. */
  public enum Command {
    ADD,
    MODIFY,
    DELETE
  }

  /** What a band does with what is above its rate. */
  public enum BandType {
    DROP,
    DSCP_REMARK
  }

  /**
   * A band.
   *
   * @param rate kilobits or packets a second
   * @param burst kilobits or packets; 0: a second's worth
   * @param precedence for DSCP_REMARK: by how much the drop precedence grows
   */
  public record Band(BandType type, long rate, long burst, int precedence) {}

  public MeterMod {
    bands = List.copyOf(bands);
  }
}
