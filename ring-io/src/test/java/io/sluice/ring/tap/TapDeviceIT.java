package io.sluice.ring.tap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.Commands;
import io.sluice.ring.testing.Frames;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TAP interfaces against the kernel's own TCP, and what happens when they go away. */
class TapDeviceIT {
  private static final String SERVER =
      """
      import hashlib, socket, sys
      s = socket.create_server((sys.argv[1], 7001), family=int(sys.argv[2]))
      print("listening", flush=True)
      s.settimeout(60)
      c, _ = s.accept()
      c.settimeout(60)
      h = hashlib.sha256()
      n = 0
      while True:
          data = c.recv(1 << 16)
          if not data:
              break
          h.update(data)
          n += len(data)
      print(n, h.hexdigest(), flush=True)
      """;
  private static final String CLIENT =
      """
      import hashlib, random, socket, sys
      data = random.Random(1).randbytes(8 << 20)
      s = socket.create_connection((sys.argv[1], 7001), 60)
      s.sendall(data)
      s.close()
      print(len(data), hashlib.sha256(data).hexdigest(), flush=True)
      """;

  @ParameterizedTest
  @CsvSource({
    "10.99.0.2, 2, false",
    "fd99::2, 10, false",
    "10.99.0.2, 2, true",
    "fd99::2, 10, true"
  })
  void shouldCarryTcpBetweenTwoKernels(String address, String family, boolean software)
      throws IOException, InterruptedException {
    try (TwoNamespaces two = TwoNamespaces.create()) {
      TapDevice a = two.devices.get(0);
      TapDevice b = two.devices.get(1);
      TapWire there = new TapWire(a.rx(0), b.tx(0), software);
      TapWire back = new TapWire(b.rx(0), a.tx(0), software);
      Process server =
          new ProcessBuilder(two.command(1, "python3", "-c", SERVER, address, family)).start();
      Process client = null;
      try {
        BufferedReader answers = server.inputReader(StandardCharsets.US_ASCII);
        assertEquals("listening", answers.readLine());
        client = new ProcessBuilder(two.command(0, "python3", "-c", CLIENT, address)).start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.isAlive() && System.nanoTime() < end) {
          there.poll(System.nanoTime());
          back.poll(System.nanoTime());
        }
        String sent = client.inputReader(StandardCharsets.US_ASCII).readLine();
        assertEquals(sent, answers.readLine());
        assertTrue(sent.startsWith("8388608 "), sent);
      } finally {
        server.destroyForcibly();
        if (client != null) {
          client.destroyForcibly();
        }
      }
      assertTrue(there.longest > 60_000, "the longest packet was " + there.longest);
      if (software) {
        assertTrue(there.segmented > 0);
        assertTrue(there.longestSent <= 1514, "sent " + there.longestSent);
      }
    }
  }

  @Test
  void shouldReportADeletedInterfaceAndNotThrow() {
    TapPeer.assumePossible();
    try (TapDevice device = new TapDevice(TapPeer.freeName(), 1);
        Frames frames = new Frames(1 << 16)) {
      PacketBurst burst = new PacketBurst();
      assertTrue(device.exists());
      Commands.run("ip", "link", "del", device.name());
      assertFalse(device.exists());
      for (int n = 1; n <= 10; n++) {
        burst.clear();
        assertEquals(0, device.rx(0).receive(burst, 64, n * 1_000_000L));
      }
      frames.append(burst, Frames.random(100, 1), 64, 0);
      assertEquals(0, device.tx(0).transmit(burst, new int[] {0}, 1));
      assertEquals(1, device.tx(0).counters().drops(DropReason.IO_ERROR));
    }
  }

  @Test
  void shouldCountDropsWhileTheInterfaceIsDown() {
    TapPeer.assumePossible();
    try (TapDevice device = new TapDevice(TapPeer.freeName(), 1);
        Frames frames = new Frames(1 << 16)) {
      PacketBurst burst = new PacketBurst();
      frames.append(burst, Frames.random(100, 1), 64, 0);
      int[] first = {0};
      Commands.run("ip", "link", "set", "dev", device.name(), "down");
      assertEquals(0, device.tx(0).transmit(burst, first, 1));
      assertEquals(1, device.tx(0).counters().drops(DropReason.IO_ERROR));
      Commands.run("ip", "link", "set", "dev", device.name(), "up");
      assertEquals(1, device.tx(0).transmit(burst, first, 1));
    }
  }

  @Test
  void shouldTakeTheCarrierFromAnInterfaceInAnotherNamespace() throws Exception {
    try (TwoNamespaces two = TwoNamespaces.create()) {
      TapDevice device = two.devices.getFirst();
      // One of that name here is another's.
      try (TapDevice stranger = new TapDevice(device.name(), 1)) {
        assertTrue(device.up());
        device.setUp(false);
        assertFalse(device.up());
        assertEquals("0", carrier(two, device));
        assertTrue(stranger.up());
        device.setUp(true);
        assertTrue(device.up());
        assertEquals("1", carrier(two, device));
      }
    }
  }

  @Test
  void shouldSeeThatItsInterfaceIsDownInAnotherNamespace() {
    try (TwoNamespaces two = TwoNamespaces.create()) {
      TapDevice device = two.devices.getFirst();
      assertTrue(device.up());
      two.in(0, "ip", "link", "set", "dev", device.name(), "down");
      assertFalse(device.up());
      two.in(0, "ip", "link", "set", "dev", device.name(), "up");
      assertTrue(device.up());
    }
  }

  private static String carrier(TwoNamespaces two, TapDevice device) throws IOException {
    String link = "import sys;print(open('/sys/class/net/'+sys.argv[1]+'/carrier').read())";
    Process python =
        new ProcessBuilder(two.command(0, "python3", "-c", link, device.name())).start();
    return python.inputReader(StandardCharsets.US_ASCII).readLine();
  }

  @Test
  void shouldSetItsInterfaceDownAndUpWhateverItIsCalled() {
    TapPeer.assumePossible();
    try (TapDevice device = new TapDevice(TapPeer.freeName(), 1)) {
      device.setUp(false);
      assertFalse(device.up());
      String name = TapPeer.freeName();
      Commands.run("ip", "link", "set", "dev", device.name(), "name", name);
      assertFalse(device.up());
      device.setUp(true);
      assertTrue(device.up());
      Commands.run("ip", "link", "set", "dev", name, "down");
      assertFalse(device.up());
    }
  }

  @Test
  void shouldTakeAPacketInManyPieces() {
    try (TapPeer peer = TapPeer.create();
        Frames frames = new Frames(1 << 16)) {
      PacketBurst burst = new PacketBurst();
      int[] pieces = new int[200];
      Arrays.fill(pieces, 7);
      byte[] frame = Frames.random(1514, 1);
      frames.append(burst, frame, 64, 0, pieces);
      assertEquals(1, peer.device.tx(0).transmit(burst, new int[] {0}, 1));
      assertArrayEquals(frame, peer.receive(1).get(0));
    }
  }

  @Test
  void shouldOpenSeveralQueues() {
    TapPeer.assumePossible();
    // Not set up: the kernel would have sent something by then.
    try (TapDevice device = new TapDevice(TapPeer.freeName(), 3, false)) {
      assertEquals(3, device.queuePairs());
      assertTrue(device.exists());
      assertEquals(0, device.rx(2).receive(new PacketBurst(), 64, 1));
    }
  }

  @Test
  void shouldSayThatAnInterfaceIsInUse() {
    TapPeer.assumePossible();
    try (TapDevice device = new TapDevice(TapPeer.freeName(), 1)) {
      DeviceException e =
          assertThrows(DeviceException.class, () -> new TapDevice(device.name(), 1).close());
      assertTrue(e.getMessage().contains("another process"), e.getMessage());
      assertTrue(e.getMessage().contains("EBUSY"), e.getMessage());
    }
    DeviceException e = assertThrows(DeviceException.class, () -> new TapDevice("lo", 1).close());
    assertTrue(e.getMessage().contains("is no TAP"), e.getMessage());
  }
}
