package io.sluice.ring.tap;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;
import org.junit.jupiter.api.Test;

/** What a user reads when the interface cannot be had. */
class TapDeviceTest {
  private static void assertExplained(int errno, String... words) {
    String message = TapDevice.explain("tap7", new OsException("ioctl", errno)).getMessage();
    assertTrue(message.contains("tap7"), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void shouldSayWhatToDo() {
    assertExplained(Errno.EPERM, "CAP_NET_ADMIN", "EPERM");
    assertExplained(Errno.EBUSY, "another process", "EBUSY");
    assertExplained(Errno.ENOENT, "modprobe tun");
    assertExplained(Errno.EINVAL, "ip link del tap7");
  }

  @Test
  void shouldRefuseAQueueCountOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new TapDevice("tap7", 0).close());
  }
}
