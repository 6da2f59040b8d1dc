package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.Multipart.MultipartReply;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.Recordings;
import io.sluice.openflow.message.Recordings.Recorded;
import io.sluice.openflow.message.StatsReply.FlowReply;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ovs-ofctl adds, and is then shown, is the same flow. */
class TranslationTest {

  @Test
  void shouldShowTheFlowsThatWereAdded() {
    int shown = 0;
    List<String> refused = new ArrayList<>();
    for (Recorded recorded : Recordings.all()) {
      Envelope envelope = OpenFlowCodec.decode(recorded.bytes());
      if (!(envelope.message() instanceof io.sluice.openflow.message.FlowMod mod)
          || mod.command() != io.sluice.openflow.message.FlowMod.ADD) {
        continue;
      }
      FlowMod added;
      try {
        added = FlowModReader.read(mod, envelope.version(), true);
      } catch (WireException e) {
        refused.add(recorded + ": " + e.getMessage());
        continue;
      }
      check(added, envelope.version(), recorded);
      shown++;
    }
    assertTrue(shown > 130, shown + " shown, refused: " + String.join("\n", refused));
  }

  private static void check(FlowMod added, OfVersion version, Recorded recorded) {
    FlowStats stats = new FlowStats(added, 3, 180, 5_001_000_000L, 1_000_000_000L);
    boolean nicira = version == OfVersion.V10;
    FlowReply reply = new FlowReply(List.of(FlowStatsWriter.write(stats, version, nicira)), nicira);
    byte[] bytes = OpenFlowCodec.encode(version, 1, new MultipartReply(0, reply));
    MultipartReply read = (MultipartReply) OpenFlowCodec.decode(bytes).message();
    io.sluice.openflow.message.FlowStats flow = ((FlowReply) read.body()).flows().getFirst();
    assertEquals(5, flow.seconds());
    assertEquals(1_000_000, flow.nanoseconds());
    assertEquals(3, flow.packets());
    assertEquals(180, flow.bytes());
    assertEquals(added.priority(), flow.priority());
    assertEquals(added.cookie(), flow.cookie());
    assertEquals(added.idleTimeout(), flow.idleSeconds());
    assertEquals(added.match(), MatchFromWire.read(flow.match()), recorded::toString);
    assertEquals(added.actions(), ActionsFromWire.read(flow.instructions()), recorded::toString);
  }
}
