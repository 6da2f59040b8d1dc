package io.sluice.daemon.dump;

import io.sluice.capture.CapturedPacket;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a line for each packet, for people. */
final class LineTaker implements Taker {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(ZoneId.systemDefault());

  private final OutputStream out;
  private final PortNames names;

  LineTaker(OutputStream out, PortNames names) {
    this.out = out;
    this.names = names;
  }

  @Override
  public void take(CapturedPacket p) throws IOException {
    out.write((line(p, names.of(p).port()) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static String line(CapturedPacket p, String port) {
    Instant time = Instant.ofEpochSecond(0, p.timeNs());
    String why = p.reason() == null ? "" : " (" + p.reason().label() + ")";
    String cookie =
        p.cookie().isPresent() ? ", cookie 0x" + Long.toHexString(p.cookie().getAsLong()) : "";
    return "%s %s %s%s %s, length %d%s"
        .formatted(
            TIME.format(time),
            port,
            p.point().name().toLowerCase(Locale.ROOT),
            why,
            PacketText.of(p.bytes()),
            p.length(),
            cookie);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(long taken, long lost) throws IOException {
    out.flush();
  }
}
