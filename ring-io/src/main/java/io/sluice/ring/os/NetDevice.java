package io.sluice.ring.os;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * net/if.h: an interface's flags, MTU, address and index, by its name in this process's network
 * namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class NetDevice {
  public static final int IFNAMSIZ = 16;
  public static final int IFF_UP = 0x1;
  public static final int IFF_RUNNING = 0x40;
  public static final int ARPHRD_ETHER = 1;

  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCGIFMTU = 0x8921;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCSIFHWADDR = 0x8924;
  private static final long SIOCGIFHWADDR = 0x8927;
  private static final long SIOCGIFINDEX = 0x8933;

  static final StructLayout IFREQ =
      MemoryLayout.structLayout(
              MemoryLayout.sequenceLayout(IFNAMSIZ, ValueLayout.JAVA_BYTE).withName("ifr_name"),
              MemoryLayout.sequenceLayout(24, ValueLayout.JAVA_BYTE).withName("ifr_ifru"))
          .withName("ifreq");

  static final long IFR_UNION = IFREQ.byteOffset(Native.field("ifr_ifru"));

  private NetDevice() {}

  /** This thread's scratch as an ifreq with the name filled in. */
  static MemorySegment request(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
      throw new IllegalArgumentException(
          "an interface name has 1 to " + (IFNAMSIZ - 1) + " characters: '" + name + "'");
    }
    MemorySegment request = Native.scratch().zeroed(IFREQ.byteSize());
    MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return request;
  }

  public static int index(String name) {
    return call("SIOCGIFINDEX", SIOCGIFINDEX, name, request(name))
        .get(ValueLayout.JAVA_INT, IFR_UNION);
  }

  public static int flags(String name) {
    return call("SIOCGIFFLAGS", SIOCGIFFLAGS, name, request(name))
            .get(ValueLayout.JAVA_SHORT, IFR_UNION)
        & 0xffff;
  }

  public static void setFlags(String name, int flags) {
    MemorySegment request = request(name);
    request.set(ValueLayout.JAVA_SHORT, IFR_UNION, (short) flags);
    call("SIOCSIFFLAGS", SIOCSIFFLAGS, name, request);
  }

  /** As {@code ip link set dev NAME up}. */
  public static void setUp(String name) {
    setFlags(name, flags(name) | IFF_UP);
  }

  /** As {@code ip link set dev NAME down}. */
  public static void setDown(String name) {
    setFlags(name, flags(name) & ~IFF_UP);
  }

  public static int mtu(String name) {
    return call("SIOCGIFMTU", SIOCGIFMTU, name, request(name)).get(ValueLayout.JAVA_INT, IFR_UNION);
  }

  public static void setMtu(String name, int mtu) {
    MemorySegment request = request(name);
    request.set(ValueLayout.JAVA_INT, IFR_UNION, mtu);
    call("SIOCSIFMTU", SIOCSIFMTU, name, request);
  }

  /** The six bytes of the MAC. */
  public static byte[] mac(String name) {
    return call("SIOCGIFHWADDR", SIOCGIFHWADDR, name, request(name))
        .asSlice(IFR_UNION + 2, 6)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  public static void setMac(String name, byte[] mac) {
    MemorySegment request = request(name);
    request.set(ValueLayout.JAVA_SHORT, IFR_UNION, (short) ARPHRD_ETHER);
    MemorySegment.copy(mac, 0, request, ValueLayout.JAVA_BYTE, IFR_UNION + 2, 6);
    call("SIOCSIFHWADDR", SIOCSIFHWADDR, name, request);
  }

  private static MemorySegment call(String call, long number, String name, MemorySegment request) {
    int socket = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
    try {
      Ioctl.call(call, socket, number, request.address(), "name=" + name);
    } finally {
      Unistd.close(socket);
    }
    return request;
  }
}
