package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestPorts.server;
import static io.sluice.actors.TestSwitch.awaitRings;
import static io.sluice.actors.TestSwitch.flows;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues go from lane to lane under traffic, on three lanes of a real switch. */
class MoveQueueTest {
  private static final int LANES = 3;

  @TempDir Path dir;
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice = TestSwitch.start(LANES, dir);
  }

  @AfterEach
  void stop() throws Exception {
    TestSwitch.stop(sluice);
  }

  private NumberedGuest guest(String name, int ofport) throws Exception {
    Path socket = dir.resolve(name + ".sock");
    get(sluice.addPort("br0", server(common(name, ofport), socket)));
    return new NumberedGuest(socket);
  }

  private int laneOf(String queue) throws Exception {
    for (SwitchState.Lane lane : get(sluice.state()).lanes()) {
      if (lane.queues().stream().anyMatch(q -> q.name().equals(queue))) {
        return lane.index();
      }
    }
    return -1;
  }

  private CompletableFuture<Void> move(int number) {
    String queue = number % 2 == 0 ? "a.0" : "b.0";
    return TestSwitch.move(sluice, queue, number / 2 % LANES).toCompletableFuture();
  }

  @Test
  void shouldLoseAndReorderNothingBetweenGuests() throws Exception {
    try (NumberedGuest a = guest("a", 1);
        NumberedGuest b = guest("b", 2)) {
      awaitRings(sluice, "a", "b");
      flows(sluice, "in_port=1,actions=output:2");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      int moves = 0;
      CompletableFuture<Void> move = move(0);
      while (moves < 30 || b.received < 50_000) {
        assertTrue(
            System.nanoTime() < deadline,
            () -> a.sent + " sent, " + b.received + " received, " + b.disorder);
        // Never more on their way than the receiver has buffers: nothing may be dropped.
        while (a.sent - b.received < NumberedGuest.RING && a.send()) {
          // On.
        }
        b.receive();
        assertEquals("", b.disorder, "after " + moves + " moves");
        if (move.isDone()) {
          move.get();
          move = move(++moves);
        }
      }
      while (b.received < a.sent) {
        assertTrue(System.nanoTime() < deadline, () -> a.sent + " sent, " + b.received);
        b.receive();
      }
      assertEquals("", b.disorder);
    }
    SwitchState.Balance balance = PacketBalance.check(sluice);
    assertEquals(0, balance.dropped(), balance.toString());
    assertEquals(balance.in(), balance.out());
  }

  @Test
  void shouldLoseAndReorderNothingBetweenFiles() throws Exception {
    int frames = 20_000;
    Path input = dir.resolve("in.pcap");
    Path output = dir.resolve("out.pcap");
    Files.write(input, capture(frames));
    flows(sluice, "in_port=1,actions=output:2");
    get(
        sluice.addPort(
            "br0",
            new PortSpec.Pcap(common("b", 2), Optional.empty(), Optional.of(output), 0, false)));
    get(sluice.ready());
    get(
        sluice.addPort(
            "br0",
            new PortSpec.Pcap(
                common("a", 1), Optional.of(input), Optional.empty(), 20_000, false)));
    get(sluice.ready());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int n = 0; get(sluice.state()).balance().in() < frames; n++) {
      assertTrue(System.nanoTime() < deadline);
      move(n).get(60, TimeUnit.SECONDS);
      assertEquals(n / 2 % LANES, laneOf(n % 2 == 0 ? "a.0" : "b.0"));
    }
    assertEquals(frames, PacketBalance.check(sluice).out());
    get(sluice.delPort("br0", "b"));
    ByteBuffer out = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.nativeOrder());
    assertEquals(24 + frames * 76, out.limit());
    for (int n = 0; n < frames; n++) {
      assertEquals(n, out.getInt(24 + n * 76 + 16 + 56), "frame " + n);
    }
  }

  /** Frames of 60 bytes whose last four are their number. */
  private static byte[] capture(int frames) {
    ByteBuffer file = ByteBuffer.allocate(24 + frames * 76).order(ByteOrder.nativeOrder());
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(262_144).putInt(1);
    for (int n = 0; n < frames; n++) {
      file.putLong(0).putInt(60).putInt(60);
      file.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, (byte) 0x88, (byte) 0xb5});
      file.put(new byte[42]).putInt(n);
    }
    return file.array();
  }

  @Test
  void shouldSayWhyItCannotMoveAQueue() throws Exception {
    assertEquals(
        "queue x.0: there is no such queue; there are none", refused(sluice.moveQueue("x.0", 0)));
    get(sluice.addPort("br0", new PortSpec.Sink(common("a", 1))));
    get(sluice.ready());
    assertEquals(
        "queue a.1: there is no such queue; did you mean a.0?",
        refused(sluice.moveQueue("a.1", 0)));
    assertEquals(
        "queue a.0: there is no lane 3; lanes are 0 to 2", refused(sluice.moveQueue("a.0", 3)));
    get(TestSwitch.move(sluice, "a.0", laneOf("a.0")));
  }
}
