package io.sluice.flow.cache;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.mac.MacTable;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PacketTrial;
import io.sluice.flow.pipeline.PipelineSnapshot;
import java.util.function.Supplier;

/**
 * Runs a packet that is handed in through the tables before a lane does: who hands it in wants to
 * know whether there is an end. Used by one thread.
 */
public final class Rehearsal implements PacketTrial {
  private SlowPath path; // made when it is needed: it is large

  @Override
  public void check(Supplier<PipelineSnapshot> tables, PacketOut out, long[] key, long nowNs) {
    if (out.actions().stream().noneMatch(Rehearsal::leadsOn)) {
      return;
    }
    if (path == null) {
      path = new SlowPath(0, new MacTable(MacListener.NONE));
    }
    DropCause cause = path.execute(tables.get(), key, 0, out.actions(), nowNs).cause;
    switch (cause) {
      case LOOP, TOO_MANY_LABELS, TOO_MANY_TAGS ->
          throw new FlowException(FlowException.Kind.ENDLESS, "the packet is dropped: " + cause);
      default -> {}
    }
  }

  /** Other actions end by themselves. */
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
