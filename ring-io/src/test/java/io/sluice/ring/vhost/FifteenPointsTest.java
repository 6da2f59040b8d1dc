package io.sluice.ring.vhost;

import static io.sluice.ring.testing.FrontEnd.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What implementers of vhost-user get wrong, point by point, over a real socket. (Points 5 and 14
 * also have a datapath half: the virtqueues' tests.)
 */
class FifteenPointsTest {
  private static final long MB = 1 << 20;

  private VhostUserRig rig;
  private GuestRam ram;
  private FrontEnd frontEnd;

  @BeforeEach
  void connect() {
    rig = VhostUserRig.pairs(2);
    ram = rig.ram(MB);
    frontEnd = rig.keep(rig.connect());
  }

  @AfterEach
  void disconnect() {
    rig.close();
  }

  private GuestRing running(int index) {
    GuestRing ring = rig.ring(ram, index, 256, index * 16384L);
    frontEnd.startRing(ring, 0);
    frontEnd.enableRing(index, true);
    rig.driver.turn();
    assertNotNull(rig.driver.running(index));
    return ring;
  }

  private void prepare() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    frontEnd.setMemTable(ram);
  }

  @Test
  void shouldNegotiateProtocolFeaturesBeforeFeatures_1() {
    long offered = frontEnd.ask(GET_PROTOCOL_FEATURES);
    assertEquals(VhostUserRig.ALL_PROTOCOL, offered);
    frontEnd.send(SET_PROTOCOL_FEATURES, u64(offered));
    assertEquals(2, frontEnd.ask(GET_QUEUE_NUM));
    assertEquals(offered, rig.backend().protocolFeatures());
    assertEquals(0, rig.backend().features());
  }

  @Test
  void shouldKeepRingsRunningThroughSetFeatures_2() {
    prepare();
    running(0);
    rig.driver.advance(0, 7);
    long fewer = rig.features() & ~VirtioFeature.NET_CSUM;
    assertEquals(0, frontEnd.acknowledged(SET_FEATURES, u64(fewer)));
    assertTrue(rig.driver.running(0).enabled());
    assertEquals(fewer, rig.driver.running(0).features());
    assertEquals(7, rig.driver.running(0).availIndex());
    // LOG_ALL is not offered; who asks for it is refused and loses nothing.
    assertNotEquals(0, frontEnd.acknowledged(SET_FEATURES, u64(fewer | VirtioFeature.LOG_ALL)));
    assertEquals(fewer, rig.driver.running(0).features());
    assertTrue(rig.driver.running(0).enabled());
    assertEquals(7, rig.driver.running(0).usedIndex());
  }

  @Test
  void shouldNotDisableARingByItsKick_3() {
    prepare();
    GuestRing ring = running(0);
    rig.driver.advance(0, 3);
    frontEnd.send(SET_VRING_KICK, u64(0), ring.kickFd());
    rig.driver.turn();
    assertTrue(rig.driver.running(0).enabled());
    assertEquals(3, rig.driver.running(0).availIndex());
  }

  @Test
  void shouldStartEnabledWithoutProtocolFeatures_3() {
    frontEnd.send(SET_FEATURES, u64(VirtioFeature.VERSION_1));
    frontEnd.setMemTable(ram);
    frontEnd.startRing(rig.ring(ram, 0, 256, 0), 0);
    rig.driver.turn();
    assertTrue(rig.driver.running(0).enabled());
  }

  @Test
  void shouldStartDisabledWithProtocolFeatures_3() {
    prepare();
    frontEnd.startRing(rig.ring(ram, 0, 256, 0), 0);
    rig.driver.turn();
    assertFalse(rig.driver.running(0).enabled());
  }

  @Test
  void shouldStopTheRingAndTellItsIndexOnGetVringBase_4() {
    prepare();
    GuestRing ring = running(1);
    rig.driver.advance(1, 0xfffe);
    assertEquals(0xfffe, frontEnd.stopRing(1));
    assertNull(rig.driver.running(1));
    assertEquals("waits for SET_VRING_KICK", rig.backend().whyNotRunnable(1));
    // Asked again it says the same, and a kick starts it where it was.
    assertEquals(0xfffe, frontEnd.stopRing(1));
    frontEnd.send(SET_VRING_KICK, u64(1), ring.kickFd());
    rig.driver.turn();
    assertEquals(0xfffe, rig.driver.running(1).availIndex());
    assertTrue(rig.driver.running(1).enabled());
  }

  @Test
  void shouldAcceptEnableOfAnyRingWithoutMq_5() {
    long withoutMq = rig.features() & ~VirtioFeature.NET_MQ;
    frontEnd.negotiate(withoutMq, ProtocolFeature.REPLY_ACK);
    frontEnd.setMemTable(ram);
    assertEquals(0, frontEnd.acknowledged(SET_VRING_ENABLE, state(3, 1)));
    running(3);
    assertEquals(0, frontEnd.acknowledged(SET_VRING_ENABLE, state(3, 0)));
    // Started but disabled: it runs, and is told to discard.
    assertFalse(rig.driver.running(3).enabled());
  }

  @Test
  void shouldTranslateRingsAgainWhenMemoryIsReplacedLive_6() {
    prepare();
    GuestRing ring = running(0);
    running(1);
    rig.driver.advance(0, 5);
    int stops = rig.driver.stops();
    GuestRam second = rig.keep(new GuestRam(MB, 0x2_0000_0000L, 0x7f00_0000_0000L, 0));
    // The same first region behind another one, no new ring addresses.
    assertEquals(
        0, frontEnd.acknowledged(SET_MEM_TABLE, memTable(second, ram), second.fd(), ram.fd()));
    assertEquals(stops + 2, rig.driver.stops(), "both rings were quiesced");
    assertEquals(2, rig.backend().memory().regions().size());
    assertEquals(5, rig.driver.running(0).availIndex());
    long after = rig.driver.running(0).descriptors();
    ring.descriptor(0, 0x1234, 5, 0, 0);
    assertEquals(0x1234, Memory.getLong(after));
    // A table without the rings' region leaves them waiting, not running on old memory.
    frontEnd.setMemTable(second);
    rig.driver.turn();
    assertNull(rig.driver.running(0));
    assertEquals("its addresses are in no memory region", rig.backend().whyNotRunnable(0));
    frontEnd.setMemTable(ram);
    rig.driver.turn();
    assertEquals(5, rig.driver.running(0).availIndex());
    rig.driver.touch();
  }

  @Test
  void shouldHonourTheMmapOffset_7() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    GuestRam shifted = rig.keep(new GuestRam(MB, 0x4000_0000L, 0x7000_0000L, 12288));
    frontEnd.setMemTable(shifted);
    rig.driver.turn();
    Memory.putLong(shifted.address(4000), 99);
    assertEquals(99, Memory.getLong(rig.backend().memory().translate(0x4000_0000L + 4000, 8)));
    // An offset in the middle of a page.
    GuestRam odd = rig.keep(new GuestRam(MB, 0x4000_0000L, 0x7000_0000L, 5000));
    frontEnd.setMemTable(odd);
    rig.driver.turn();
    Memory.putLong(odd.address(MB - 8), 98);
    assertEquals(98, Memory.getLong(rig.backend().memory().translate(0x4000_0000L + MB - 8, 8)));
  }

  @Test
  void shouldAnswerALogBaseThatComesWithADescriptor_8() {
    prepare();
    int log = Mman.memfdCreate("log", 0);
    frontEnd.send(SET_LOG_BASE, longs(4096, 0), log);
    assertEquals(0, frontEnd.receive(SET_LOG_BASE).remaining());
    Unistd.close(log);
    assertEquals(2, frontEnd.ask(GET_QUEUE_NUM));
  }

  @Test
  void shouldAcknowledgeEveryMessageThatAsksForIt_9() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    GuestRing ring = rig.ring(ram, 0, 256, 0);
    assertEquals(0, frontEnd.acknowledged(SET_OWNER, new byte[0]));
    assertEquals(0, frontEnd.acknowledged(SET_FEATURES, u64(rig.features())));
    assertEquals(0, frontEnd.acknowledged(SET_MEM_TABLE, memTable(ram), ram.fd()));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_NUM, state(0, 256)));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_BASE, state(0, 0)));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_ADDR, ringAddress(ring)));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_KICK, u64(0), ring.kickFd()));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_CALL, u64(0), ring.callFd()));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_ERR, u64(0), ring.callFd()));
    assertEquals(0, frontEnd.acknowledged(SET_VRING_ENABLE, state(0, 1)));
    assertEquals(0, frontEnd.acknowledged(NET_SET_MTU, u64(9000)));
    assertEquals(0, frontEnd.acknowledged(SET_STATUS, u64(15)));
    assertEquals(15, frontEnd.ask(GET_STATUS));
    assertNotEquals(0, frontEnd.acknowledged(SEND_RARP, u64(1)));
    assertNotEquals(0, frontEnd.acknowledged(4711, new byte[4]));
    // A request with an answer of its own gets that one alone.
    frontEnd.send(GET_FEATURES, VERSION | NEED_REPLY, new byte[0]);
    assertEquals(rig.features(), frontEnd.receive(GET_FEATURES).getLong());
    assertFalse(frontEnd.hasReply());
    assertTrue(rig.driver.losses().isEmpty());
  }

  @Test
  void shouldNotAcknowledgeWhatWasNotNegotiated_9() {
    frontEnd.send(SET_OWNER, VERSION | NEED_REPLY, new byte[0]);
    assertFalse(frontEnd.hasReply());
  }

  @Test
  void shouldOfferTheSameAfterARestart_10() {
    VhostDeviceConfig config = new VhostDeviceConfig(4, OptionalInt.of(9000));
    long[] seen = new long[4];
    for (int i = 0; i < 2; i++) {
      try (VhostUserRig again = new VhostUserRig(config);
          FrontEnd f = again.connect()) {
        seen[2 * i] = f.ask(GET_FEATURES);
        seen[2 * i + 1] = f.ask(GET_PROTOCOL_FEATURES);
      }
    }
    assertEquals(seen[0], seen[2]);
    assertEquals(seen[1], seen[3]);
    // Committed numbers: a change of them is a change that running guests would see.
    assertEquals(0x1_7063_998bL, seen[0]);
    assertEquals(0x1_8019L, seen[1]);
  }

  @Test
  void shouldRunAReattachedRingWithoutAKick_11() {
    prepare();
    GuestRing ring = rig.ring(ram, 0, 256, 0);
    // Where an earlier back end left it; the front end starts it from 0, as virtio-user does.
    ring.setUsedIndex(500);
    ring.setAvailIndex(700);
    frontEnd.startRing(ring, 0);
    frontEnd.enableRing(0, true);
    rig.driver.turn();
    assertEquals(0, EventFd.drain(ring.kickFd()), "nobody kicked");
    assertEquals(500, rig.driver.running(0).usedIndex());
    assertEquals(500, rig.driver.running(0).availIndex());
  }

  @Test
  void shouldStartWithoutSetVringBaseAndWithTheFeaturesInForce_12() {
    prepare();
    GuestRing ring = rig.ring(ram, 0, 256, 0);
    frontEnd.send(SET_VRING_NUM, state(0, 256));
    frontEnd.send(SET_VRING_ADDR, ringAddress(ring));
    frontEnd.send(SET_VRING_CALL, u64(0), ring.callFd());
    frontEnd.send(SET_VRING_KICK, u64(0), ring.kickFd());
    rig.driver.turn();
    assertEquals(0, rig.driver.running(0).availIndex());
    assertNotEquals(0, rig.driver.running(0).features() & VirtioFeature.RING_EVENT_IDX);
    long without = rig.features() & ~VirtioFeature.RING_EVENT_IDX;
    frontEnd.send(SET_FEATURES, u64(without));
    rig.driver.turn();
    assertEquals(0, rig.driver.running(0).features() & VirtioFeature.RING_EVENT_IDX);
  }

  @Test
  void shouldRefuseInflightBeforeAnyRingAndGoOn_13() {
    frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
    assertEquals(0, VhostUserRig.ALL_PROTOCOL & ProtocolFeature.INFLIGHT_SHMFD);
    int area = Mman.memfdCreate("inflight", 0);
    int before = VhostUserRig.openDescriptors();
    byte[] inflight = ByteBuffer.allocate(20).array();
    assertNotEquals(0, frontEnd.acknowledged(SET_INFLIGHT_FD, inflight, area));
    assertEquals(before, VhostUserRig.openDescriptors());
    Unistd.close(area);
    assertEquals(2, frontEnd.ask(GET_QUEUE_NUM));
  }

  @Test
  void shouldHandTheHeadersFeaturesToTheRing_14() {
    // mrg_rxbuf=off and a legacy guest: 12 bytes with VERSION_1 or MRG_RXBUF, else 10.
    long legacy = VirtioFeature.PROTOCOL_FEATURES;
    frontEnd.negotiate(legacy, VhostUserRig.ALL_PROTOCOL);
    frontEnd.setMemTable(ram);
    running(0);
    assertEquals(legacy, rig.driver.running(0).features());
    frontEnd.send(SET_FEATURES, u64(legacy | VirtioFeature.VERSION_1));
    rig.driver.turn();
    assertEquals(legacy | VirtioFeature.VERSION_1, rig.driver.running(0).features());
  }

  @Test
  void shouldTakeBit8AsNoDescriptorAndCloseStrays_15() {
    prepare();
    GuestRing ring = running(0);
    EventFd.drain(ring.callFd());
    int before = VhostUserRig.openDescriptors();
    // Bit 8 with a descriptor all the same: closed. The call descriptor that was there goes too.
    frontEnd.send(SET_VRING_CALL, u64(NO_FD), ring.callFd());
    rig.driver.turn();
    assertNull(rig.driver.running(0).call());
    assertEquals(before - 1, VhostUserRig.openDescriptors());
    frontEnd.send(SET_VRING_KICK, u64(NO_FD));
    rig.driver.turn();
    assertNotNull(rig.driver.running(0), "it is polled, and needs no kick");
    // Descriptors with a message that takes none.
    assertEquals(0, frontEnd.acknowledged(SET_OWNER, new byte[0], ram.fd(), ram.fd()));
    assertEquals(before - 2, VhostUserRig.openDescriptors());
    // A new call descriptor is signalled once: the guest may have missed an interrupt meanwhile.
    frontEnd.send(SET_VRING_CALL, u64(0), ring.callFd());
    rig.driver.turn();
    assertEquals(1, EventFd.drain(ring.callFd()));
  }

  @Test
  void shouldReportARingsFailureOnItsErrorDescriptor() {
    prepare();
    GuestRing ring = running(0);
    rig.backend().reportError(0); // none given yet: nothing happens
    int err = EventFd.create();
    frontEnd.send(SET_VRING_ERR, u64(0), err);
    rig.driver.turn();
    rig.backend().reportError(0);
    assertEquals(1, EventFd.drain(err));
    assertEquals(256, ring.size());
    Unistd.close(err);
  }
}
