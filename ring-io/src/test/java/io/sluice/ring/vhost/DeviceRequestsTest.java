package io.sluice.ring.vhost;

import static io.sluice.ring.testing.FrontEnd.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Requests about the device as a whole: its MTU and its virtio status. */
class DeviceRequestsTest {
  @Test
  void shouldTakeAnMtuUpToThePorts() {
    try (VhostUserRig rig = new VhostUserRig(new VhostDeviceConfig(1, OptionalInt.of(9000)));
        FrontEnd frontEnd = rig.connect()) {
      frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
      for (long mtu : new long[] {68, 1500, 9000}) {
        assertEquals(0, frontEnd.acknowledged(NET_SET_MTU, u64(mtu)));
        assertEquals(mtu, rig.backend().frontEndMtu());
      }
      for (long mtu : new long[] {0, 67, 9001, 65536, -1}) {
        assertNotEquals(0, frontEnd.acknowledged(NET_SET_MTU, u64(mtu)), "mtu " + mtu);
        assertEquals(9000, rig.backend().frontEndMtu());
      }
    }
  }

  @Test
  void shouldStopTheRingsWhenTheDriverResetsTheDevice() {
    try (VhostUserRig rig = VhostUserRig.pairs(1)) {
      GuestRam ram = rig.ram(1 << 20);
      FrontEnd frontEnd = rig.keep(rig.connect());
      frontEnd.negotiate(rig.features(), VhostUserRig.ALL_PROTOCOL);
      frontEnd.setMemTable(ram);
      for (int i = 0; i < 2; i++) {
        frontEnd.startRing(rig.ring(ram, i, 256, i * 16384L), 0);
        frontEnd.enableRing(i, true);
      }
      assertEquals(0, frontEnd.acknowledged(SET_STATUS, u64(15)));
      rig.driver.turn();
      assertNotNull(rig.driver.running(0));
      assertNotNull(rig.driver.running(1));
      assertNotEquals(0, frontEnd.acknowledged(SET_STATUS, u64(256)));
      assertEquals(15, frontEnd.ask(GET_STATUS));
      assertEquals(0, frontEnd.acknowledged(SET_STATUS, u64(0)));
      rig.driver.turn();
      assertNull(rig.driver.running(0));
      assertNull(rig.driver.running(1));
      assertEquals(0, frontEnd.ask(GET_STATUS));
    }
  }
}
