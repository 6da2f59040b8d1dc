package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random messages, most of them nearly right, over a real socket. The engine answers or closes; the
 * rings that it says may run are touched at both ends, so a wrong translation ends the JVM.
 */
class MessageFuzzTest {
  private static final int MESSAGES = 25_000;
  private static final long MB = 1 << 20;

  private Random random;
  private GuestRam[] rams;
  private GuestRing[] rings;
  private int[] fds;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldAnswerOrClose(long seed) {
    random = new Random(seed);
    int ran = 0;
    int before;
    try (VhostUserRig first = VhostUserRig.single()) {
      first.connect().close();
    }
    before = VhostUserRig.openDescriptors();
    try (VhostUserRig rig = VhostUserRig.pairs(2)) {
      open(rig);
      FrontEnd frontEnd = setUp(rig);
      for (int i = 0; i < MESSAGES; i++) {
        int lost = rig.driver.losses().size();
        if (!send(frontEnd)) {
          rig.driver.turn();
        }
        rig.driver.turn();
        while (frontEnd.hasReply()) {
          // Replies are checked elsewhere; here they are only taken.
        }
        rig.driver.touch();
        ran += rig.backend().running().cardinality();
        if (rig.driver.losses().size() > lost) {
          frontEnd.close();
          frontEnd = setUp(rig);
        }
      }
      frontEnd.close();
      rig.driver.turn();
      assertTrue(rig.driver.losses().size() > MESSAGES / 1000, "hardly anything was refused");
    }
    for (int fd : fds) {
      Unistd.close(fd);
    }
    assertTrue(ran > MESSAGES / 100, "rings hardly ever ran: " + ran);
    assertEquals(before, VhostUserRig.openDescriptors());
    assertEquals(0, VhostUserRig.guestMappings());
  }

  /** A connection in working order, to be spoilt. */
  private FrontEnd setUp(VhostUserRig rig) {
    FrontEnd f = rig.connect();
    f.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    f.setMemTable(rams);
    for (GuestRing ring : rings) {
      f.startRing(ring, 0);
    }
    rig.driver.turn();
    assertEquals(4, rig.backend().running().cardinality());
    return f;
  }

  private void open(VhostUserRig rig) {
    rams =
        new GuestRam[] {
          rig.ram(MB),
          rig.keep(new GuestRam(MB, 0x2_0000_0000L, 0x7f00_0000_0000L, 8192)),
          rig.keep(new GuestRam(4096, 0x3_0000_0000L, 0x7e00_0000_0000L + MB, 4096 * 3))
        };
    rings = new GuestRing[4];
    for (int i = 0; i < 4; i++) {
      rings[i] = rig.ring(rams[i & 1], i, 64 << i, i * 65536L);
    }
    fds =
        new int[] {
          EventFd.create(),
          Fcntl.open("/tmp", Fcntl.O_RDONLY, 0),
          Fcntl.open("/dev/null", Fcntl.O_RDWR, 0)
        };
  }

  /** A message that is right, then spoilt in one way with a chance of one in eight. */
  private boolean send(FrontEnd f) {
    int request =
        pick(
            FrontEnd.SET_FEATURES,
            FrontEnd.SET_OWNER,
            FrontEnd.SET_MEM_TABLE,
            FrontEnd.SET_VRING_NUM,
            FrontEnd.SET_VRING_ADDR,
            FrontEnd.SET_VRING_BASE,
            FrontEnd.GET_VRING_BASE,
            FrontEnd.SET_VRING_KICK,
            FrontEnd.SET_VRING_CALL,
            FrontEnd.SET_VRING_ERR,
            FrontEnd.SET_VRING_ENABLE,
            FrontEnd.ADD_MEM_REG,
            FrontEnd.REM_MEM_REG,
            FrontEnd.SET_PROTOCOL_FEATURES,
            FrontEnd.SET_STATUS,
            FrontEnd.NET_SET_MTU,
            FrontEnd.RESET_OWNER,
            FrontEnd.RESET_DEVICE,
            FrontEnd.SET_LOG_BASE,
            random.nextInt(50));
    GuestRing ring = rings[random.nextInt(rings.length)];
    GuestRam ram = rams[random.nextInt(rams.length)];
    byte[] payload =
        switch (request) {
          case FrontEnd.SET_FEATURES ->
              FrontEnd.u64(VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES);
          case FrontEnd.SET_PROTOCOL_FEATURES -> FrontEnd.u64(VhostUserRig.ALL_PROTOCOL);
          case FrontEnd.SET_MEM_TABLE ->
              random.nextBoolean() ? FrontEnd.memTable(rams) : FrontEnd.memTable(ram);
          case FrontEnd.SET_VRING_NUM -> FrontEnd.state(ring.index(), ring.size());
          case FrontEnd.SET_VRING_ADDR -> FrontEnd.ringAddress(ring);
          case FrontEnd.SET_VRING_BASE, FrontEnd.GET_VRING_BASE ->
              FrontEnd.state(ring.index(), random.nextInt(65536));
          case FrontEnd.SET_VRING_ENABLE -> FrontEnd.state(ring.index(), random.nextInt(2));
          case FrontEnd.SET_VRING_KICK, FrontEnd.SET_VRING_CALL, FrontEnd.SET_VRING_ERR ->
              FrontEnd.u64(ring.index());
          case FrontEnd.ADD_MEM_REG, FrontEnd.REM_MEM_REG -> FrontEnd.memRegion(ram);
          case FrontEnd.SET_STATUS -> FrontEnd.u64(random.nextInt(16));
          case FrontEnd.NET_SET_MTU -> FrontEnd.u64(1500);
          default -> new byte[random.nextInt(4) == 0 ? random.nextInt(64) : 0];
        };
    int[] with =
        switch (request) {
          case FrontEnd.SET_MEM_TABLE -> {
            int[] all = new int[(payload.length - 8) / 32];
            for (int i = 0; i < all.length; i++) {
              all[i] = all.length == 1 ? ram.fd() : rams[i].fd();
            }
            yield all;
          }
          case FrontEnd.ADD_MEM_REG -> new int[] {ram.fd()};
          case FrontEnd.SET_VRING_KICK -> new int[] {ring.kickFd()};
          case FrontEnd.SET_VRING_CALL, FrontEnd.SET_VRING_ERR -> new int[] {ring.callFd()};
          default -> new int[0];
        };
    int flags = FrontEnd.VERSION | FrontEnd.NEED_REPLY;
    byte[] bytes = FrontEnd.message(request, flags, payload);
    switch (random.nextInt(80)) {
      case 0, 1, 2, 3, 4 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 5 -> random.nextBytes(bytes);
      case 6, 7 -> with = new int[] {fds[random.nextInt(fds.length)]};
      case 8 -> with = new int[0];
      case 9 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      default -> {}
    }
    return f.sendRaw(bytes, with);
  }

  private int pick(int... of) {
    return of[random.nextInt(of.length)];
  }
}
