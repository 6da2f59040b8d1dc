package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import io.sluice.openflow.action.Action;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TestPeer;
import io.sluice.openflow.message.Bucket;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.PortMod;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packet-outs, port-mods and groups in bundles, and barriers, of a running switch. */
class BundledTest {
  private static final int NO_RECV = 1 << 2;
  private static final int NO_FWD = 1 << 5;

  @TempDir static Path dir;
  private static SwitchSystem system;
  private static OpenFlowSwitch openFlow;
  private static TestPeer peer;
  private long xid = 1000;

  @BeforeAll
  static void start() throws Exception {
    system = SwitchSystem.start(new SwitchSettings(Lanes.auto(IdleMode.BACKOFF), dir, 512));
    system.addBridge("br0").toCompletableFuture().join();
    for (int i = 1; i <= 2; i++) {
      PortSpec.Common port =
          new PortSpec.Common("p" + i, OptionalInt.of(i), new PortSpec.Vlan.All());
      system.addPort("br0", new PortSpec.Sink(port)).toCompletableFuture().join();
    }
    system.ready().toCompletableFuture().join();
    Target target = Target.parse("ptcp:0:127.0.0.1");
    openFlow = OpenFlowSwitch.open(system, "br0", ControllerSettings.of(List.of(target)).with(0));
    peer = TestPeer.to(openFlow.listening().getFirst().port()).greet(OfVersion.V13);
  }

  @AfterAll
  static void stop() throws Exception {
    peer.close();
    openFlow.close();
    system.stop().toCompletableFuture().join();
  }

  private static PacketOut out(Action... actions) {
    return new PacketOut(
        PacketOut.NO_BUFFER, PortNumbers.CONTROLLER, List.of(actions), Bytes.of(new byte[60]));
  }

  private static GroupMod group(int id) {
    Bucket bucket =
        new Bucket(0, 0, 0xffffffffL, 0xffffffffL, List.of(new StandardAction.Output(2, 0)));
    return new GroupMod(GroupMod.ADD, 0, id, List.of(bucket), GroupMod.ANY_BUCKET, List.of());
  }

  private static PortMod mod(int port, long bits) {
    SwitchState.Port of = port(Math.min(port, 2));
    return new PortMod(port, Ports.address("br0", of), bits, bits, 0);
  }

  private static SwitchState.Port port(int ofport) {
    return system.state().toCompletableFuture().join().bridges().getFirst().ports().stream()
        .filter(p -> p.ofport() == ofport)
        .findFirst()
        .orElseThrow();
  }

  private static int groups() {
    return system.dumpGroups("br0").toCompletableFuture().join().size();
  }

  private void open(Message... messages) throws Exception {
    control(Bundle.OPEN_REQUEST);
    for (Message message : messages) {
      Bytes bundled = Bytes.of(OpenFlowCodec.encode(OfVersion.V13, ++xid, message));
      peer.raw(
          OpenFlowCodec.encode(
              OfVersion.V13, xid, new Bundle.BundleAdd(1, Bundle.ORDERED, bundled)));
    }
  }

  private static void control(int type) throws Exception {
    peer.send(new Bundle.BundleControl(1, type, Bundle.ORDERED));
    assertEquals(type + 1, peer.read(Bundle.BundleControl.class).type());
  }

  /** What a commit is refused with: the message's error, then that of the commit. */
  private static void refused(int code) throws Exception {
    peer.send(new Bundle.BundleControl(1, Bundle.COMMIT_REQUEST, Bundle.ORDERED));
    assertEquals(code, peer.read(Handshake.ErrorMessage.class).code());
    assertEquals(2313, peer.read(Handshake.ErrorMessage.class).code()); // ONF's MSG_FAILED
  }

  private static void barrier() throws Exception {
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
  }

  @Test
  void shouldDoAllOfABundleOrNothing() throws Exception {
    long sent = port(2).txPackets();
    // A packet may use the group before it in the bundle ...
    open(group(5), out(new StandardAction.Group(5)), mod(1, NO_RECV));
    control(Bundle.COMMIT_REQUEST);
    barrier();
    assertEquals(sent + 1, port(2).txPackets());
    assertEquals(Set.of(PortConfig.Flag.NO_RECV), Set.copyOf(port(1).config()));
    assertEquals(1, groups());
    // ... and none that is not there; of the rest nothing happens.
    open(group(6), mod(1, NO_FWD), out(new StandardAction.Group(7)));
    refused(9); // OFPBAC_BAD_OUT_GROUP
    open(group(6), out(new StandardAction.Output(2, 0)), mod(9, NO_FWD));
    refused(0); // OFPPMFC_BAD_PORT
    barrier();
    assertEquals(sent + 1, port(2).txPackets());
    assertEquals(Set.of(PortConfig.Flag.NO_RECV), Set.copyOf(port(1).config()));
    assertEquals(1, groups());
  }

  @Test
  void shouldHaveSentPacketsWhenABarrierIsAnswered() throws Exception {
    system.applyFlows("br0", List.of(FlowMod.all())).toCompletableFuture().join();
    for (int round = 0; round < 50; round++) {
      long sent = port(2).txPackets();
      for (int i = 0; i < 20; i++) {
        peer.send(out(new StandardAction.Output(2, 0)));
      }
      barrier();
      assertEquals(sent + 20, port(2).txPackets());
    }
    assertTrue(
        port(2).drops().isEmpty() || port(2).drops().values().stream().allMatch(n -> n == 0));
  }

  /** Each peer may have half of what all may have. */
  @Test
  void shouldKeepSoMuchOfAllPeersAndNoMore() throws Exception {
    PacketOut large =
        new PacketOut(
            PacketOut.NO_BUFFER,
            PortNumbers.CONTROLLER,
            List.of(new StandardAction.Output(2, 0)),
            Bytes.of(new byte[65_000]));
    Bytes bundled = Bytes.of(OpenFlowCodec.encode(OfVersion.V13, 7, large));
    byte[] add =
        OpenFlowCodec.encode(OfVersion.V13, 7, new Bundle.BundleAdd(1, Bundle.ORDERED, bundled));
    int port = openFlow.listening().getFirst().port();
    try (TestPeer b = TestPeer.to(port).greet(OfVersion.V13);
        TestPeer c = TestPeer.to(port).greet(OfVersion.V13)) {
      try (TestPeer a = TestPeer.to(port).greet(OfVersion.V13)) {
        for (TestPeer each : List.of(a, b)) {
          for (int i = 0; i < (32 << 20) / add.length; i++) {
            each.raw(add);
          }
          assertTrue(taken(each));
        }
        int most = 2;
        while (sent(c, add) && most > 0) {
          most--;
        }
        assertTrue(most > 0, "there is no end to it");
      }
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (!sent(c, add)) {
        assertTrue(System.nanoTime() < deadline, "what a peer has left is kept");
        Thread.sleep(10);
      }
    }
  }

  private static boolean sent(TestPeer to, byte[] add) throws Exception {
    to.raw(add);
    return taken(to);
  }

  /** Whether nothing sent before was refused. */
  private static boolean taken(TestPeer by) throws Exception {
    by.send(new Handshake.BarrierRequest());
    Message answer = by.read().message();
    if (answer instanceof Handshake.ErrorMessage error) {
      assertEquals(OfError.OFPBFC_MSG_TOO_MANY.code(OfVersion.V13).code(), error.code());
      by.read(Handshake.BarrierReply.class);
      return false;
    }
    return answer instanceof Handshake.BarrierReply;
  }
}
