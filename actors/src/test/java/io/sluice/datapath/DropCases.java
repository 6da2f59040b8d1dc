package io.sluice.datapath;

import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.ring.device.DropReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Ways in which packets die, with what is needed to bring them about. */
abstract class DropCases {
  static final String TO_2 = "in_port=1,actions=output:2";

  /** Makes packets die of one reason; how many. */
  interface Provocation {
    long on(DropRig rig) throws Exception;
  }

  /** A reason, and a way to it. */
  record Case(DropReason reason, String how, Provocation provocation) {
    @Override
    public String toString() {
      return reason.label() + ": " + how;
    }
  }

  private final List<Case> all = new ArrayList<>();

  final Stream<Case> all() {
    return all.stream();
  }

  final void on(DropReason reason, String how, Provocation provocation) {
    all.add(new Case(reason, how, provocation));
  }

  /** A reason that the tables give to frames of UDP. */
  final void byTables(DropReason reason, String how, String... flows) {
    on(reason, how, rig -> sent(rig, 3, DropRig.ports(3), flows));
  }

  static long sent(DropRig rig, int frames, List<PortConfig> ports, String... flows)
      throws Exception {
    rig.tables(ports, flows);
    rig.sink(rig.lane);
    send(rig, frames);
    return frames;
  }

  static void send(DropRig rig, int frames) {
    for (int n = 0; n < frames; n++) {
      rig.sender.send(udp());
    }
    rig.poll();
  }

  static PortConfig configured(int ofport, PortConfig.Flag flag) {
    return new PortConfig(ofport, "p" + ofport, new VlanMode.All(), true, Set.of(flag));
  }

  /** A net header that asks for a checksum, and for segments where {@code type} is not 0. */
  static byte[] header(int type, int size, int start, int offset) {
    ByteBuffer b = ByteBuffer.allocate(RingGuest.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 1).put((byte) type).putShort((short) 54).putShort((short) size);
    b.putShort((short) start).putShort((short) offset);
    return b.array();
  }

  static byte[] udp() {
    return ipv4(17, 64);
  }

  static byte[] tcp(int payload) {
    byte[] frame = ipv4(6, 54 + payload);
    frame[46] = 0x50; // data offset
    return frame;
  }

  static byte[] ipv4(int protocol, int length) {
    ByteBuffer b = ByteBuffer.allocate(length);
    b.putShort((short) 0x0200).putInt(2).putShort((short) 0x0200).putInt(1).putShort((short) 0x800);
    b.putInt(0x45000000 | length - 14).putInt(0).putShort((short) (64 << 8 | protocol));
    b.putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
    b.putShort((short) 1000).putShort((short) 2000);
    if (protocol == 17) {
      b.putShort((short) (length - 34));
    }
    return b.array();
  }
}
