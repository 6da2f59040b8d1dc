package io.sluice.openflow.agent;

/** Ports have 16 bits in the switch and 32 on the wire; the reserved ones are at both ends. */
final class PortNumbers {
  static final long ANY = 0xffffffffL;
  static final long IN_PORT = 0xfffffff8L;
  static final long TABLE = 0xfffffff9L;
  static final long NORMAL = 0xfffffffaL;
  static final long FLOOD = 0xfffffffbL;
  static final long ALL = 0xfffffffcL;
  static final long CONTROLLER = 0xfffffffdL;
  static final long LOCAL = 0xfffffffeL;

  /** The first number that is no port. */
  static final int MAX = 0xff00;

  private PortNumbers() {}

  static long toWire(int port) {
    return port >= MAX ? port | 0xffff0000L : port;
  }

  /** Whether the switch can have it: a port, or a reserved number. */
  static boolean exists(long wire) {
    return wire < MAX || wire >= 0xffffff00L;
  }

  static int fromWire(long wire) {
    return (int) (wire & 0xffff);
  }
}
