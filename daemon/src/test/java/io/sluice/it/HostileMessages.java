package io.sluice.it;

import io.sluice.it.HostileGuest.Attack;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.FullCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Attacks through the socket: what is said, how much of it, and the descriptors with it. */
final class HostileMessages {
  private HostileMessages() {}

  static Map<String, Attack> all() {
    Map<String, Attack> all = new LinkedHashMap<>();
    all.put("a message cut short", HostileMessages::cutShort);
    all.put("an oversized message", HostileMessages::oversized);
    all.put("noise", HostileMessages::noise);
    all.put("nearly right messages", HostileMessages::nearlyRight);
    all.put("descriptors of the wrong kind", HostileMessages::wrongDescriptors);
    all.put("too many descriptors", HostileMessages::tooManyDescriptors);
    all.put("calls that are full and make writers wait", HostileMessages::fullCalls);
    all.put("answers that nobody reads", HostileMessages::unread);
    all.put("a goodbye in the middle", (g, random) -> g.offerAll());
    return all;
  }

  private static byte[] memTable(HostileGuest g) {
    return FrontEnd.message(FrontEnd.SET_MEM_TABLE, FrontEnd.VERSION, FrontEnd.memTable(g.ram()));
  }

  private static void cutShort(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    byte[] whole = memTable(g);
    g.frontEnd().sendRaw(Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)), g.ram().fd());
  }

  private static void oversized(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    int[] sizes = {4097, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE};
    byte[] bytes = Arrays.copyOf(memTable(g), 8000);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(8, sizes[random.nextInt(sizes.length)]);
    g.frontEnd().sendRaw(bytes, g.ram().fd());
  }

  private static void noise(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    byte[] bytes = new byte[1 + random.nextInt(8000)];
    random.nextBytes(bytes);
    g.frontEnd().sendRaw(bytes);
  }

  /** Requests about rings and memory with one bit turned, while the rings run. */
  private static void nearlyRight(HostileGuest g, SplittableRandom random) {
    for (int i = 0; i < 100; i++) {
      g.offerAll();
      int ring = random.nextInt(2);
      int[] fds = {};
      int request = random.nextInt(45);
      byte[] payload;
      switch (request) {
        case FrontEnd.SET_MEM_TABLE -> {
          payload = FrontEnd.memTable(g.ram());
          fds = new int[] {g.ram().fd()};
        }
        case FrontEnd.ADD_MEM_REG, FrontEnd.REM_MEM_REG -> {
          payload = FrontEnd.memRegion(g.ram());
          fds = new int[] {g.ram().fd()};
        }
        case FrontEnd.SET_VRING_ADDR -> payload = FrontEnd.ringAddress(ring == 0 ? g.rx() : g.tx());
        case FrontEnd.SET_VRING_KICK, FrontEnd.SET_VRING_CALL, FrontEnd.SET_VRING_ERR -> {
          payload = FrontEnd.u64(ring);
          fds = new int[] {g.rx().callFd()};
        }
        case FrontEnd.SET_VRING_NUM -> payload = FrontEnd.state(ring, 1 << random.nextInt(17));
        case FrontEnd.SET_VRING_BASE -> payload = FrontEnd.state(ring, random.nextInt(65536));
        case FrontEnd.SET_VRING_ENABLE -> payload = FrontEnd.state(ring, random.nextInt(2));
        case FrontEnd.SET_FEATURES, FrontEnd.SET_PROTOCOL_FEATURES, FrontEnd.SET_STATUS ->
            payload = FrontEnd.u64(1L << random.nextInt(64));
        default -> payload = new byte[8 * random.nextInt(5)];
      }
      byte[] bytes = FrontEnd.message(request, FrontEnd.VERSION | FrontEnd.NEED_REPLY, payload);
      if (random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (!g.frontEnd().sendRaw(bytes, fds) || g.frontEnd().isClosed()) {
        return;
      }
    }
  }

  private static void wrongDescriptors(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    int[] fds = {
      EventFd.create(),
      Fcntl.open("/tmp", Fcntl.O_RDONLY, 0),
      Fcntl.open("/dev/zero", Fcntl.O_RDWR, 0),
      Fcntl.open("/proc/self/maps", Fcntl.O_RDONLY, 0),
      Fcntl.open("/proc/self/fd/" + g.ram().fd(), Fcntl.O_RDONLY, 0)
    };
    int fd = fds[random.nextInt(fds.length)];
    byte[] message =
        switch (random.nextInt(4)) {
          case 0 -> memTable(g);
          case 1 ->
              FrontEnd.message(FrontEnd.ADD_MEM_REG, FrontEnd.VERSION, FrontEnd.memRegion(g.ram()));
          case 2 -> FrontEnd.message(FrontEnd.SET_VRING_KICK, FrontEnd.VERSION, FrontEnd.u64(0));
          default -> FrontEnd.message(FrontEnd.SET_VRING_CALL, FrontEnd.VERSION, FrontEnd.u64(1));
        };
    g.frontEnd().sendRaw(message, fd);
    for (int f : fds) {
      Unistd.close(f);
    }
  }

  private static void tooManyDescriptors(HostileGuest g, SplittableRandom random) {
    int[] many = new int[2 + random.nextInt(58)];
    Arrays.fill(many, g.ram().fd());
    g.frontEnd().sendRaw(memTable(g), many);
  }

  private static void fullCalls(HostileGuest g, SplittableRandom random) {
    try (FullCall _ = new FullCall(g.rx().callFd());
        FullCall _ = new FullCall(g.tx().callFd())) {
      g.offerAll();
      g.linger();
    }
  }

  private static void unread(HostileGuest g, SplittableRandom random) {
    byte[] ask = FrontEnd.message(FrontEnd.GET_FEATURES, FrontEnd.VERSION, new byte[0]);
    for (int i = 0; i < 100_000; i++) {
      if (!g.frontEnd().sendRaw(ask)) {
        return;
      }
    }
  }
}
