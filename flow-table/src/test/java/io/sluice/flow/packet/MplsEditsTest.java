package io.sluice.flow.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Packets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Labels on frames, byte by byte; labels as RFC 3032 draws them. */
class MplsEditsTest {
  private static final int AT = 64;
  private static final String MACS = "525400000002 525400000001 ";
  private static final String IP = "45000014000100004001 66e7 0a000001 0a000002";

  private final byte[] b = new byte[256];
  private int offset = AT;
  private int head;

  private void frame(String hex) {
    byte[] f = Packets.hex(hex);
    Arrays.fill(b, (byte) 0xa5);
    System.arraycopy(f, 0, b, AT, f.length);
    offset = AT;
    head = f.length;
  }

  private void moved(int to) {
    head -= to - offset;
    offset = to;
  }

  private void is(String hex) {
    assertArrayEquals(Packets.hex(hex), Arrays.copyOfRange(b, offset, offset + head));
  }

  @Test
  void shouldPushBehindTheTagsAndPopAgain() {
    String tagged = MACS + "88a8 6064 8100 200a ";
    frame(tagged + "0800" + IP);
    moved(MplsEdits.push(b, offset, head, 0x8847, 0x00005140));
    is(tagged + "8847 00005140" + IP);
    moved(MplsEdits.push(b, offset, head, 0x8848, 0x00010040));
    is(tagged + "8848 00010040 00005140" + IP);
    moved(MplsEdits.pop(b, offset, head, 0x8847));
    moved(MplsEdits.pop(b, offset, head, 0x0800));
    is(tagged + "0800" + IP);
    assertEquals(AT, offset);
    assertEquals(AT, MplsEdits.pop(b, offset, head, 0x0800), "nothing to pop");
  }

  @Test
  void shouldSetBitsOfTheOutermostEntry() {
    frame(MACS + "8847 00010040 00005140" + IP);
    assertEquals(EditResult.OK, MplsEdits.set(b, offset, head, 0xfffff << 12, 0xfffff << 12));
    assertEquals(EditResult.OK, MplsEdits.set(b, offset, head, 5 << 9, 7 << 9));
    assertEquals(EditResult.OK, MplsEdits.decTtl(b, offset, head));
    is(MACS + "8847 fffffa3f 00005140" + IP);
    assertEquals(EditResult.OK, MplsEdits.set(b, offset, head, 1, 0xff));
    assertEquals(EditResult.TTL_EXPIRED, MplsEdits.decTtl(b, offset, head));
    is(MACS + "8847 fffffa01 00005140" + IP);
  }

  @Test
  void shouldKeepTheLengthOfAnEthernetFrameOf1983() {
    frame(MACS + "001c aaaa03 000000 0800" + IP);
    moved(MplsEdits.push(b, offset, head, 0x8847, 0x00001140));
    is(MACS + "0020 aaaa03 000000 8847 00001140" + IP);
    moved(MplsEdits.pop(b, offset, head, 0x0800));
    is(MACS + "001c aaaa03 000000 0800" + IP);
  }

  @Test
  void shouldLeaveAloneWhatIsNotThere() {
    frame(MACS + "8847 0001");
    String before = MACS + "8847 0001";
    assertEquals(EditResult.ABSENT, MplsEdits.set(b, offset, head, 0, -1));
    assertEquals(EditResult.ABSENT, MplsEdits.decTtl(b, offset, head));
    assertEquals(AT, MplsEdits.pop(b, offset, head, 0x0800));
    is(before);
    frame(MACS + "0010 424203");
    assertEquals(AT, MplsEdits.push(b, offset, head, 0x8847, 1), "a frame without a type");
    frame(MACS.substring(0, 19));
    assertEquals(AT, MplsEdits.push(b, offset, head, 0x8847, 1));
    frame(MACS + "0800" + IP);
    assertEquals(2, MplsEdits.push(b, 2, 34, 0x8847, 1), "no room in front");
  }

  private static long[] parse(String hex, HeaderParser.Depth depth) {
    byte[] f = Packets.hex(hex);
    byte[] padded = Arrays.copyOf(f, f.length + 64);
    long[] key = new long[FlowKey.STRIDE];
    HeaderParser.parse(padded, 0, f.length, f.length, 3, key, 0, depth);
    return key;
  }

  @Test
  void shouldParseThreeLabelsAndWhatIsBehindAll() {
    long[] k =
        parse(MACS + "8847 00010040 00020041 00030042 00004143" + IP, HeaderParser.Depth.ALL);
    assertEquals(0x8847, FlowKey.dlType(k, 0));
    assertEquals(0x00010040L << 32 | 3 << 22 | FlowKey.BEHIND_IPV4 << 20, k[13]);
    assertEquals(0x00020041_00030042L, k[14]);
    assertEquals(0x0a000001_0a000002L, k[3]);
    assertEquals(1, FlowKey.nwProto(k, 0));
    k = parse(MACS + "8847 00004143" + IP, HeaderParser.Depth.ALL);
    assertEquals(0x00004143L << 32 | 1 << 22 | FlowKey.BEHIND_IPV4 << 20, k[13]);
    k = parse(MACS + "8847 00004143 0001080006040001", HeaderParser.Depth.ALL);
    assertEquals(0x00004143L << 32 | 1 << 22 | FlowKey.BEHIND_ARP << 20, k[13]);
    k = parse(MACS + "8847 00004043 45", HeaderParser.Depth.ALL);
    assertEquals(0x00004043L << 32 | 1 << 22, k[13], "a stack that is cut off");
    k = parse(MACS + "8847 00004143" + IP, HeaderParser.Depth.SHORT);
    assertEquals(0, k[3], "a short key has nothing behind labels");
  }
}
