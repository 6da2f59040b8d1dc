package io.sluice.daemon.dump;

import io.sluice.capture.CapturePort;
import io.sluice.capture.CapturedPacket;
import io.sluice.capture.Point;
import io.sluice.ring.pcap.PcapngWriter;
import io.sluice.ring.pcap.PcapngWriter.Direction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes pcapng: each port is an interface, described before its first packet; why a packet was
 * dropped, its rule and its lane are its comment, {@code drop=no rule, cookie=0x5, lane=0}.
 */
final class PcapngTaker implements Taker {
  private final PcapngWriter writer;
  private final PortNames names;
  private final int snapLength;
  private final Map<CapturePort, Integer> interfaces = new HashMap<>();

  PcapngTaker(OutputStream out, String application, PortNames names, int snapLength)
      throws IOException {
    writer = new PcapngWriter(out, application);
    this.names = names;
    this.snapLength = snapLength;
  }

  /** An interface that is there also when no packet of it comes. */
  int describe(CapturePort port) throws IOException {
    Integer known = interfaces.get(port);
    if (known == null) {
      String bridge = port.bridgeName().isEmpty() ? "unknown" : port.bridgeName();
      String description =
          port.ofport() == CapturedPacket.NO_PORT
              ? "packets that came from no port"
              : "bridge " + bridge + ", OpenFlow port " + port.ofport();
      known = writer.describe(port.port(), description, snapLength);
      interfaces.put(port, known);
    }
    return known;
  }

  @Override
  public void take(CapturedPacket p) throws IOException {
    writer.packet(
        describe(names.of(p)),
        p.timeNs(),
        direction(p.point()),
        p.bytes(),
        0,
        p.bytes().length,
        p.length(),
        comment(p));
  }

  private static Direction direction(Point point) {
    return switch (point) {
      case IN -> Direction.IN;
      case OUT -> Direction.OUT;
      case DROP -> Direction.UNKNOWN;
    };
  }

  static String comment(CapturedPacket p) {
    StringBuilder s = new StringBuilder();
    if (p.reason() != null) {
      s.append("drop=").append(p.reason().label()).append(", ");
    }
    if (p.cookie().isPresent()) {
      s.append("cookie=0x").append(Long.toHexString(p.cookie().getAsLong())).append(", ");
    }
    return s.append("lane=").append(p.lane()).toString();
  }

  @Override
  public void flush() throws IOException {
    writer.flush();
  }

  /** What was lost is not known by port: only that of a single one can be written. */
  @Override
  public void end(long taken, long lost) throws IOException {
    if (interfaces.size() == 1 && lost >= 0) {
      writer.statistics(0, System.currentTimeMillis() * 1_000_000, taken + lost, lost);
    }
    writer.flush();
  }
}
