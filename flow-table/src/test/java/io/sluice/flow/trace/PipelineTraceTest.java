package io.sluice.flow.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTraceTest {
  private final FlowTables tables = new FlowTables();

  private String trace(List<MacEntry> addresses, String packet, String... flows) throws Exception {
    List<PortConfig> ports = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      ports.add(new PortConfig(i, "p" + i, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    for (String f : flows) {
      mods.add(new FlowParser().parseFlow(f));
    }
    tables.apply(mods, 1);
    PipelineSnapshot before = tables.snapshot();
    var match = new FlowParser().parseFilter(packet).match();
    String text = PipelineTrace.trace("br0", before, addresses, match, 1);
    assertEquals(before, tables.snapshot());
    assertTrue(tables.dump(FlowMod.all(), 1).stream().allMatch(s -> s.packets() == 0));
    return text;
  }

  @Test
  void shouldTellEveryStep() throws Exception {
    assertEquals(
        """
        Flow: udp,in_port=1,dl_vlan=5,dl_vlan_pcp=0,dl_src=00:00:00:00:00:00,\
        dl_dst=00:00:00:00:00:00,nw_src=0.0.0.0,nw_dst=10.0.0.7,nw_tos=0,nw_ecn=0,nw_ttl=9,\
        nw_frag=no,tp_src=0,tp_dst=53

        bridge("br0")
        -------------
         0. priority 32768
            clone(strip_vlan,output:2)
            strip_vlan
            output:2
            resubmit(,1)
             1. udp,nw_dst=10.0.0.0/8, priority 7, cookie 0x9
                    mod_nw_src:1.2.3.4
                    dec_ttl
                    resubmit(,2)
                 2. No match.
                    drop
            output:1
             >> skipping output to input port

        Final flow: udp,in_port=1,dl_vlan=5,dl_vlan_pcp=0,dl_src=00:00:00:00:00:00,\
        dl_dst=00:00:00:00:00:00,nw_src=1.2.3.4,nw_dst=10.0.0.7,nw_tos=0,nw_ecn=0,nw_ttl=8,\
        nw_frag=no,tp_src=0,tp_dst=53
        Megaflow: recirc_id=0,eth,udp,in_port=1,dl_vlan=5,dl_vlan_pcp=0,nw_dst=10.0.0.0/8
        Datapath actions: pop_vlan,2
        """,
        trace(
            List.of(),
            "in_port=1,dl_vlan=5,udp,nw_dst=10.0.0.7,nw_ttl=9,udp_dst=53",
            "actions=clone(strip_vlan,output:2),resubmit(,1),output:1",
            "table=1,cookie=9,priority=7,udp,nw_dst=10.0.0.0/8,"
                + "actions=mod_nw_src:1.2.3.4,dec_ttl,resubmit(,2)"));
  }

  @Test
  void shouldSayThatAPacketsTtlIsUsedUp() throws Exception {
    String flow = "ip,actions=output:3,dec_ttl,output:2";
    String end = "it goes no further than to dec_ttl (ttl expired)\n";
    for (int ttl = 0; ttl < 2; ttl++) {
      String text = trace(List.of(), "in_port=1,ip,nw_ttl=" + ttl, flow);
      assertTrue(
          text.endsWith("Datapath actions: 3,dec_ttl,2\nThis packet's TTL is used up: " + end),
          text);
    }
    assertFalse(trace(List.of(), "in_port=1,ip,nw_ttl=2", flow).contains("used up"));
    String labelled = "mpls,actions=dec_mpls_ttl,output:2";
    String packet = "in_port=1,mpls,mpls_label=5,mpls_ttl=1";
    assertTrue(trace(List.of(), packet, labelled).contains("no further than to dec_mpls_ttl"));
  }

  @Test
  void shouldKnowWhatTheBridgeLearned() throws Exception {
    String known =
        trace(
            List.of(new MacEntry(0x020000000009L, 0, 3, 1)),
            "in_port=1,dl_dst=02:00:00:00:00:09",
            "actions=NORMAL");
    assertTrue(known.contains("Datapath actions: 3\n"), known);
    String unknown = trace(List.of(), "in_port=1,dl_dst=02:00:00:00:00:09");
    assertTrue(unknown.contains("Datapath actions: 2,3\n"), unknown);
  }

  @Test
  void shouldSayWhyNothingIsSent() throws Exception {
    String text =
        trace(List.of(), "in_port=1", "actions=resubmit(,1)", "table=1,actions=resubmit(,0)");
    assertTrue(text.contains(">> over max translation depth 64"), text);
    assertTrue(text.endsWith("Datapath actions: drop (LOOP)\n"), text);
  }
}
