package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;

/** Edits of ports in a packet's head, as {@link HeaderEdits} does others. Stateless. */
public final class PortEdits {
  private PortEdits() {}

  public static int setTpSrc(byte[] b, int offset, int head, int port, boolean partial) {
    return setPort(b, offset, head, 0, port, partial);
  }

  public static int setTpDst(byte[] b, int offset, int head, int port, boolean partial) {
    return setPort(b, offset, head, 2, port, partial);
  }

  private static int setPort(byte[] b, int offset, int head, int field, int port, boolean partial) {
    long view = HeaderView.of(b, offset, head);
    int l4 = HeaderView.l4(view);
    int proto = HeaderView.proto(view);
    if (l4 == 0 || proto != PROTO_TCP && proto != PROTO_UDP && proto != PROTO_SCTP) {
      return ABSENT;
    }
    int header = offset + l4;
    int at = header + field;
    int ports = SctpChecksum.ports(b, header);
    int difference = (~u16(b, at) & 0xffff) + (port & 0xffff);
    Checksum.put16(b, at, port);
    if (partial) {
      return OK;
    }
    switch (proto) {
      case PROTO_TCP -> Checksum.patch(b, header + 16, difference);
      case PROTO_UDP -> HeaderEdits.patchUdp(b, header + 6, difference, false);
      default -> SctpChecksum.portsChanged(b, header, ports, length(b, offset, view));
    }
    return OK;
  }

  /** Bytes of the L4 packet, as the IP header has it: a short frame is padded behind them. */
  private static int length(byte[] b, int offset, long view) {
    int ip = offset + HeaderView.l3(view);
    int before = HeaderView.l4(view) - HeaderView.l3(view);
    boolean v4 = HeaderView.kind(view) == HeaderView.V4;
    return Math.max(0, v4 ? u16(b, ip + 2) - before : u16(b, ip + 4) + 40 - before);
  }
}
