package io.sluice.perf.micro;

import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A burst of UDP frames of 64 bytes that differ in addresses and ports. */
final class Frames {
  static final int BURST = PacketBurst.MAX;
  static final int LENGTH = 60;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int SOURCE = 26;
  private static final int DESTINATION = 30;
  private static final int PORTS = 34;

  private Frames() {}

  /** Fills the burst's heads; whole frames, nothing borrowed. */
  static PacketBurst burst() {
    PacketBurst burst = new PacketBurst();
    for (int i = 0; i < BURST; i++) {
      int at = PacketBurst.slotOffset(i);
      burst.headOffset[i] = at;
      burst.headLength[i] = LENGTH;
      burst.length[i] = LENGTH;
      burst.heads[at] = 2;
      burst.heads[at + 6] = 2;
      burst.heads[at + 12] = 8;
      INT.set(burst.heads, at + 14, 0x4500 << 16 | LENGTH - 14);
      INT.set(burst.heads, at + 22, 64 << 24 | 17 << 16);
      INT.set(burst.heads, at + SOURCE, 0x0a000001);
      address(burst, i, 0x0a000000 + i, 5, 9);
    }
    burst.count = BURST;
    return burst;
  }

  /** Gives a frame another destination and ports. */
  static void address(PacketBurst burst, int i, int destination, int from, int to) {
    int at = burst.headOffset[i];
    INT.set(burst.heads, at + DESTINATION, destination);
    INT.set(burst.heads, at + PORTS, from << 16 | to);
  }

  /** Gives a frame another source. */
  static void source(PacketBurst burst, int i, int source) {
    INT.set(burst.heads, burst.headOffset[i] + SOURCE, source);
  }
}
