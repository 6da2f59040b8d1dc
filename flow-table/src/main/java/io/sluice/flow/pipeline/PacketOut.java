package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A packet that somebody hands in, and what is to be done with it.
 *
 * @param inPort the port that it is to be taken to have come from; 0xfffd: none
 * @param frame not to be changed any more
 * @param old whether OpenFlow 1.0's own actions do nothing where they find nothing
 */
public record PacketOut(int inPort, byte[] frame, List<FlowAction> actions, boolean old) {
  public PacketOut {
    actions = List.copyOf(actions);
  }

  public PacketOut(int inPort, byte[] frame, List<FlowAction> actions) {
    this(inPort, frame, actions, false);
  }
}
