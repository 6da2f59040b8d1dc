package io.sluice.actors;

import io.sluice.ring.virtqueue.SyntheticGuest.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Frames for {@link WarmUp}, made once. */
final class WarmUpTraffic {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SMALL = 60;
  private static final int LARGE = 1514;
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final int L4 = 34;

  private WarmUpTraffic() {}

  /** UDP to 10.0.0.0 and up, every 32nd long. */
  static Frame[] udp(int flows) {
    Frame[] frames = new Frame[flows];
    for (int i = 0; i < flows; i++) {
      frames[i] = new Frame(ipv4(i % 32 == 31 ? LARGE : SMALL, UDP, i, 1024, 9));
    }
    return frames;
  }

  /** UDP to one address, from so many ports to so many. */
  static Frame[] ports(int flows) {
    Frame[] frames = new Frame[flows];
    for (int i = 0; i < flows; i++) {
      frames[i] = new Frame(ipv4(SMALL, UDP, i & 1, 1024 + i, 2048 + i));
    }
    return frames;
  }

  /** TCP segments whose checksum the sender left to the device, one in four to be cut, and ARP. */
  static Frame[] tcp(int flows) {
    Frame[] frames = new Frame[flows];
    long needsChecksum = 1 | (long) L4 << 48;
    long cut = needsChecksum | 1 << 8 | 54 << 16 | 700L << 32;
    for (int i = 0; i < flows; i++) {
      int kind = i % 8;
      byte[] bytes = ipv4(kind < 4 ? SMALL : LARGE, TCP, i, 1024 + i, 80);
      bytes[L4 + 12] = 5 << 4;
      frames[i] =
          kind == 7 ? new Frame(arp(i)) : new Frame(bytes, kind == 6 ? cut : needsChecksum, 16);
    }
    return frames;
  }

  /** UDP over IPv6. */
  static Frame[] ipv6(int flows) {
    Frame[] frames = new Frame[flows];
    for (int i = 0; i < flows; i++) {
      byte[] b = ethernet(74, 0x86dd, i);
      INT.set(b, 14, 6 << 28);
      SHORT.set(b, 18, (short) 20);
      b[20] = UDP;
      b[21] = 64;
      b[22] = (byte) 0xfd;
      b[38] = (byte) 0xfd;
      b[53] = (byte) i;
      INT.set(b, 54, 1024 << 16 | 9);
      SHORT.set(b, 58, (short) 20);
      frames[i] = new Frame(b);
    }
    return frames;
  }

  private static byte[] ipv4(int length, int protocol, int flow, int from, int to) {
    byte[] b = ethernet(length, 0x0800, flow);
    INT.set(b, 14, 0x45 << 24 | length - 14);
    INT.set(b, 22, 64 << 24 | protocol << 16);
    INT.set(b, 26, 0x0a010000 | flow);
    INT.set(b, 30, 0x0a000000 | flow);
    INT.set(b, L4, from << 16 | to);
    if (protocol == UDP) {
      SHORT.set(b, L4 + 4, (short) (length - L4));
    }
    return b;
  }

  private static byte[] arp(int flow) {
    byte[] b = ethernet(SMALL, 0x0806, flow);
    INT.set(b, 0, -1);
    SHORT.set(b, 4, (short) -1);
    INT.set(b, 14, 1 << 16 | 0x0800);
    INT.set(b, 18, 0x0604 << 16 | 1);
    return b;
  }

  private static byte[] ethernet(int length, int type, int flow) {
    byte[] b = new byte[length];
    b[0] = 2;
    b[5] = 1;
    b[6] = 2;
    b[11] = (byte) (flow % 4);
    SHORT.set(b, 12, (short) type);
    return b;
  }
}
