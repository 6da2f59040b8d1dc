package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.cache.Punt;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.text.MeterText;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Unistd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets to the controllers' ring and from controllers, on a lane polled by hand. */
class PuntTest extends LaneRig {
  private record Told(int bridge, int inPort, Punt punt, byte[] frame) {}

  private final List<Told> told = new ArrayList<>();
  private final SinkTxQueue sink = new SinkTxQueue();
  private int fd;

  @BeforeEach
  void open() {
    fd = EventFd.create();
    lane.punts().wake(fd);
    lane.attach(0, 2, 0, sink);
  }

  @AfterEach
  void closeFd() {
    Unistd.close(fd);
  }

  private static Listeners listeners(int reason) {
    return new Listeners(Map.of(0, 1 << reason));
  }

  private List<Told> drain() {
    told.clear();
    lane.punts()
        .drain(
            (bridge, inPort, punt, bytes, offset, length, offload) ->
                told.add(
                    new Told(
                        bridge, inPort, punt, Arrays.copyOfRange(bytes, offset, offset + length))),
            10_000);
    return told;
  }

  @Test
  void shouldTellOfAPacketAsTheActionsSoFarMadeIt() throws Exception {
    flows(
        "cookie=0x7,priority=9,in_port=1,actions=load:5->NXM_NX_REG3[],push_vlan:0x8100,"
            + "controller(id=4,userdata=01.02),strip_vlan,output:2");
    int n = poll();
    assertEquals(n, drain().size());
    assertEquals(n, sink.counters().packets());
    Told first = told.getFirst();
    assertEquals(1, first.inPort());
    assertEquals(204, first.frame().length); // 200 and a tag
    assertEquals((byte) 0x81, first.frame()[12]);
    assertEquals((byte) 0x45, first.frame()[18]);
    assertEquals(Punt.ACTION, first.punt().reason());
    assertEquals(7, first.punt().cookie());
    assertEquals(4, first.punt().controllerId());
    assertEquals("0102", first.punt().userdata());
    assertEquals(n, lane.told());
    assertEquals(n, lane.copies());
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldTellTableMissesApart() throws Exception {
    flows(
        "priority=0,in_port=1,actions=controller,resubmit(,1)",
        "table=1,priority=0,actions=controller,resubmit(,2)",
        "table=2,priority=1,actions=controller");
    poll();
    assertEquals(
        List.of(Punt.ACTION, Punt.EXPLICIT_MISS, Punt.ACTION),
        drain().subList(0, 3).stream().map(t -> t.punt().reason()).toList());
    assertEquals(1, told.get(1).punt().table());
  }

  /** As many packets as went to the controllers: none of one that nobody wants is copied. */
  @Test
  void shouldDropWhatNoControllerWantsWhereItIs() throws Exception {
    for (Listeners none :
        List.of(
            Listeners.NOBODY,
            listeners(Punt.NO_MATCH),
            new Listeners(Map.of(7, 1 << Punt.ACTION)))) {
      long before = counters.drops(DropReason.NO_CONTROLLER);
      tables.listen(none);
      flows("in_port=1,actions=controller");
      int n = poll();
      assertEquals(n, counters.drops(DropReason.NO_CONTROLLER) - before);
      long sent = sink.counters().packets();
      flows("in_port=1,actions=controller,output:2");
      assertEquals(poll(), sink.counters().packets() - sent);
      assertEquals(n, counters.drops(DropReason.NO_CONTROLLER) - before, "it went somewhere");
    }
    assertEquals(0, drain().size());
    assertEquals(0, lane.told());
    tables.listen(new Listeners(Map.of(7, 1 << Punt.ACTION)));
    flows("in_port=1,actions=controller(id=7),controller(id=8)");
    assertEquals(poll(), drain().size());
    assertEquals(7, told.getFirst().punt().controllerId());
    assertEquals(0, lane.copies());
  }

  @Test
  void shouldLosePacketInsAndNoPacketsWhenNobodyReads() throws Exception {
    flows("in_port=1,actions=controller,output:2");
    long n = forward(3_000);
    assertEquals(n, sink.counters().packets());
    assertEquals(n, lane.told() + counters.drops(DropReason.CONTROLLER_BUSY));
    assertEquals(PuntRing.RECORDS, drain().size());
    poll();
    assertTrue(drain().size() > 0, "goes on when there is room again");
  }

  @Test
  void shouldTellNoMoreThanMetersLetThrough() throws Exception {
    tables.apply(
        List.of(
            MeterText.read(MeterMod.Command.ADD, "meter=controller,pktps,bands=type=drop,rate=3"),
            MeterText.read(MeterMod.Command.ADD, "meter=7,pktps,bands=type=drop,rate=5")));
    flows("in_port=1,actions=controller,controller(meter_id=7),controller(meter_id=9),output:2");
    int n = poll();
    assertTrue(n > 5);
    assertEquals(
        3 + 5 + n, drain().size(), "the controllers' meter, one of its own, one not there");
    assertEquals(2 * n - 8, counters.drops(DropReason.METER));
    assertEquals(n, sink.counters().packets());
    assertEquals(n, lane.bridge(0).meterCounts().get(MeterMod.CONTROLLER)[0]);
  }

  @Test
  void shouldTellOfATtlThatIsUsedUp() throws Exception {
    flows("ip,in_port=1,actions=mod_nw_ttl:1,dec_ttl(3,4),output:2");
    int n = poll();
    assertEquals(2 * n, drain().size());
    assertEquals(Punt.INVALID_TTL, told.get(0).punt().reason());
    assertEquals(
        List.of(3, 4), told.subList(0, 2).stream().map(t -> t.punt().controllerId()).toList());
    assertEquals(0, sink.counters().packets());
    assertEquals(n, counters.drops(DropReason.TTL));
  }

  @Test
  void shouldTellOfATtlThatIsUsedUpWithoutNamesOnlyWhileAskedTo() throws Exception {
    for (String decrement : List.of("dec_ttl", "push_mpls:0x8847,set_mpls_ttl(1),dec_mpls_ttl")) {
      long before = counters.drops(DropReason.TTL);
      tables.listen(listeners(Punt.ACTION));
      flows("cookie=0x5,ip,in_port=1,actions=mod_nw_ttl:1," + decrement + ",output:2");
      int n = poll();
      assertEquals(0, drain().size(), decrement);
      tables.listen(listeners(Punt.INVALID_TTL));
      publish();
      n += poll();
      assertEquals(n, 2 * drain().size(), decrement);
      Punt punt = told.getFirst().punt();
      assertEquals(Punt.INVALID_TTL, punt.reason());
      assertEquals(0, punt.controllerId());
      assertEquals(5, punt.cookie());
      assertEquals(n, counters.drops(DropReason.TTL) - before);
      tables.listen(Listeners.NOBODY);
      publish();
      poll();
      assertEquals(0, drain().size(), decrement);
    }
    assertEquals(0, sink.counters().packets());
  }

  @Test
  void shouldCarryOutActionsOnAPacketThatIsHandedIn() throws Exception {
    flows("cookie=0x9,in_port=3,actions=output:2,controller");
    byte[] frame = new byte[1400];
    Arrays.fill(frame, (byte) 7);
    lane.handIn(0, 3, frame, List.of(new FlowAction.Output(2)), now);
    assertEquals(1, sink.counters().packets());
    assertEquals(1400, sink.counters().bytes());
    lane.handIn(0, 3, frame, List.of(new FlowAction.Output(FlowAction.PORT_TABLE)), now);
    assertEquals(2, sink.counters().packets());
    Told back = drain().getFirst();
    assertEquals(3, back.inPort());
    assertEquals(Punt.PACKET_OUT, back.punt().reason());
    assertEquals(9, back.punt().cookie());
    assertEquals(1400, back.frame().length);
    assertTrue(Arrays.equals(frame, back.frame()));
    lane.handIn(0, 0xfffd, frame, List.of(new FlowAction.Controller(0xffff)), now);
    assertEquals(Punt.PACKET_OUT, drain().getFirst().punt().reason());
    assertEquals(3, lane.handedIn());
    // Nothing is missing: what was handed in is out, or told.
    assertEquals(lane.handedIn() + lane.copies(), sink.counters().packets() + lane.told());
  }
}
