package io.sluice.ring.generator;

import io.sluice.ring.offload.InternetChecksum;

/**
 * The frames of a generator: Ethernet, IPv4, UDP (port 1024 to 1024), a payload that counts bytes.
 * Flow {@code f} goes to the destination plus {@code f}. Immutable.
 *
 * <p>Flows differ in the first {@value #PREFIX} bytes only.
 */
final class UdpTemplate {
  /** Covers all headers: what is kept per flow. */
  static final int PREFIX = 64;

  static final int MIN_LENGTH = 60;

  /** The largest IPv4 packet behind an Ethernet header. */
  static final int MAX_LENGTH = 65_535 + 14;

  static final int MAX_FLOWS = 1 << 22;

  private static final int IP = 14;
  private static final int UDP = 34;
  private static final int PAYLOAD = 42;
  private static final int PORT = 1024;

  private final byte[] frame;
  private final int flows;
  private final int destination;

  UdpTemplate(
      int length,
      int flows,
      String sourceMac,
      String destinationMac,
      String sourceIp,
      String destinationIp) {
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "length must be " + MIN_LENGTH + " to " + MAX_LENGTH + " bytes, not " + length);
    }
    if (flows < 1 || flows > MAX_FLOWS) {
      throw new IllegalArgumentException("flows must be 1 to " + MAX_FLOWS + ", not " + flows);
    }
    this.flows = flows;
    this.destination = ipv4("destination-ip", destinationIp);
    this.frame = new byte[length];
    mac("destination-mac", destinationMac, 0);
    mac("source-mac", sourceMac, 6);
    put16(12, 0x0800);
    frame[IP] = 0x45;
    put16(IP + 2, length - IP);
    frame[IP + 6] = 0x40; // do not fragment
    frame[IP + 8] = 64;
    frame[IP + 9] = 17;
    put32(IP + 12, ipv4("source-ip", sourceIp));
    put16(UDP, PORT);
    put16(UDP + 2, PORT);
    put16(UDP + 4, length - UDP);
    for (int i = PAYLOAD; i < length; i++) {
      frame[i] = (byte) (i - PAYLOAD);
    }
  }

  int length() {
    return frame.length;
  }

  int flows() {
    return flows;
  }

  /** The whole frame of a flow, in this object's one array: valid until the next call. */
  byte[] frame(int flow) {
    put32(IP + 16, destination + flow);
    put16(IP + 10, 0);
    InternetChecksum.store(InternetChecksum.sum(frame, IP, 20), frame, IP + 10);
    put16(UDP + 6, 0);
    int udpLength = frame.length - UDP;
    int sum = InternetChecksum.sum(frame, UDP, udpLength);
    sum = InternetChecksum.add(sum, InternetChecksum.sum(frame, IP + 12, 8), 0);
    sum = InternetChecksum.add(sum, InternetChecksum.term(17), 0);
    sum = InternetChecksum.add(sum, InternetChecksum.term(udpLength), 0);
    InternetChecksum.storeUdp(sum, frame, UDP + 6);
    return frame;
  }

  private void put16(int at, int value) {
    frame[at] = (byte) (value >>> 8);
    frame[at + 1] = (byte) value;
  }

  private void put32(int at, int value) {
    put16(at, value >>> 16);
    put16(at + 2, value);
  }

  private void mac(String field, String text, int at) {
    String[] parts = text.split(":", -1);
    boolean good = parts.length == 6;
    for (int i = 0; good && i < 6; i++) {
      good = parts[i].matches("[0-9a-fA-F]{2}");
      if (good) {
        frame[at + i] = (byte) Integer.parseInt(parts[i], 16);
      }
    }
    if (!good) {
      throw new IllegalArgumentException(
          field + " must be like 02:00:00:00:00:01, not '" + text + "'");
    }
  }

  private static int ipv4(String field, String text) {
    String[] parts = text.split("\\.", -1);
    boolean good = parts.length == 4;
    int value = 0;
    for (int i = 0; good && i < 4; i++) {
      good = parts[i].matches("[0-9]{1,3}") && Integer.parseInt(parts[i]) <= 255;
      if (good) {
        value = value << 8 | Integer.parseInt(parts[i]);
      }
    }
    if (!good) {
      throw new IllegalArgumentException(field + " must be like 10.0.0.1, not '" + text + "'");
    }
    return value;
  }
}
