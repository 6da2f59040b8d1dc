package io.sluice.datapath;

import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.ring.device.DropReason;
import java.util.List;
import java.util.Set;

/** What the tables, and the way to other lanes and to controllers, drop. */
final class TableDrops extends DropCases {
  TableDrops() {
    byTables(DropReason.NO_RULE, "an empty table");
    byTables(DropReason.NO_RULE, "no rule in the next table", "in_port=1,actions=goto_table:7");
    byTables(DropReason.RULE_DROP, "a rule says so", "in_port=1,actions=drop");
    on(
        DropReason.RULE_DROP,
        "a rule that only measures",
        rig ->
            sent(
                rig,
                3,
                DropRig.ports(3),
                "meter meter=1,kbps,bands=type=drop,rate=1000000",
                "in_port=1,actions=meter:1"));
    byTables(DropReason.NO_SUCH_PORT, "a number that no port has", "in_port=1,actions=output:9");
    on(
        DropReason.NO_SUCH_PORT,
        "the bridge left while it was between lanes",
        rig -> {
          rig.flows(TO_2);
          rig.sink(rig.other);
          send(rig, 3);
          rig.other.remove(0);
          rig.other.maintain(rig.now);
          return 3;
        });
    byTables(DropReason.SAME_PORT, "output to where it came from", "in_port=1,actions=output:1");
    on(DropReason.NO_OTHER_PORT, "FLOOD", rig -> sent(rig, 3, DropRig.ports(1), "actions=FLOOD"));
    on(DropReason.NO_OTHER_PORT, "NORMAL", rig -> sent(rig, 3, DropRig.ports(1), "actions=NORMAL"));
    byTables(
        DropReason.NO_BUCKET,
        "none of a fast-failover group is alive",
        "group group_id=5,type=ff,bucket=watch_port:9,output:2",
        "in_port=1,actions=group:5");
    byTables(
        DropReason.NO_BUCKET,
        "no bucket of a select group has a weight",
        "group group_id=5,type=select,bucket=weight:0,output:2",
        "in_port=1,actions=group:5");
    on(
        DropReason.RESERVED_ADDRESS,
        "NORMAL does not forward it",
        rig -> {
          rig.flows("actions=NORMAL");
          rig.sink(rig.lane);
          byte[] toBridges = udp();
          System.arraycopy(new byte[] {1, (byte) 0x80, (byte) 0xc2, 0, 0, 2}, 0, toBridges, 0, 6);
          rig.sender.send(toBridges);
          rig.poll();
          return 1;
        });
    byTables(DropReason.LOOP, "a table leads to itself", "in_port=1,actions=resubmit(,0)");
    byTables(
        DropReason.TOO_MANY_TAGS,
        "nine are pushed",
        "in_port=1,actions=" + "push_vlan:0x8100,".repeat(9) + "output:2");
    byTables(
        DropReason.TOO_MANY_LABELS,
        "four are pushed",
        "in_port=1,actions=" + "push_mpls:0x8847,".repeat(4) + "output:2");
    on(
        DropReason.METER,
        "packets over its rate",
        rig ->
            sent(
                    rig,
                    5,
                    DropRig.ports(3),
                    "meter meter=1,pktps,bands=type=drop,rate=1",
                    "in_port=1,actions=meter:1,output:2")
                - 1);
    on(
        DropReason.METER,
        "packet-ins over the controllers' rate",
        rig -> {
          rig.lane.punts().wake(0); // somebody reads
          sent(
              rig,
              5,
              DropRig.ports(3),
              "meter meter=controller,pktps,bands=type=drop,rate=1",
              "in_port=1,actions=controller,output:2");
          return 4;
        });
    byTables(DropReason.TTL, "dec_ttl of 1", "ip,actions=mod_nw_ttl:1,dec_ttl,output:2");
    on(
        DropReason.VLAN_FILTER,
        "a port's VLAN is another",
        rig -> {
          List<PortConfig> ports = DropRig.ports(3);
          ports.set(0, new PortConfig(1, "p1", new VlanMode.Trunk(Set.of(7))));
          return sent(rig, 3, ports, "actions=NORMAL");
        });
    on(
        DropReason.PORT_CONFIG,
        "it may not receive",
        rig -> {
          List<PortConfig> ports = DropRig.ports(3);
          ports.set(0, configured(1, PortConfig.Flag.NO_RECV));
          return sent(rig, 3, ports, TO_2);
        });
    on(
        DropReason.PORT_CONFIG,
        "it may not send",
        rig -> {
          List<PortConfig> ports = DropRig.ports(3);
          ports.set(1, configured(2, PortConfig.Flag.NO_FWD));
          return sent(rig, 3, ports, TO_2);
        });
    on(
        DropReason.NO_CONTROLLER,
        "none is there",
        rig -> {
          rig.tables.listen(Listeners.NOBODY);
          return sent(rig, 3, DropRig.ports(3), "in_port=1,actions=controller");
        });
    on(
        DropReason.CONTROLLER_BUSY,
        "nobody reads",
        rig -> {
          sent(rig, 3, DropRig.ports(3), "in_port=1,actions=controller,output:2");
          return 3;
        });
    on(
        DropReason.EXCHANGE_FULL,
        "the other lane is away",
        rig -> {
          rig.flows(TO_2);
          rig.sink(rig.other);
          while (rig.dropped() == 0) {
            rig.sender.chain(1, RingGuest.HEADER + 60_000, 0);
            rig.poll();
          }
          return 1;
        });
  }
}
