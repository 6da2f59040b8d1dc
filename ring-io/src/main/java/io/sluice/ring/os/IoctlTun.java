package io.sluice.ring.os;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * linux/if_tun.h: TAP interfaces.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">tuntap</a>
 */
public final class IoctlTun {
  public static final long TUNSETIFF = 0x400454caL;
  public static final long TUNSETPERSIST = 0x400454cbL;
  public static final long TUNSETOFFLOAD = 0x400454d0L;
  public static final long TUNGETIFF = 0x800454d2L;
  public static final long TUNSETVNETHDRSZ = 0x400454d8L;
  public static final long TUNSETVNETLE = 0x400454dcL;
  public static final long TUNSETCARRIER = 0x400454e2L;

  public static final int IFF_TAP = 0x0002;
  public static final int IFF_MULTI_QUEUE = 0x0100;
  public static final int IFF_NO_PI = 0x1000;
  public static final int IFF_VNET_HDR = 0x4000;
  public static final int IFF_TUN_EXCL = 0x8000;

  public static final int TUN_F_CSUM = 0x01;
  public static final int TUN_F_TSO4 = 0x02;
  public static final int TUN_F_TSO6 = 0x04;
  public static final int TUN_F_TSO_ECN = 0x08;

  private IoctlTun() {}

  /** Opens the clone device; the descriptor is no interface yet. */
  public static int open() {
    return Fcntl.open("/dev/net/tun", Fcntl.O_RDWR | Fcntl.O_NONBLOCK, 0);
  }

  /**
   * Makes the descriptor the interface {@code name} (or attaches to it when it exists).
   *
   * @return the name it got ("tap%d" asks for a number)
   */
  public static String setInterface(int fd, String name, int flags) {
    MemorySegment request = NetDevice.request(name);
    request.set(ValueLayout.JAVA_SHORT, NetDevice.IFR_UNION, (short) flags);
    Ioctl.call(
        "TUNSETIFF",
        fd,
        TUNSETIFF,
        request.address(),
        "name=" + name + ", flags=0x" + Integer.toHexString(flags));
    return request.getString(0);
  }

  /** Tells the kernel which unfinished packets (TUN_F_...) we take from it. */
  public static void setOffload(int fd, int flags) {
    Ioctl.call("TUNSETOFFLOAD", fd, TUNSETOFFLOAD, flags, "flags=0x" + Integer.toHexString(flags));
  }

  /** The length of the virtio-net header before each frame: 10 or 12. */
  public static void setVnetHeaderSize(int fd, int size) {
    setInt("TUNSETVNETHDRSZ", fd, TUNSETVNETHDRSZ, size);
  }

  /** Makes the virtio-net header little-endian whatever the machine is. */
  public static void setVnetLittleEndian(int fd, boolean on) {
    setInt("TUNSETVNETLE", fd, TUNSETVNETLE, on ? 1 : 0);
  }

  /** What the interface shows as its link. */
  public static void setCarrier(int fd, boolean up) {
    setInt("TUNSETCARRIER", fd, TUNSETCARRIER, up ? 1 : 0);
  }

  /** Whether the interface outlives its descriptor. */
  public static void setPersistent(int fd, boolean on) {
    Ioctl.call("TUNSETPERSIST", fd, TUNSETPERSIST, on ? 1 : 0, "on=" + on);
  }

  /** Whether the descriptor is still an interface: false once that was deleted. */
  public static boolean isAttached(int fd) {
    try {
      currentName(fd);
      return true;
    } catch (OsException e) {
      if (e.errno() == Errno.EBADFD) {
        return false;
      }
      throw e;
    }
  }

  /** What the interface is called now, in whatever namespace it is. */
  public static String currentName(int fd) {
    MemorySegment request = Native.scratch().zeroed(NetDevice.IFREQ.byteSize());
    Ioctl.call("TUNGETIFF", fd, TUNGETIFF, request.address(), "fd=" + fd);
    return request.getString(0);
  }

  private static void setInt(String name, int fd, long request, int value) {
    MemorySegment argument = Native.scratch().zeroed(4);
    argument.set(ValueLayout.JAVA_INT, 0, value);
    Ioctl.call(name, fd, request, argument.address(), "value=" + value);
  }
}
