package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MPLS labels, SCTP's ports and outputs of a packet's beginning, as tshark reads them. */
class LabelsIT {
  private static final int FRAMES = 100;

  @TempDir Path directory;

  @Test
  void shouldWriteWhatTsharkReads() throws Exception {
    Peers.program("tshark", "tshark");
    Path in = directory.resolve("in.pcap");
    List<byte[]> sent = new ArrayList<>(Pcap.numbered(3, FRAMES, 64, 300, 1518));
    for (int i = 0; i < FRAMES; i++) {
      sent.add(sctp(i));
    }
    Pcap.write(in, sent);
    StringBuilder ports = new StringBuilder();
    for (int port = 2; port <= 5; port++) {
      Path out = directory.resolve(port + ".pcap");
      ports.append(
          "    p%d { type = pcap, output = \"%s\", ofport = %d }%n".formatted(port, out, port));
    }
    List<String> flows =
        List.of(
            "udp,actions=push_vlan:0x8100,set_field:4103->vlan_vid,push_mpls:0x8847,"
                + "set_mpls_label(77),push_mpls:0x8847,set_mpls_label(99),set_mpls_tc(5),"
                + "dec_mpls_ttl,output:2,pop_mpls:0x8847,strip_vlan,goto_table:1",
            "table=1,mpls,mpls_label=77,mpls_bos=1,actions=pop_mpls:0x0800,goto_table:2",
            "table=2,udp,nw_dst=10.253.0.0/16,actions=dec_ttl,output:3,output(port=5,max_len=60)",
            "sctp,actions=mod_tp_src:4711,mod_tp_dst:36412,output:4");
    try (SluiceProcess sut = new SluiceProcess(directory, flows, ports.toString())) {
      sut.start();
      sut.ask("add-port", "br0", "p1", "type=pcap", "input=" + in, "rate=1000", "ofport=1");
      Child.until(
          "the file was played",
          Duration.ofSeconds(60),
          () -> sut.show().contains("rx " + sent.size() + " packets"),
          sut::describe);
      sut.stop();
    }
    Path labelled = directory.resolve("2.pcap");
    String stack = "vlan.id == 7 && mpls.label == 99 && mpls.label == 77";
    String outer = " && mpls.exp == 5 && mpls.ttl == 63 && mpls.ttl == 64";
    assertEquals(FRAMES, count(labelled, stack + outer + " && mpls.bottom == 1 && udp"));
    assertEquals(FRAMES, count(labelled, "ip.checksum.status == 1 && ip.ttl == 64"));
    Path popped = directory.resolve("3.pcap");
    assertEquals(FRAMES, count(popped, "!mpls && udp && ip.checksum.status == 1 && ip.ttl == 63"));
    List<byte[]> whole = Pcap.read(popped);
    List<byte[]> begun = Pcap.read(directory.resolve("5.pcap"));
    assertEquals(FRAMES, begun.size());
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = sent.get(i).clone();
      frame[22] = 63;
      frame[24] = whole.get(i)[24]; // the checksum, which tshark has seen
      frame[25] = whole.get(i)[25];
      assertArrayEquals(frame, whole.get(i), "frame " + i);
      assertArrayEquals(Arrays.copyOf(frame, 60), begun.get(i), "the beginning of frame " + i);
    }
    String sctp = "sctp.srcport == 4711 && sctp.dstport == 36412 && sctp.checksum.status == 1";
    assertEquals(FRAMES, count(directory.resolve("4.pcap"), sctp));
  }

  private static int count(Path file, String filter) {
    return Tshark.fields(file, filter, "frame.number").size();
  }

  /** IPv4 and an SCTP packet of one DATA chunk. */
  private static byte[] sctp(int number) {
    byte[] data = new byte[number * 4];
    Arrays.fill(data, (byte) number);
    int chunk = 16 + data.length;
    ByteBuffer b = ByteBuffer.allocate(14 + 20 + 12 + chunk);
    b.put(new byte[] {2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 10}).putShort((short) 0x0800);
    b.put((byte) 0x45).put((byte) 0).putShort((short) (32 + chunk)).putInt(0);
    b.put((byte) 64).put((byte) 132).putShort((short) 0).putInt(0x0a010001).putInt(0x0a020001);
    b.putShort(24, (short) Pcap.checksum(b.array(), 14, 20));
    b.putShort((short) 1).putShort((short) 2).putInt(number).putInt(0);
    b.put((byte) 0).put((byte) 3).putShort((short) chunk).putInt(number).putInt(0).putInt(0);
    b.put(data);
    CRC32C crc = new CRC32C();
    crc.update(b.array(), 34, 12 + chunk);
    b.order(ByteOrder.LITTLE_ENDIAN).putInt(42, (int) crc.getValue());
    return b.array();
  }
}
