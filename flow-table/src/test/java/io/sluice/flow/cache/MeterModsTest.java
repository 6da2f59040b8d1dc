package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.MeterText;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Meters as a bridge's tables have them. */
class MeterModsTest {
  private static final byte[] UDP = Packets.v4(17, 1, 2, 3, 4);
  private final FlowTables tables = new FlowTables(EnumSet.of(FlowTables.Ability.METER));

  private void apply(MeterMod.Command command, String meter) throws Exception {
    tables.apply(List.of(MeterText.read(command, meter)), 7);
  }

  private void refused(FlowException.Kind kind, MeterMod.Command command, String meter) {
    FlowException e = assertThrows(FlowException.class, () -> apply(command, meter), meter);
    assertEquals(kind, e.kind());
  }

  @Test
  void shouldBeAStepOfTheProgram() throws Exception {
    apply(MeterMod.Command.ADD, "meter=3,pktps,bands=type=drop,rate=5");
    tables.apply(
        List.of(
            new FlowParser().parseFlow("udp,actions=meter:3,output:2"),
            new FlowParser().parseFlow("priority=1,actions=meter:3")),
        7);
    LaneLookup lookup = new LaneLookup(0, tables.snapshot(), MacListener.NONE);
    Verdict[] out = new Verdict[1];
    int[] length = {UDP.length};
    lookup.classify(UDP, new int[1], length, length, 1, 1, 7, out);
    assertEquals("[meter:3, output:2]", out[0].toString());
    byte[] tcp = Packets.v4(6, 1, 2, 3, 4);
    lookup.classify(tcp, new int[1], length, length, 1, 1, 7, out);
    assertEquals("[meter:3]", out[0].toString(), "counted, though it is dropped then");
    MeterStats s = tables.dumpMeters(Map.of(3, new long[] {9, 900, 4, 400}), 8).getFirst();
    assertEquals(2, s.flows());
    assertEquals(9, s.packets());
    assertEquals(List.of(400L), s.bandBytes());
    assertEquals(1, s.durationNs());
  }

  @Test
  void shouldTakeItsFlowsWithIt() throws Exception {
    apply(MeterMod.Command.ADD, "meter=3,pktps,bands=type=drop,rate=5");
    tables.apply(List.of(new FlowParser().parseFlow("udp,actions=meter:3,output:2")), 7);
    apply(MeterMod.Command.MODIFY, "meter=3,kbps,bands=type=dscp_remark,rate=6,prec_level=1");
    assertEquals(1, tables.size());
    assertEquals(
        "meter=3 kbps bands=type=dscp_remark rate=6 prec_level=1",
        MeterText.format(tables.snapshot().meters().getFirst()));
    apply(MeterMod.Command.DELETE, "meter=all");
    assertEquals(0, tables.size());
    assertEquals(List.of(), tables.snapshot().meters());
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    apply(MeterMod.Command.ADD, "meter=3,pktps,bands=type=drop,rate=5");
    refused(
        FlowException.Kind.METER_EXISTS, MeterMod.Command.ADD, "meter=3,bands=type=drop,rate=5");
    refused(
        FlowException.Kind.UNKNOWN_METER,
        MeterMod.Command.MODIFY,
        "meter=4,bands=type=drop,rate=5");
    refused(FlowException.Kind.BAD_METER, MeterMod.Command.ADD, "meter=4");
    refused(FlowException.Kind.BAD_METER, MeterMod.Command.ADD, "meter=4,bands=type=drop");
    var flow = new FlowParser().parseFlow("udp,actions=meter:9,output:2");
    FlowException e = assertThrows(FlowException.class, () -> tables.apply(List.of(flow)));
    assertEquals(FlowException.Kind.BAD_METER, e.kind());
  }
}
