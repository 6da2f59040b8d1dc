package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.cache.Punt;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowRemoved;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig.Flag;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.GroupText;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bridge tells its watchers, and what they hand in, on two lanes with real datapaths. */
class ControllersTest {
  private static final byte[] FRAME = new byte[60];

  private final Heard heard = new Heard();
  private SwitchSystem sluice;

  /** Keeps what it hears. */
  private static final class Heard implements BridgeWatcher {
    final BlockingQueue<PacketIn> packets = new LinkedBlockingQueue<>();
    final BlockingQueue<FlowRemoved> removed = new LinkedBlockingQueue<>();
    final BlockingQueue<PortChange> ports = new LinkedBlockingQueue<>();

    @Override
    public void packetIn(PacketIn packet) {
      packets.add(packet);
    }

    @Override
    public void flowsRemoved(List<FlowRemoved> gone) {
      removed.addAll(gone);
    }

    @Override
    public void portChanged(PortChange change) {
      ports.add(change);
    }
  }

  @BeforeEach
  void start() throws Exception {
    sluice =
        SwitchSystem.start(
            new SwitchSettings(
                Lanes.unpinned(2, IdleMode.BACKOFF),
                Path.of("target"),
                SwitchSettings.DEFAULT_POOL_CHUNKS));
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", sink("a", 1)));
    get(sluice.addPort("br0", sink("b", 2)));
    get(sluice.ready());
    get(sluice.watch("br0", heard));
    get(sluice.listen("br0", to(Punt.PACKET_OUT)));
  }

  private static Listeners to(int reason) {
    return new Listeners(Map.of(0, 1 << reason));
  }

  @AfterEach
  void stop() throws Exception {
    PacketBalance.check(sluice);
    TestSwitch.stop(sluice);
  }

  private static PortSpec sink(String name, int ofport) {
    return new PortSpec.Sink(
        new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All()));
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(60, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing within a minute");
    return next;
  }

  private void replaceFlows(String... flows) throws Exception {
    get(sluice.applyFlows("br0", List.of(new FlowParser().parseFilter(""))));
    for (String flow : flows) {
      get(sluice.applyFlows("br0", List.of(new FlowParser().parseFlow(flow))));
    }
  }

  private void throughTheTables(int inPort) throws Exception {
    get(
        sluice.packetOut(
            "br0",
            new PacketOut(inPort, FRAME, List.of(new FlowAction.Output(FlowAction.PORT_TABLE)))));
  }

  /** A lane is told of a packet, and does not answer. */
  private void awaitHandedIn(long packets) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (get(sluice.state()).balance().in() < packets) {
      assertTrue(System.nanoTime() < deadline, "not carried out within a minute");
      Thread.sleep(1);
    }
  }

  @Test
  void shouldTellOfPacketsThatAFlowSendsToTheControllers() throws Exception {
    replaceFlows("cookie=0x5,in_port=1,actions=controller,output:2");
    throughTheTables(1);
    PacketIn in = next(heard.packets);
    assertEquals(1, in.inPort());
    assertEquals(5, in.punt().cookie());
    assertArrayEquals(FRAME, in.frame());
    get(sluice.unwatch("br0", heard));
    throughTheTables(1);
    awaitHandedIn(2);
    assertNull(heard.packets.poll(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void shouldTellOfMissesWhenAsked() throws Exception {
    replaceFlows();
    throughTheTables(2);
    awaitHandedIn(1); // by the tables before
    get(sluice.listen("br0", to(Punt.IMPLICIT_MISS)));
    throughTheTables(1);
    PacketIn in = next(heard.packets);
    assertEquals(1, in.inPort(), "the first was dropped");
    assertEquals(Punt.IMPLICIT_MISS, in.punt().reason());
    assertEquals(-1, in.punt().cookie());
    get(sluice.listen("br0", Listeners.NOBODY));
  }

  @Test
  void shouldSendWhatAControllerHandsIn() throws Exception {
    replaceFlows();
    for (int port = 1; port <= 2; port++) {
      get(
          sluice.packetOut(
              "br0", new PacketOut(0xfffd, FRAME, List.of(new FlowAction.Output(port)))));
    }
    awaitHandedIn(2);
    assertEquals(2, PacketBalance.check(sluice).out());
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                get(
                    sluice.packetOut(
                        "br0", new PacketOut(1, FRAME, List.of(new FlowAction.Group(9))))));
    assertEquals("there is no group 9", e.getCause().getMessage());
    replaceFlows("actions=resubmit(,1)", "table=1,actions=resubmit(,0)");
    e = assertThrows(ExecutionException.class, () -> throughTheTables(1));
    assertEquals("the packet is dropped: LOOP", e.getCause().getMessage());
    assertEquals(2, PacketBalance.check(sluice).in(), "which no lane has seen");
  }

  @Test
  void shouldTellOfFlowsThatAreGoneWithAllThatTheyCounted() throws Exception {
    replaceFlows("send_flow_rem,cookie=0x3,in_port=1,actions=output:2", "in_port=2,actions=drop");
    for (int i = 0; i < 5; i++) {
      throughTheTables(1);
    }
    awaitHandedIn(5);
    replaceFlows();
    // It was told of before the request was answered.
    FlowRemoved gone = heard.removed.poll();
    assertEquals(FlowRemoved.Reason.DELETE, gone.reason());
    assertEquals(3, gone.flow().flow().cookie());
    assertEquals(5, gone.flow().packets());
    replaceFlows("send_flow_rem,hard_timeout=1,in_port=1,actions=drop");
    assertEquals(FlowRemoved.Reason.HARD_TIMEOUT, next(heard.removed).reason());
    replaceFlows("send_flow_rem,idle_timeout=1,in_port=1,actions=drop");
    assertEquals(FlowRemoved.Reason.IDLE_TIMEOUT, next(heard.removed).reason());
    assertNull(heard.removed.poll());
  }

  private void assertChange(PortChange.Kind kind, String port, boolean link) throws Exception {
    PortChange change = next(heard.ports);
    assertEquals(kind, change.kind());
    assertEquals(port, change.port().name());
    assertEquals(link, change.port().link());
  }

  @Test
  void shouldTellOfPortsThatComeAndGo() throws Exception {
    get(sluice.addPort("br0", sink("c", 3)));
    assertChange(PortChange.Kind.ADDED, "c", false);
    assertChange(PortChange.Kind.MODIFIED, "c", true);
    get(sluice.delPort("br0", "c"));
    assertChange(PortChange.Kind.DELETED, "c", true);
    assertNull(heard.ports.poll());
  }

  private void configure(int port, Set<Flag> on, Set<Flag> off) throws Exception {
    get(sluice.configurePort("br0", port, on, off, this));
  }

  /** How many packets have left by a port. */
  private long sent(int port) throws Exception {
    PacketBalance.check(sluice); // what goes to the other lane is there
    return get(sluice.state()).bridges().getFirst().ports().stream()
        .filter(p -> p.ofport() == port)
        .findFirst()
        .orElseThrow()
        .txPackets();
  }

  @Test
  void shouldDoWithAPortOnlyWhatItIsConfiguredTo() throws Exception {
    get(sluice.addPort("br0", sink("c", 3)));
    get(sluice.ready());
    replaceFlows("in_port=1,actions=flood", "in_port=2,actions=all", "in_port=3,actions=output:1");
    heard.ports.clear();
    configure(3, Set.of(Flag.NO_FLOOD), Set.of());
    PortChange change = next(heard.ports);
    assertEquals(PortChange.Kind.MODIFIED, change.kind());
    assertEquals(List.of(Flag.NO_FLOOD), change.port().config());
    assertEquals(this, change.by());
    configure(3, Set.of(Flag.NO_FLOOD), Set.of());
    assertNull(heard.ports.poll(), "nothing has changed");

    throughTheTables(1); // to 2
    throughTheTables(2); // to 1 and 3
    awaitHandedIn(2);
    assertEquals(List.of(1L, 1L, 1L), List.of(sent(1), sent(2), sent(3)));
    configure(3, Set.of(Flag.NO_FWD), Set.of(Flag.NO_FLOOD));
    throughTheTables(1); // to 2
    awaitHandedIn(3);
    assertEquals(List.of(1L, 2L, 1L), List.of(sent(1), sent(2), sent(3)));
    configure(3, Set.of(), Set.of(Flag.NO_FWD));
    throughTheTables(1); // to 2 and 3
    awaitHandedIn(4);
    assertEquals(List.of(1L, 3L, 2L), List.of(sent(1), sent(2), sent(3)));
  }

  @Test
  void shouldLeaveAPortThatIsDownForOneThatIsNot() throws Exception {
    GroupMod group =
        new GroupText(name -> OptionalInt.empty())
            .read(
                GroupMod.Command.ADD,
                "group_id=1,type=ff,bucket=watch_port:1,actions=output:1,"
                    + "bucket=watch_port:2,actions=output:2");
    replaceFlows();
    get(sluice.applyFlows("br0", List.of(group)));
    replaceFlows("in_port=3,actions=group:1");
    throughTheTables(3);
    awaitHandedIn(1);
    assertEquals(1, sent(1));
    configure(1, Set.of(Flag.PORT_DOWN), Set.of());
    throughTheTables(3);
    awaitHandedIn(2);
    assertEquals(List.of(1L, 1L), List.of(sent(1), sent(2)));
    configure(1, Set.of(), Set.of(Flag.PORT_DOWN));
    get(sluice.delPort("br0", "b"));
    throughTheTables(3);
    awaitHandedIn(3);
    assertEquals(2, sent(1));
  }
}
