package io.sluice.flow.cache;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PipelineSnapshot;

/**
 * Tells of a packet that is handed in whether its actions would come to an end, before a lane
 * carries them out: who hands it in wants to know. Changes nothing. Used by one thread.
 */
public final class Rehearsal {
  private SlowPath path; // made when it is needed: it is large

  /**
   * Does nothing for actions that end by themselves.
   *
   * @throws FlowException of kind ENDLESS
   */
  public void check(PipelineSnapshot snapshot, PacketOut out, long nowNs) {
    if (out.actions().stream().noneMatch(Rehearsal::leadsOn)) {
      return;
    }
    if (path == null) {
      path = new SlowPath(0, new MacTable(MacListener.NONE));
    }
    long[] key = new long[FlowKey.STRIDE];
    byte[] frame = out.frame();
    int length = frame.length;
    HeaderParser.parse(frame, 0, length, length, out.inPort(), key, 0, HeaderParser.Depth.ALL);
    DropCause cause = path.execute(snapshot, key, 0, out.actions(), nowNs).cause;
    switch (cause) {
      case LOOP, TOO_MANY_LABELS, TOO_MANY_TAGS ->
          throw new FlowException(FlowException.Kind.ENDLESS, "the packet is dropped: " + cause);
      default -> {}
    }
  }

  private static boolean leadsOn(FlowAction action) {
    return switch (action) {
      case FlowAction.Output(int port, _) -> port == FlowAction.PORT_TABLE;
      case FlowAction.Resubmit _,
          FlowAction.Group _,
          FlowAction.Clone _,
          FlowAction.PushMpls _,
          FlowAction.PushVlan _ ->
          true;
      default -> false;
    };
  }
}
