package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowException.Kind;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.openflow.action.Action;
import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TestPeer;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.FlowMonitor.Monitor;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Handshake.ErrorMessage;
import io.sluice.openflow.message.Multipart.MultipartReply;
import io.sluice.openflow.message.Multipart.MultipartRequest;
import io.sluice.openflow.message.NiciraMessage.FlowMonitorCancel;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.StatsRequest;
import io.sluice.openflow.message.StatsRequest.DescRequest;
import io.sluice.openflow.message.StatsRequest.FlowMonitorRequest;
import io.sluice.openflow.message.StatsRequest.PortRequest;
import io.sluice.openflow.message.StatsRequest.TableRequest;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches and bundles of flow-mods, against a switch that refuses group 99 and fails at 66. */
class AgentTest {
  private static final int WRONG = 99;
  private static final int FAILS = 66;

  /** The priorities of each generation. */
  private final List<List<Integer>> generations = new CopyOnWriteArrayList<>();

  private OpenFlowSwitch openFlow;
  private TestPeer peer;

  @BeforeEach
  void connect() throws IOException {
    openFlow =
        OpenFlowSwitch.open(
            fakeSwitch(), "br0", ControllerSettings.of(List.of(Target.parse("ptcp:0:127.0.0.1"))));
    peer = TestPeer.to(openFlow.listening().getFirst().port()).greet(OfVersion.V13);
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    openFlow.close();
  }

  private SwitchApi fakeSwitch() {
    return (SwitchApi)
        Proxy.newProxyInstance(
            SwitchApi.class.getClassLoader(),
            new Class<?>[] {SwitchApi.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("watch") || method.getName().equals("unwatch")) {
                return CompletableFuture.completedFuture(null);
              }
              if (method.getName().equals("seeFlows")) {
                @SuppressWarnings("unchecked")
                Consumer<List<FlowStats>> seen = (Consumer<List<FlowStats>>) arguments[2];
                seen.accept(List.of());
                return CompletableFuture.completedFuture(null);
              }
              if (!method.getName().equals("applyFlows")) {
                throw new UnsupportedOperationException(method.getName());
              }
              @SuppressWarnings("unchecked")
              List<io.sluice.flow.pipeline.FlowMod> mods =
                  (List<io.sluice.flow.pipeline.FlowMod>) arguments[1];
              for (int i = 0; i < mods.size(); i++) {
                if (mods.get(i).actions().contains(new FlowAction.Group(WRONG))) {
                  return CompletableFuture.failedFuture(
                      new SwitchException("there is no group 99", Kind.BAD_OUT_GROUP, i, 0));
                }
                if (mods.get(i).actions().contains(new FlowAction.Group(FAILS))) {
                  return CompletableFuture.failedFuture(new IllegalStateException("fails"));
                }
              }
              generations.add(
                  mods.stream().map(io.sluice.flow.pipeline.FlowMod::priority).toList());
              return CompletableFuture.completedFuture(null);
            });
  }

  private static FlowMod mod(int priority, int group) {
    return new FlowMod(
        0,
        0,
        0,
        FlowMod.ADD,
        0,
        0,
        priority,
        0xffffffffL,
        FlowMod.ANY,
        FlowMod.ANY,
        0,
        0,
        OxmMatch.ANY,
        List.of(new Instruction.ApplyActions(List.of(new StandardAction.Group(group)))));
  }

  private static byte[] bytes(long xid, FlowMod mod) {
    return OpenFlowCodec.encode(OfVersion.V13, xid, mod);
  }

  @Test
  void shouldApplyWhatComesTogetherAsOneGeneration() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 1; i <= 100; i++) {
      all.writeBytes(bytes(i, mod(i, 1)));
    }
    peer.raw(all.toByteArray());
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
    // TCP may have cut the bytes, but not into many pieces.
    assertTrue(generations.size() < 20, generations.size() + " generations");
    List<Integer> order = generations.stream().flatMap(List::stream).toList();
    assertEquals(100, order.size());
    assertEquals(order.stream().sorted().toList(), order);
  }

  @Test
  void shouldRefuseOnlyTheWrongOnesOfABatch() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 1; i <= 20; i++) {
      all.writeBytes(bytes(i, mod(i, i == 7 || i == 19 ? WRONG : 1)));
    }
    peer.raw(all.toByteArray());
    for (int wrong : new int[] {7, 19}) {
      Envelope error = peer.read();
      assertEquals(wrong, error.xid());
      assertEquals(
          new ErrorMessage(2, 9, Bytes.of(bytes(wrong, mod(wrong, WRONG)))), error.message());
    }
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
    List<Integer> order = generations.stream().flatMap(List::stream).toList();
    assertEquals(18, order.size());
    assertEquals(order.stream().sorted().toList(), order);
  }

  private static MultipartRequest monitors(boolean more, int first, int count) {
    List<Monitor> monitors = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      monitors.add(new Monitor(i, 0, 0xffffffffL, 255, OxmMatch.ANY));
    }
    return new MultipartRequest(more ? 1 : 0, new FlowMonitorRequest(monitors));
  }

  @Test
  void shouldTakeFlowMonitorsInParts() throws Exception {
    long xid = peer.send(monitors(true, 1, 1));
    // Another request between the parts is another.
    peer.send(monitors(false, 3, 1));
    peer.read(MultipartReply.class);
    peer.raw(OpenFlowCodec.encode(OfVersion.V13, xid, monitors(false, 2, 1)));
    Envelope reply = peer.read();
    assertEquals(xid, reply.xid());
    assertTrue(reply.message() instanceof MultipartReply, reply::toString);
    for (int id = 1; id <= 3; id++) {
      peer.send(new FlowMonitorCancel(id, true));
    }
    peer.send(new Handshake.BarrierRequest());
    // No error before it: all three were there.
    peer.read(Handshake.BarrierReply.class);
  }

  @Test
  void shouldNotHoldPartsWithoutEnd() throws Exception {
    peer.send(monitors(true, 0, 1000));
    peer.send(monitors(true, 1000, 25));
    ErrorMessage tooMany = peer.read(ErrorMessage.class);
    assertEquals(1, tooMany.type());
    assertEquals(13, tooMany.code());
    peer.send(monitors(false, 0, 1000));
    peer.read(MultipartReply.class);
  }

  private static byte[] part(long xid, boolean more, StatsRequest body) {
    return OpenFlowCodec.encode(OfVersion.V13, xid, new MultipartRequest(more ? 1 : 0, body));
  }

  /** As Open vSwitch: answered once the last part is there, each request by itself. */
  @Test
  void shouldAnswerRequestsInPartsOnce() throws Exception {
    peer.raw(part(70, true, new DescRequest()));
    peer.raw(part(80, true, new DescRequest()));
    peer.raw(part(70, true, new DescRequest()));
    peer.raw(part(60, false, new DescRequest()));
    peer.raw(part(80, false, new DescRequest()));
    peer.raw(part(70, false, new DescRequest()));
    for (long xid : new long[] {60, 80, 70}) {
      Envelope reply = peer.read();
      assertEquals(xid, reply.xid());
      assertTrue(reply.message() instanceof MultipartReply, reply::toString);
    }
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
  }

  @Test
  void shouldRefusePartsThatDoNotBelongTogether() throws Exception {
    peer.raw(part(70, true, new DescRequest()));
    peer.raw(part(70, false, new TableRequest()));
    peer.raw(part(71, true, new PortRequest(1)));
    peer.raw(part(71, false, new PortRequest(2)));
    for (int i = 0; i < 2; i++) {
      ErrorMessage wrong = peer.read(ErrorMessage.class);
      assertEquals(1, wrong.type());
      assertEquals(2, wrong.code()); // OFPBRC_BAD_MULTIPART
    }
    for (int i = 0; i <= 64; i++) {
      peer.raw(part(100 + i, true, new DescRequest()));
    }
    assertEquals(13, peer.read(ErrorMessage.class).code());
    peer.raw(part(100, false, new DescRequest()));
    peer.read(MultipartReply.class);
  }

  @Test
  void shouldCommitABundleAsOneGenerationAndInOrder() throws Exception {
    control(Bundle.OPEN_REQUEST);
    for (int i = 1; i <= 3; i++) {
      add(i, mod(i, 1));
    }
    assertEquals(List.of(), generations);
    control(Bundle.CLOSE_REQUEST);
    control(Bundle.COMMIT_REQUEST);
    assertEquals(List.of(List.of(1, 2, 3)), generations);
  }

  @Test
  void shouldDiscardABundle() throws Exception {
    control(Bundle.OPEN_REQUEST);
    add(1, mod(1, 1));
    control(Bundle.DISCARD_REQUEST);
    peer.send(new Bundle.BundleControl(1, Bundle.COMMIT_REQUEST, Bundle.ATOMIC));
    ErrorMessage error = peer.read(ErrorMessage.class);
    assertEquals(2302, error.code()); // ONF's OFPBFC_BAD_ID
    assertEquals(List.of(), generations);
  }

  @Test
  void shouldChangeNothingByABundleWithAWrongFlowMod() throws Exception {
    control(Bundle.OPEN_REQUEST);
    add(1, mod(1, 1));
    add(2, mod(2, WRONG));
    peer.send(new Bundle.BundleControl(1, Bundle.COMMIT_REQUEST, Bundle.ATOMIC));
    Envelope cause = peer.read();
    assertEquals(2, cause.xid());
    assertEquals(new ErrorMessage(2, 9, Bytes.of(added(2, mod(2, WRONG)))), cause.message());
    assertEquals(2313, peer.read(ErrorMessage.class).code()); // ONF's OFPBFC_MSG_FAILED
    assertEquals(List.of(), generations);
  }

  @Test
  void shouldKeepOnlySoMuchOfABundle() throws Exception {
    List<Action> many = Collections.nCopies(4000, new StandardAction.Output(1, 0));
    FlowMod large =
        new FlowMod(
            0,
            0,
            0,
            FlowMod.ADD,
            0,
            0,
            1,
            0xffffffffL,
            FlowMod.ANY,
            FlowMod.ANY,
            0,
            0,
            OxmMatch.ANY,
            List.of(new Instruction.ApplyActions(many)));
    byte[] add =
        OpenFlowCodec.encode(
            OfVersion.V13, 7, new Bundle.BundleAdd(1, Bundle.ATOMIC, Bytes.of(bytes(7, large))));
    control(Bundle.OPEN_REQUEST);
    int sent = 0;
    for (; sent <= 32 << 20; sent += add.length) {
      peer.raw(add);
    }
    assertEquals(2312, peer.read(ErrorMessage.class).code()); // ONF's OFPBFC_MSG_TOO_MANY
    // The connection goes on, and what was kept can be let go.
    control(Bundle.DISCARD_REQUEST);
    control(Bundle.OPEN_REQUEST);
    peer.raw(add);
    control(Bundle.DISCARD_REQUEST);
    assertEquals(List.of(), generations);
  }

  @Test
  void shouldLetGoOfBundlesWhereWhatElseAPeerLeftFails() throws Exception {
    PacketOut large = new PacketOut(PacketOut.NO_BUFFER, 1, List.of(), Bytes.of(new byte[65_000]));
    byte[] add =
        OpenFlowCodec.encode(
            OfVersion.V13,
            7,
            new Bundle.BundleAdd(
                1, Bundle.ATOMIC, Bytes.of(OpenFlowCodec.encode(OfVersion.V13, 7, large))));
    fill(peer, add);
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    end.writeBytes(bytes(8, mod(1, FAILS)));
    end.writeBytes(new byte[] {4, 0, 0, 0, 0, 0, 0, 9}); // shorter than its own header
    peer.raw(end.toByteArray());
    assertTrue(peer.ends());
    // Two peers may have all that there is.
    int port = openFlow.listening().getFirst().port();
    try (TestPeer a = TestPeer.to(port).greet(OfVersion.V13);
        TestPeer b = TestPeer.to(port).greet(OfVersion.V13)) {
      fill(a, add);
      fill(b, add);
    }
  }

  private static void fill(TestPeer peer, byte[] add) throws IOException {
    for (int i = 0; i < (32 << 20) / add.length; i++) {
      peer.raw(add);
    }
    peer.send(new Handshake.BarrierRequest());
    peer.read(Handshake.BarrierReply.class);
  }

  private void control(int type) throws IOException {
    peer.send(new Bundle.BundleControl(1, type, Bundle.ATOMIC));
    assertEquals(new Bundle.BundleControl(1, type + 1, 0), peer.read(Bundle.BundleControl.class));
  }

  private void add(long xid, FlowMod mod) throws IOException {
    peer.raw(added(xid, mod));
  }

  private static byte[] added(long xid, FlowMod mod) {
    Bundle.BundleAdd add = new Bundle.BundleAdd(1, Bundle.ATOMIC, Bytes.of(bytes(xid, mod)));
    return OpenFlowCodec.encode(OfVersion.V13, xid, add);
  }
}
