package io.sluice.daemon.dump;

import io.sluice.capture.CapturePort;
import io.sluice.capture.CapturedPacket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the numbers in packets mean; asks the switch again about those that came later. */
final class PortNames {
  private static final long ASK_AGAIN_NS = 1_000_000_000L;

  private final Map<Long, CapturePort> known = new HashMap<>();
  private final Supplier<List<CapturePort>> current;

  /** When the switch did not know one either. */
  private final Map<Long, Long> missedNs = new HashMap<>();

  /**
   * @param current those that there are by now
   */
  PortNames(List<CapturePort> first, Supplier<List<CapturePort>> current) {
    this.current = current;
    learn(first);
  }

  /** Its port, or something to call it by. */
  CapturePort of(CapturedPacket packet) {
    long key = key(packet.bridge(), packet.ofport());
    CapturePort port = known.get(key);
    if (port == null && packet.ofport() != CapturedPacket.NO_PORT && mayAsk(key)) {
      learn(current.get());
      port = known.get(key);
    }
    return port == null ? unknown(packet) : port;
  }

  private void learn(List<CapturePort> ports) {
    ports.forEach(p -> known.put(key(p.bridge(), p.ofport()), p));
  }

  private boolean mayAsk(long key) {
    long now = System.nanoTime();
    Long missed = missedNs.get(key);
    if (missed != null && now - missed < ASK_AGAIN_NS) {
      return false;
    }
    missedNs.put(key, now);
    return true;
  }

  /** A controller's packet names no port, or one that is none; a port may be gone. */
  private static CapturePort unknown(CapturedPacket packet) {
    String name = packet.ofport() == CapturedPacket.NO_PORT ? "no-port" : "port-" + packet.ofport();
    return new CapturePort(packet.bridge(), packet.ofport(), "", name);
  }

  private static long key(int bridge, int ofport) {
    return (long) bridge << 32 | ofport & 0xffff_ffffL;
  }
}
