package io.sluice.ring.vhost;

import static io.sluice.ring.testing.FrontEnd.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.EventSignal;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.FullCall;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A front end that lies. Each test ends with the same checks: the next front end is served, and not
 * one descriptor is left over.
 */
class HostileFrontEndTest {
  private static final long MB = 1 << 20;
  private static final int PAGE = 4096;

  private int descriptorsBefore;
  private VhostUserRig rig;
  private GuestRam ram;
  private FrontEnd frontEnd;

  @BeforeEach
  void connect() {
    warmUp();
    descriptorsBefore = VhostUserRig.openDescriptors();
    rig = VhostUserRig.single();
    ram = rig.ram(MB);
    frontEnd = rig.connect();
  }

  /** The first use of a class opens its jar, say: not what is counted here. */
  private static void warmUp() {
    EventSignal.of(EventFd.create()).close();
    try (VhostUserRig first = VhostUserRig.single();
        FrontEnd f = first.connect()) {
      f.ask(GET_FEATURES);
    }
  }

  @AfterEach
  void checkNothingIsLeft() {
    frontEnd.close();
    rig.driver.turn();
    try (FrontEnd next = rig.connect()) {
      assertEquals(rig.features(), next.ask(GET_FEATURES), "the next front end is served");
    }
    rig.close();
    assertEquals(descriptorsBefore, VhostUserRig.openDescriptors(), "descriptors left open");
    assertEquals(0, VhostUserRig.guestMappings(), "memory left mapped");
  }

  private void prepare() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    assertEquals(0, frontEnd.acknowledged(SET_MEM_TABLE, memTable(ram), ram.fd()));
  }

  private void expectRefused(int request, byte[] payload, int... fds) {
    assertNotEquals(0, frontEnd.acknowledged(request, payload, fds));
    assertFalse(rig.backend().lastRefusal().isEmpty());
  }

  // ---- framing --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"2, 7", "2, 9", "2, 0", "5, 7", "5, 0", "8, 4", "9, 39", "9, 41", "12, 4", "37, 32"})
  void shouldCloseOnAPayloadOfTheWrongSize(int request, int size) {
    frontEnd.send(request, VERSION, new byte[size], ram.fd());
    frontEnd.awaitClosed();
    assertTrue(rig.driver.losses().getLast().contains("payload of " + size + " bytes"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void shouldCloseOnAnOversizedMessage(int size) {
    byte[] header = message(SET_MEM_TABLE, VERSION, new byte[0]);
    ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).putInt(8, size);
    frontEnd.sendRaw(header, ram.fd());
    frontEnd.awaitClosed();
    assertTrue(rig.driver.losses().getLast().contains("expected at most 4096"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void shouldCloseOnAnotherVersion(int version) {
    frontEnd.send(GET_FEATURES, version, new byte[0]);
    frontEnd.awaitClosed();
  }

  @Test
  void shouldPutAMessageTogetherFromSingleBytes() {
    byte[] bytes = message(SET_MEM_TABLE, VERSION, memTable(ram));
    for (int i = 0; i < bytes.length; i++) {
      int[] fds = i == 0 ? new int[] {ram.fd()} : new int[0];
      assertTrue(frontEnd.sendRaw(new byte[] {bytes[i]}, fds));
      rig.driver.turn();
    }
    assertEquals(1, rig.backend().memory().regions().size());
  }

  @Test
  void shouldTakeSeveralMessagesAtOnce() {
    byte[] one = message(GET_FEATURES, VERSION, new byte[0]);
    byte[] three = Arrays.copyOf(one, 36);
    System.arraycopy(one, 0, three, 12, 12);
    System.arraycopy(one, 0, three, 24, 12);
    frontEnd.sendRaw(three);
    for (int i = 0; i < 3; i++) {
      assertEquals(rig.features(), frontEnd.receive(GET_FEATURES).getLong());
    }
  }

  @Test
  void shouldGiveOthersTheirTurnWhenItIsFlooded() {
    byte[] ask = message(SET_OWNER, VERSION, new byte[0]);
    byte[] many = new byte[ask.length * 200];
    for (int i = 0; i < 200; i++) {
      System.arraycopy(ask, 0, many, i * ask.length, ask.length);
    }
    frontEnd.sendRaw(many);
    int taken = 0;
    while (rig.session.next() instanceof SessionEvent.Received) {
      rig.session.handle();
      taken++;
    }
    assertEquals(VhostSession.MESSAGES_AT_ONCE, taken);
    // The rest is not forgotten.
    frontEnd.ask(GET_FEATURES);
  }

  @Test
  void shouldGiveBackWhatCameWithHalfAMessage() {
    byte[] bytes = message(SET_MEM_TABLE, VERSION, memTable(ram));
    frontEnd.sendRaw(Arrays.copyOf(bytes, 20), ram.fd(), ram.fd());
    rig.driver.turn();
    // The connection ends in checkNothingIsLeft, which counts.
    assertTrue(rig.driver.losses().isEmpty());
  }

  @Test
  void shouldCloseOnMoreDescriptorsThanAMessageCanHave() {
    int[] many = new int[60];
    Arrays.fill(many, ram.fd());
    frontEnd.sendRaw(message(SET_OWNER, VERSION, new byte[0]), many);
    frontEnd.awaitClosed();
    assertTrue(rig.driver.losses().getLast().contains("file descriptors"));
  }

  @Test
  void shouldEndWhoDoesNotReadItsReplies() {
    byte[] ask = message(GET_FEATURES, VERSION, new byte[0]);
    int sent = 0;
    while (rig.driver.losses().isEmpty() && sent < 1_000_000) {
      if (!frontEnd.sendRaw(ask)) {
        break;
      }
      rig.driver.turn();
      sent++;
    }
    assertEquals("the front end does not read its replies", rig.driver.losses().getFirst());
  }

  @Test
  void shouldCloseOnAnUnknownRequestThatWaitsForNothing() {
    prepare();
    frontEnd.send(99, new byte[16]);
    frontEnd.awaitClosed();
    assertTrue(rig.driver.losses().getLast().contains("request 99"));
  }

  // ---- memory ---------------------------------------------------------------------------------

  @Test
  void shouldRefuseDescriptorsThatAreNoMemory() {
    prepare();
    int event = EventFd.create();
    int directory = Fcntl.open("/tmp", Fcntl.O_RDONLY, 0);
    int zero = Fcntl.open("/dev/zero", Fcntl.O_RDWR, 0);
    int readOnly = Fcntl.open("/proc/self/fd/" + ram.fd(), Fcntl.O_RDONLY, 0);
    for (int fd : new int[] {event, directory, zero, readOnly, frontEnd.socket()}) {
      expectRefused(SET_MEM_TABLE, memTable(ram), fd);
    }
    expectRefused(SET_MEM_TABLE, memTable(ram));
    expectRefused(SET_MEM_TABLE, memTable(ram), ram.fd(), ram.fd());
    expectRefused(ADD_MEM_REG, memRegion(ram));
    // All refused: the first table is still there.
    assertEquals(1, rig.backend().memory().regions().size());
    for (int fd : new int[] {event, directory, zero, readOnly}) {
      Unistd.close(fd);
    }
  }

  /** A page of a disk's file, or of a FUSE server's, can make the lane that touches it wait. */
  @Test
  void shouldRefuseMemoryOnAFileSystemThatIsNoMemory() {
    prepare();
    int disk = Fcntl.open("target/ram", Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
    try {
      Unistd.ftruncate(disk, MB);
      assumeTrue(
          Stat.fstatfs(disk).type() != Stat.TMPFS_MAGIC, "skipped: the build is on a tmpfs here");
      expectRefused(SET_MEM_TABLE, memTable(ram), disk);
      assertTrue(rig.backend().lastRefusal().contains("no file on tmpfs (as /dev/shm)"));
      expectRefused(ADD_MEM_REG, memRegion(ram), disk);
    } finally {
      Unistd.close(disk);
      Unistd.unlink("target/ram");
    }
    assertEquals(1, rig.backend().memory().regions().size());
  }

  @Test
  void shouldTakeMemoryFromAFileOnTmpfs() {
    prepare();
    assumeTrue(Files.isDirectory(Path.of("/dev/shm")), "skipped: there is no /dev/shm here");
    String path = "/dev/shm/sluice-test-" + ProcessHandle.current().pid();
    int file = Fcntl.open(path, Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
    Unistd.unlink(path);
    Unistd.ftruncate(file, MB);
    assertEquals(0, frontEnd.acknowledged(SET_MEM_TABLE, memTable(ram), file));
    Unistd.close(file);
  }

  @Test
  void shouldRefuseAMemfdSealedAgainstWriting() {
    prepare();
    int sealed = Mman.memfdCreate("sealed", Mman.MFD_ALLOW_SEALING);
    Unistd.ftruncate(sealed, MB);
    Fcntl.fcntl(sealed, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_WRITE);
    expectRefused(SET_MEM_TABLE, memTable(ram), sealed);
    Unistd.close(sealed);
  }

  @Test
  void shouldRefuseRegionsThatMakeNoSense() {
    prepare();
    int fd = ram.fd();
    expectRefused(SET_MEM_TABLE, memTable(0, 0, 0x1000, 0), fd); // empty
    expectRefused(SET_MEM_TABLE, memTable(0, MB + 1, 0x1000, 0), fd); // past its file
    expectRefused(
        SET_MEM_TABLE, memTable(0, MB, 0x1000, PAGE), fd); // with its offset past its file
    expectRefused(SET_MEM_TABLE, memTable(0, MB, 0x1000, -PAGE), fd);
    expectRefused(SET_MEM_TABLE, memTable(0, -PAGE, 0x1000, 0), fd);
    expectRefused(SET_MEM_TABLE, memTable(-PAGE, MB, 0x1000, 0), fd); // wraps
    expectRefused(SET_MEM_TABLE, memTable(0, MB, -PAGE, 0), fd);
    expectRefused(SET_MEM_TABLE, memTable(0, Long.MAX_VALUE, 0x1000, Long.MAX_VALUE), fd);
    expectRefused(
        SET_MEM_TABLE,
        memTable(0, MB, 0x1000, 0, MB - PAGE, PAGE, 0x90000000L, 0),
        fd,
        fd); // overlap
    expectRefused(SET_MEM_TABLE, memTable(PAGE, PAGE, 0x1000, 0, 0, MB, 0x90000000L, 0), fd, fd);
    expectRefused(ADD_MEM_REG, memRegion(ram), fd);
    expectRefused(REM_MEM_REG, longs(0, 1, MB, 1, 0));
    assertEquals(1, rig.backend().memory().regions().size());
  }

  @Test
  void shouldCloseOnATableThatSaysMoreRegionsThanItHas() {
    prepare();
    byte[] table = memTable(ram);
    ByteBuffer.wrap(table).order(ByteOrder.nativeOrder()).putInt(0, 2);
    frontEnd.send(SET_MEM_TABLE, table, ram.fd(), ram.fd());
    frontEnd.awaitClosed();
  }

  @Test
  void shouldHoldOnlySoManySlots() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    long most = frontEnd.ask(GET_MAX_MEM_SLOTS);
    for (long i = 0; i < most; i++) {
      assertEquals(0, frontEnd.acknowledged(ADD_MEM_REG, slot(i), ram.fd()));
    }
    expectRefused(ADD_MEM_REG, slot(most), ram.fd());
    assertEquals(0, frontEnd.acknowledged(REM_MEM_REG, slot(3)));
    assertEquals(0, rig.backend().memory().translate(3 * MB, 1));
    assertNotEquals(0, rig.backend().memory().translate(4 * MB, 1));
    // A stray descriptor with a removal is closed (it is legal: the spec lets front ends pass one).
    assertEquals(0, frontEnd.acknowledged(REM_MEM_REG, slot(4), ram.fd()));
    assertEquals(0, frontEnd.acknowledged(ADD_MEM_REG, slot(most), ram.fd()));
  }

  private static byte[] slot(long i) {
    return longs(0, i * MB, MB, 0x1000 + i * MB, 0);
  }

  // ---- rings ----------------------------------------------------------------------------------

  @Test
  void shouldRefuseRingsThatMakeNoSense() {
    prepare();
    for (int size : new int[] {0, 3, 65536, -1, Integer.MIN_VALUE, 32769}) {
      expectRefused(SET_VRING_NUM, state(0, size));
    }
    for (int ring : new int[] {2, 255, -1, Integer.MAX_VALUE}) {
      expectRefused(SET_VRING_NUM, state(ring, 256));
      expectRefused(SET_VRING_ENABLE, state(ring, 1));
      expectRefused(SET_VRING_ADDR, ringAddress(ring, ram.user(0), ram.user(0), ram.user(0)));
    }
    expectRefused(SET_VRING_BASE, state(0, 65536));
    expectRefused(SET_VRING_ENABLE, state(0, 2));
    expectRefused(SET_VRING_KICK, u64(2), ram.fd());
    assertEquals(0, frontEnd.acknowledged(SET_VRING_NUM, state(0, 256)));
    long u = ram.user(0);
    expectRefused(SET_VRING_ADDR, ringAddress(0, u + 8, u, u)); // not aligned
    expectRefused(SET_VRING_ADDR, ringAddress(0, u, u + 2, u));
    expectRefused(SET_VRING_ADDR, ringAddress(0, u, u, u + 1));
    expectRefused(SET_VRING_ADDR, ringAddress(0, u + MB - 4080, u, u)); // 16 bytes past the end
    expectRefused(SET_VRING_ADDR, ringAddress(0, u, u + MB - 2048, u));
    expectRefused(SET_VRING_ADDR, ringAddress(0, u, u, u + MB - 512));
    expectRefused(SET_VRING_ADDR, ringAddress(0, u - 16, u, u));
    expectRefused(SET_VRING_ADDR, ringAddress(0, -16, u, u));
    expectRefused(SET_VRING_ADDR, ringAddress(0, 0, 0, 0));
    assertTrue(rig.backend().startable().isEmpty());
  }

  @Test
  void shouldNotRunARingThatGrewPastItsRegion() {
    prepare();
    GuestRing ring = rig.ring(ram, 0, 256, MB - 16384);
    frontEnd.startRing(ring, 0);
    rig.driver.turn();
    assertNotNull(rig.driver.running(0));
    frontEnd.send(SET_VRING_NUM, state(0, 32768));
    rig.driver.turn();
    assertNull(rig.driver.running(0));
    frontEnd.send(SET_VRING_NUM, state(0, 256));
    rig.driver.turn();
    assertNotNull(rig.driver.running(0));
  }

  @Test
  void shouldRefuseKicksAndCallsThatAreNoEventfd() {
    prepare();
    int regular =
        Fcntl.open(rig.path.resolveSibling("f").toString(), Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
    for (int request : new int[] {SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR}) {
      expectRefused(request, u64(0), regular);
      expectRefused(request, u64(0), frontEnd.socket());
      assertTrue(rig.backend().lastRefusal().contains("is no eventfd (it is socket:["));
      expectRefused(request, u64(0));
      expectRefused(request, u64(0), regular, regular);
    }
    Unistd.close(regular);
  }

  /** What comes is what the front end has in its hands: the flags are its own to choose. */
  @Test
  void shouldNotWaitForCallsThatAreFull() {
    prepare();
    GuestRing ring = rig.ring(ram, 0, 256, 0);
    int err = EventFd.create();
    frontEnd.startRing(ring, 0);
    frontEnd.send(SET_VRING_ERR, u64(0), err);
    rig.driver.turn();
    try (FullCall _ = new FullCall(ring.callFd());
        FullCall _ = new FullCall(err)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            rig.backend().reportError(0);
            // A call that comes again is signalled in case an interrupt was missed.
            assertEquals(0, frontEnd.acknowledged(SET_VRING_CALL, u64(0), ring.callFd()));
          });
      assertEquals(0, Fcntl.fcntl(ring.callFd(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK);
    }
    Unistd.close(err);
  }

  @Test
  void shouldKeepRingsOnLiveMemoryWhileItIsRemapped() {
    prepare();
    GuestRing rx = rig.ring(ram, 0, 256, 0);
    GuestRing tx = rig.ring(ram, 1, 256, 65536);
    frontEnd.startRing(rx, 0);
    frontEnd.startRing(tx, 0);
    for (int i = 0; i < 300; i++) {
      switch (i % 3) {
        case 0 -> assertEquals(0, frontEnd.acknowledged(SET_MEM_TABLE, memTable(ram), ram.fd()));
        case 1 -> assertEquals(0, frontEnd.acknowledged(REM_MEM_REG, memRegion(ram)));
        default -> assertEquals(0, frontEnd.acknowledged(ADD_MEM_REG, memRegion(ram), ram.fd()));
      }
      rig.driver.touch();
      assertEquals(i % 3 != 1, rig.driver.running(0) != null);
    }
  }

  @Test
  void shouldNotStartARingOnTruncatedMemory() {
    prepare();
    GuestRing ring = rig.ring(ram, 0, 256, 0);
    frontEnd.send(SET_VRING_NUM, state(0, 256));
    frontEnd.send(SET_VRING_ADDR, ringAddress(ring));
    rig.driver.turn();
    ram.truncate();
    frontEnd.send(SET_VRING_KICK, u64(0), ring.kickFd());
    rig.driver.turn();
    assertNull(rig.driver.running(0));
    assertEquals("the file of its memory was truncated", rig.backend().whyNotRunnable(0));
    assertTrue(rig.backend().memoryShrunk());
  }
}
