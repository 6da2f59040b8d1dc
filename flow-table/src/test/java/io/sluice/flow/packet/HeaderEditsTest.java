package io.sluice.flow.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Packets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every edit against checksums computed from scratch. */
class HeaderEditsTest {
  private static final int AT = 64;

  private final Random r = new Random(99);

  private static int sum(byte[] b, int at, int length) {
    int s = 0;
    for (int i = 0; i < length; i++) {
      s += (b[at + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
    }
    while (s >>> 16 != 0) {
      s = (s & 0xffff) + (s >>> 16);
    }
    return s;
  }

  private static int fold(int s) {
    int f = s;
    while (f >>> 16 != 0) {
      f = (f & 0xffff) + (f >>> 16);
    }
    return f;
  }

  /** Sum of addresses, protocol and L4 length. */
  private static int pseudo(byte[] b, boolean six, int ip, int proto, int l4Length) {
    if (proto == 1) {
      return 0; // ICMP for IPv4 has none
    }
    int addresses = six ? sum(b, ip + 8, 32) : sum(b, ip + 12, 8);
    return fold(addresses + proto + l4Length);
  }

  private record Frame(byte[] b, int length, boolean six, int ip, int l4, int proto) {
    int csum() {
      return l4 + (proto == 6 ? 16 : proto == 17 ? 6 : 2);
    }

    int l4Length() {
      return AT + length - l4;
    }

    void finish(boolean partial) {
      if (!six) {
        Packets.put16(b, ip + 10, 0);
        Packets.put16(b, ip + 10, ~sum(b, ip, 20) & 0xffff);
      }
      Packets.put16(b, csum(), 0);
      int p = pseudo(b, six, ip, proto, l4Length());
      Packets.put16(b, csum(), partial ? p : nonZero(~fold(p + sum(b, l4, l4Length())) & 0xffff));
    }

    private int nonZero(int c) {
      return proto == 17 && c == 0 ? 0xffff : c;
    }

    void verify(boolean partial) {
      if (!six) {
        assertEquals(0xffff, sum(b, ip, 20), "IPv4 header");
      }
      int p = pseudo(b, six, ip, proto, l4Length());
      if (partial) {
        // 0 and 0xffff are the same number in one's complement.
        assertEquals(p % 0xffff, HeaderParser.u16(b, csum()) % 0xffff, "pseudo header");
      } else {
        assertEquals(0xffff, fold(p + sum(b, l4, l4Length())), "L4");
        assertEquals(false, proto == 17 && HeaderParser.u16(b, csum()) == 0, "UDP without sum");
      }
    }
  }

  private Frame frame(boolean six, int proto, int tags, int payload) {
    int l4Size = (proto == 6 ? 20 : 8) + payload;
    int ipSize = six ? 40 : 20;
    int length = 14 + 4 * tags + ipSize + l4Size;
    byte[] b = new byte[AT + length + 64];
    r.nextBytes(b);
    int at = AT + 12;
    for (int i = 0; i < tags; i++) {
      Packets.put16(b, at, 0x8100);
      at += 4;
    }
    Packets.put16(b, at, six ? 0x86dd : 0x0800);
    int ip = at + 2;
    if (six) {
      b[ip] = 0x60;
      Packets.put16(b, ip + 4, l4Size);
      b[ip + 6] = (byte) proto;
    } else {
      b[ip] = 0x45;
      Packets.put16(b, ip + 2, 20 + l4Size);
      Packets.put16(b, ip + 6, 0x4000);
      b[ip + 9] = (byte) proto;
    }
    int l4 = ip + ipSize;
    if (proto == 17) {
      Packets.put16(b, l4 + 4, l4Size);
    }
    return new Frame(b, length, six, ip, l4, proto);
  }

  @Test
  void shouldKeepChecksumsRight() {
    for (int n = 0; n < 60_000; n++) {
      boolean six = r.nextBoolean();
      boolean partial = r.nextBoolean();
      Frame f = frame(six, r.nextBoolean() ? 6 : 17, r.nextInt(3), r.nextInt(20));
      f.finish(partial);
      int result = edit(f, r.nextInt(9), partial);
      assertEquals(EditResult.OK, result);
      f.verify(partial);
    }
  }

  @Test
  void shouldSetIcmpTypesAndCodes() {
    for (int n = 0; n < 10_000; n++) {
      boolean six = r.nextBoolean();
      Frame f = frame(six, six ? 58 : 1, r.nextInt(3), r.nextInt(20));
      f.finish(false);
      int type = HeaderParser.u8(f.b, f.l4);
      int code = HeaderParser.u8(f.b, f.l4 + 1);
      int value = r.nextInt(256);
      boolean ofType = r.nextBoolean();
      assertEquals(
          EditResult.OK,
          ofType
              ? IcmpEdits.setType(f.b, AT, f.length, value, false)
              : IcmpEdits.setCode(f.b, AT, f.length, value, false));
      f.verify(false);
      assertEquals(ofType ? value : type, IcmpEdits.type(f.b, AT, f.length));
      assertEquals(ofType ? code : value, IcmpEdits.code(f.b, AT, f.length));
    }
  }

  @Test
  void shouldLeaveAloneWhatIsNoWholeIcmpHeader() {
    Frame icmp = frame(false, 1, 0, 4);
    byte[] before = icmp.b.clone();
    int short3 = icmp.l4 + 3 - AT;
    assertEquals(EditResult.ABSENT, IcmpEdits.setType(icmp.b, AT, short3, 1, false));
    Packets.put16(icmp.b, icmp.ip + 6, 1); // a later fragment
    assertEquals(EditResult.ABSENT, IcmpEdits.setType(icmp.b, AT, icmp.length, 1, false));
    Packets.put16(icmp.b, icmp.ip + 6, 0x4000);
    assertArrayEquals(before, icmp.b);
    for (Frame other :
        new Frame[] {frame(false, 17, 0, 4), frame(false, 58, 0, 4), frame(true, 1, 0, 4)}) {
      assertEquals(EditResult.ABSENT, IcmpEdits.setCode(other.b, AT, other.length, 1, false));
    }
  }

  private int edit(Frame f, int what, boolean partial) {
    byte[] b = f.b;
    int head = f.length;
    return switch (what) {
      case 0 ->
          f.six
              ? HeaderEdits.setIpv6Src(b, AT, head, r.nextLong(), r.nextLong(), partial)
              : HeaderEdits.setNwSrc(b, AT, head, r.nextInt(), partial);
      case 1 ->
          f.six
              ? HeaderEdits.setIpv6Dst(b, AT, head, r.nextLong(), r.nextLong(), partial)
              : HeaderEdits.setNwDst(b, AT, head, r.nextInt(), partial);
      case 2 -> PortEdits.setTpSrc(b, AT, head, r.nextInt(65536), partial);
      case 3 -> PortEdits.setTpDst(b, AT, head, r.nextInt(65536), partial);
      case 4 -> HeaderEdits.setNwTos(b, AT, head, r.nextInt(256), 0xfc);
      case 5 -> HeaderEdits.setTtl(b, AT, head, r.nextInt(256));
      case 6 -> HeaderEdits.setDlDst(b, AT, head, r.nextLong());
      case 7 -> HeaderEdits.setDlSrc(b, AT, head, r.nextLong());
      default -> {
        f.b[f.ip + (f.six ? 7 : 8)] = (byte) (2 + r.nextInt(254));
        f.finish(partial);
        yield HeaderEdits.decTtl(b, AT, head);
      }
    };
  }

  @Test
  void shouldFollowRfc1624Example() {
    // RFC 1624, section 4: HC = 0xDD2F, m = 0x5555, m' = 0x3285, HC' = 0x0000.
    assertEquals(0x0000, Checksum.update16(0xdd2f, 0x5555, 0x3285));
  }

  @Test
  void shouldLeaveUdpWithoutChecksumWithout() {
    Frame f = frame(false, 17, 0, 10);
    f.finish(false);
    Packets.put16(f.b, f.csum(), 0);
    assertEquals(EditResult.OK, HeaderEdits.setNwDst(f.b, AT, f.length, 0x01020304, false));
    assertEquals(EditResult.OK, PortEdits.setTpDst(f.b, AT, f.length, 53, false));
    assertEquals(0, HeaderParser.u16(f.b, f.csum()));
  }

  @Test
  void shouldPushAndPopTags() {
    Frame f = frame(false, 17, 0, 4);
    byte[] before = Arrays.copyOfRange(f.b, AT, AT + f.length);
    int inner = VlanEdits.push(f.b, AT, f.length, 0x8100, 0x2005);
    assertEquals(AT - 4, inner);
    int outer = VlanEdits.push(f.b, inner, f.length + 4, 0x88a8, 0x6007);
    assertEquals(AT - 8, outer);
    assertEquals(EditResult.OK, VlanEdits.setTci(f.b, outer, f.length + 8, 0x0009));
    byte[] want = Packets.tag(Packets.tag(before, 0x8100, 0x2005), 0x88a8, 0x0009);
    assertArrayEquals(want, Arrays.copyOfRange(f.b, outer, outer + f.length + 8));
    assertEquals(inner, VlanEdits.pop(f.b, outer, f.length + 8));
    assertEquals(AT, VlanEdits.pop(f.b, inner, f.length + 4));
    assertArrayEquals(before, Arrays.copyOfRange(f.b, AT, AT + f.length));
    assertEquals(AT, VlanEdits.pop(f.b, AT, f.length), "no tag left");
    assertEquals(3, VlanEdits.push(f.b, 3, 14, 0x8100, 1), "no headroom");
  }

  @Test
  void shouldEndPacketsWhoseTtlIsUsedUp() {
    for (boolean six : new boolean[] {false, true}) {
      for (int ttl = 0; ttl < 2; ttl++) {
        Frame f = frame(six, 17, 1, 4);
        f.b[f.ip + (six ? 7 : 8)] = (byte) ttl;
        byte[] before = f.b.clone();
        assertEquals(EditResult.TTL_EXPIRED, HeaderEdits.decTtl(f.b, AT, f.length));
        assertArrayEquals(before, f.b);
      }
    }
  }

  @Test
  void shouldEditArp() {
    byte[] b =
        Packets.hex(
            "ffffffffffff 525400000001 0806 0001 0800 06 04 0001 525400000001 0a000001"
                + "000000000000 0a000002");
    assertEquals(EditResult.OK, ArpEdits.setOp(b, 0, b.length, 2));
    assertEquals(EditResult.OK, ArpEdits.setSpa(b, 0, b.length, 0x01010101));
    assertEquals(EditResult.OK, ArpEdits.setTpa(b, 0, b.length, 0x02020202));
    assertEquals(EditResult.OK, ArpEdits.setSha(b, 0, b.length, 0x0a0a0a0a0a0aL));
    assertEquals(EditResult.OK, ArpEdits.setTha(b, 0, b.length, 0x0b0b0b0b0b0bL));
    assertArrayEquals(
        Packets.hex(
            "ffffffffffff 525400000001 0806 0001 0800 06 04 0002 0a0a0a0a0a0a 01010101"
                + "0b0b0b0b0b0b 02020202"),
        b);
    assertEquals(EditResult.ABSENT, HeaderEdits.setNwSrc(b, 0, b.length, 1, false));
  }

  /** Whatever the bytes and wherever the head ends: nothing outside of it is written or thrown. */
  @Test
  void shouldStayInsideTheHead() {
    for (int n = 0; n < 100_000; n++) {
      Frame f = frame(r.nextBoolean(), r.nextBoolean() ? 6 : 17, r.nextInt(3), r.nextInt(20));
      for (int flips = r.nextInt(8); flips > 0; flips--) {
        f.b[AT + 12 + r.nextInt(f.length - 12)] = (byte) r.nextInt();
      }
      int head = r.nextInt(f.length + 1);
      byte[] before = f.b.clone();
      byte[] b = f.b;
      HeaderEdits.setNwDst(b, AT, head, r.nextInt(), false);
      HeaderEdits.setIpv6Dst(b, AT, head, r.nextLong(), r.nextLong(), false);
      PortEdits.setTpDst(b, AT, head, r.nextInt(), r.nextBoolean());
      HeaderEdits.setNwTos(b, AT, head, r.nextInt(), 0xff);
      HeaderEdits.decTtl(b, AT, head);
      HeaderEdits.setTtl(b, AT, head, 9);
      HeaderEdits.setIpv6Label(b, AT, head, 5);
      ArpEdits.setTha(b, AT, head, 5);
      VlanEdits.setTci(b, AT, head, 5);
      HeaderEdits.setDlSrc(b, AT, head, 5);
      assertArrayEquals(Arrays.copyOf(before, AT), Arrays.copyOf(b, AT));
      assertArrayEquals(
          Arrays.copyOfRange(before, AT + head, b.length),
          Arrays.copyOfRange(b, AT + head, b.length));
    }
  }
}
