package io.sluice.flow.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Packets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderParserTest {
  private static final String ETH = "525400000002 525400000001 ";

  /** SYN of a real connection: DF, options, ECN setup flags. */
  private static final byte[] TCP_SYN =
      Packets.hex(
          ETH
              + "0800 4510003c1c46400040069e4f 0a000001 0a000002"
              + "d431 0050 7f3c1b2a 00000000 a0c2 faf0 1dd4 0000 0204 05b4 0402 080a"
              + "0a1b2c3d 00000000 0103 0307");

  private static final byte[] QINQ_UDP =
      Packets.hex(
          ETH
              + "88a8 6064 8100 200a 0800 4500001d000140004011"
              + "66cd 0a000001 0a000002 1234 0035 0009 0000 61");

  private static final byte[] ARP_REQUEST =
      Packets.hex(
          "ffffffffffff 525400000001 0806 0001 0800 06 04 0001 525400000001 0a000001"
              + "000000000000 0a000002");

  /** Neighbour solicitation with a source link-layer option. */
  private static final byte[] ND_SOLICIT =
      Packets.hex(
          "3333ff000002 525400000001 86dd 6c012345 0020 3a ff"
              + "fe80000000000000 0000000000000001 ff02000000000000 00000001ff000002"
              + "87 00 7b2e 00000000 fe80000000000000 0000000000000002 0101 525400000001");

  /** Hop-by-hop, routing, first fragment, destination options, then UDP. */
  private static final byte[] V6_CHAIN =
      Packets.hex(
          ETH
              + "86dd 60000000 0028 00 40"
              + "20010db800000000 0000000000000001 20010db800000000 0000000000000002"
              + "2b 00 0104 00000000 2c 00 0000 00000000 3c 00 0001 00000007 11 00 0104 00000000"
              + "1111 2222 0008 0000");

  private static long[] parse(byte[] frame, int head) {
    // A wall of junk behind the head: what is not there must not be seen.
    byte[] b = new byte[64 + head + 64];
    Arrays.fill(b, (byte) 0xa5);
    System.arraycopy(frame, 0, b, 64, head);
    long[] key = new long[FlowKey.STRIDE];
    Arrays.fill(key, 0x7777777777777777L);
    HeaderParser.parse(b, 64, head, frame.length, 3, key, 0, HeaderParser.Depth.ALL);
    return Arrays.copyOf(key, FlowKey.WORDS);
  }

  private static void check(byte[] frame, long... words) {
    long[] want = Arrays.copyOf(words, FlowKey.WORDS);
    long[] got = parse(frame, frame.length);
    for (int w = 0; w < FlowKey.WORDS; w++) {
      assertEquals(Long.toHexString(want[w]), Long.toHexString(got[w]), "word " + w);
    }
  }

  @Test
  void shouldParseTcp() {
    check(
        TCP_SYN,
        0x0003_0800_0000_00_06L,
        0x525400000002_0000L,
        0x525400000001_10_40L,
        0x0a000001_0a000002L,
        0xd431_0050_00c2_0000L);
  }

  @Test
  void shouldParseTwoTags() {
    check(
        QINQ_UDP,
        0x0003_0800_7064_80_11L,
        0x525400000002_300aL,
        0x525400000001_00_40L,
        0x0a000001_0a000002L,
        0x1234_0035_0000_0000L);
  }

  @Test
  void shouldParseArp() {
    check(
        ARP_REQUEST,
        0x0003_0806_0000_00_01L,
        0xffffffffffff_0000L,
        0x525400000001_0000L,
        0x0a000001_0a000002L,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0x525400000001_0000L,
        0);
  }

  @Test
  void shouldParseNeighbourSolicitation() {
    check(
        ND_SOLICIT,
        0x0003_86dd_0000_00_3aL,
        0x3333ff000002_0000L,
        0x525400000001_c0_ffL,
        0,
        0x0087_0000_0000_0000L,
        0xfe80000000000000L,
        1,
        0xff02000000000000L,
        0x00000001ff000002L,
        0xfe80000000000000L,
        2,
        0x525400000001_0000L,
        0,
        0x12345);
  }

  @Test
  void shouldWalkExtensionHeaders() {
    check(
        V6_CHAIN,
        0x0003_86dd_0000_01_11L, // a fragment, the first
        0x525400000002_0000L,
        0x525400000001_00_40L,
        0,
        0x1111_2222_0000_0000L,
        0x20010db800000000L,
        1,
        0x20010db800000000L,
        2);
  }

  @Test
  void shouldTellFragmentsApart() {
    byte[] first = Packets.v4(17, 0x0a000001, 0x0a000002, 7, 9);
    first[20] = 0x20;
    long[] key = parse(first, first.length);
    assertEquals(FlowKey.FRAG_ANY, FlowKey.nwFrag(key, 0));
    assertEquals(0x0007_0009_0000_0000L, key[4]);
    first[21] = 1;
    key = parse(first, first.length);
    assertEquals(FlowKey.FRAG_ANY | FlowKey.FRAG_LATER, FlowKey.nwFrag(key, 0));
    assertEquals(0, key[4], "a later fragment has no ports");
    byte[] six = V6_CHAIN.clone();
    six[14 + 40 + 8 + 8 + 2] = 1;
    key = parse(six, six.length);
    assertEquals(44, FlowKey.nwProto(key, 0));
    assertEquals(0, key[4]);
  }

  @Test
  void shouldSkipIpv4Options() {
    byte[] plain = Packets.v4(17, 0x0a000001, 0x0a000002, 7, 9);
    byte[] b = new byte[plain.length + 4];
    System.arraycopy(plain, 0, b, 0, 34);
    System.arraycopy(plain, 34, b, 38, plain.length - 34);
    b[14] = 0x46;
    b[34] = 1;
    b[17] += 4;
    assertArrayEquals(parse(plain, plain.length), parse(b, b.length));
  }

  @Test
  void shouldReadSnapAndLlc() {
    byte[] snap = Packets.hex(ETH + "0024 aaaa03 000000 0806 " + "00".repeat(28));
    assertEquals(0x0806, FlowKey.dlType(parse(snap, snap.length), 0));
    byte[] llc = Packets.hex(ETH + "0026 424203 0000000000" + "00".repeat(28));
    assertEquals(FlowKey.TYPE_NONE, FlowKey.dlType(parse(llc, llc.length), 0));
  }

  /** Cut at any byte, a field is either what it was or absent; never made of what is behind. */
  @Test
  void shouldSeeNothingBehindACut() {
    byte[][] frames = {TCP_SYN, QINQ_UDP, ARP_REQUEST, ND_SOLICIT, V6_CHAIN};
    for (byte[] frame : frames) {
      long[] whole = parse(frame, frame.length);
      for (int head = 0; head < frame.length; head++) {
        long[] cut = parse(frame, head);
        if (head < 14) {
          assertEquals(0x0003_0000_0000_0000L, cut[0]);
          assertEquals(0, cut[1]);
        } else {
          assertEquals(whole[1] >>> 16, cut[1] >>> 16);
          assertEquals(whole[2] >>> 16, cut[2] >>> 16);
        }
        for (int w = 3; w < FlowKey.WORDS; w++) {
          assertEquals(cut[w] == 0 ? 0 : whole[w], cut[w], "word " + w + ", head " + head);
        }
      }
    }
  }

  /** The whole frame cut, not just the head: lengths inside now lie. */
  @Test
  void shouldNotTrustLengths() {
    byte[] b = TCP_SYN.clone();
    Packets.put16(b, 16, 1500);
    long[] key = parse(b, b.length);
    assertEquals(0, FlowKey.nwProto(key, 0), "total length is past the frame's end");
    assertEquals(0, key[3]);
    Packets.put16(b, 16, 30);
    key = parse(b, b.length);
    assertEquals(6, FlowKey.nwProto(key, 0));
    assertEquals(0, key[4], "TCP's header is past the datagram's end");
  }

  @Test
  void shouldAgreeWithTheGeneralParserWhateverTheBytes() {
    Random r = new Random(7);
    byte[] b = new byte[160];
    long[] key = new long[FlowKey.STRIDE];
    byte[][] frames = {TCP_SYN, QINQ_UDP, ARP_REQUEST, ND_SOLICIT, V6_CHAIN};
    for (int n = 0; n < 300_000; n++) {
      byte[] frame = frames[r.nextInt(frames.length)];
      System.arraycopy(frame, 0, b, 0, frame.length);
      for (int flips = r.nextInt(6); flips > 0; flips--) {
        b[12 + r.nextInt(60)] = (byte) r.nextInt();
      }
      int length = r.nextInt(b.length);
      HeaderParser.parse(b, 0, r.nextInt(b.length), length, 3, key, 0, HeaderParser.Depth.ALL);
      assertEquals(3, FlowKey.inPort(key, 0));
    }
    // The short cut and the long way come to the same: with the version's options bit they differ
    // in path only.
    for (int n = 0; n < 50_000; n++) {
      byte[] f = Packets.v4(r.nextBoolean() ? 6 : 17, r.nextInt(), r.nextInt(), r.nextInt(), 80);
      f[15] = (byte) r.nextInt();
      f[22] = (byte) r.nextInt();
      Packets.put16(f, 16, r.nextInt(60));
      byte[] tagged = Packets.tag(f, 0x8100, 5);
      long[] shortCut = parse(f, f.length);
      long[] longWay = parse(tagged, tagged.length);
      longWay[0] &= ~FlowKey.VLAN_TCI_MASK;
      assertArrayEquals(longWay, shortCut);
    }
  }
}
