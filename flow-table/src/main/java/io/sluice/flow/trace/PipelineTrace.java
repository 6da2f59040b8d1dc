package io.sluice.flow.trace;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.SlowPath;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.PipelineKey;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.text.FlowFormatter;
import io.sluice.flow.text.PacketText;
import java.util.Arrays;
import java.util.Collection;

/** Traces one packet through a snapshot. Changes nothing: it has a slow path of its own. */
public final class PipelineTrace {
  private PipelineTrace() {}

  /**
   * What happens to a packet, as ofproto/trace prints it.
   *
   * @param packet its fields; what is not said is 0
   * @param addresses what the bridge has learned
   */
  public static String trace(
      String bridge,
      PipelineSnapshot snapshot,
      Collection<MacEntry> addresses,
      Match packet,
      long nowNs) {
    long[] key = Arrays.copyOf(packet.valueWords(), FlowKey.WORDS);
    if (FlowKey.isMpls(FlowKey.dlType(key, 0))) {
      key[FlowKey.LABEL_WORD] |= 1L << FlowKey.LABEL_COUNT_SHIFT; // no field says how many
    }
    MacTable macs = new MacTable(MacListener.NONE);
    for (MacEntry e : addresses) {
      macs.learnQuietly(MacTable.key(e.mac(), e.vlan()), e.ofport(), nowNs);
    }
    SlowPath path = new SlowPath(0, macs);
    TraceTree tree = new TraceTree();
    path.traceTo(tree);
    Verdict verdict = path.translate(snapshot, key, 0, nowNs);
    long[] end = path.finalKey();
    boolean same = Arrays.equals(key, Arrays.copyOf(end, FlowKey.WORDS));
    same &= Arrays.stream(end, FlowKey.WORDS, PipelineKey.SETS).allMatch(w -> w == 0);
    same &= end[PipelineKey.SETS] == FlowAction.PORT_UNSET;
    String megaflow = FlowFormatter.formatMatch(verdict.megaflow());
    return "Flow: "
        + PacketText.write(key)
        + "\n\n"
        + tree.print(bridge)
        + "\nFinal flow: "
        + (same ? "unchanged" : PacketText.write(end))
        + "\nMegaflow: recirc_id=0,eth"
        + (megaflow.isEmpty() ? "" : ",")
        + megaflow
        + "\nDatapath actions: "
        + DatapathText.write(verdict.actions, key)
        + (verdict.actions.length == 0 ? " (" + verdict.cause + ")" : "")
        + "\n"
        + (path.ttlUsedUp() ? ttlUsedUp(verdict) : "");
  }

  /** One megaflow serves all TTLs, so that its actions do not say it. */
  private static String ttlUsedUp(Verdict verdict) {
    for (DatapathAction a : verdict.actions) {
      if (a.opcode == DatapathAction.DEC_TTL || a.opcode == DatapathAction.DEC_MPLS_TTL) {
        return "This packet's TTL is used up: it goes no further than to "
            + (a.opcode == DatapathAction.DEC_TTL ? "dec_ttl" : "dec_mpls_ttl")
            + " (ttl expired)\n";
      }
    }
    return "";
  }
}
