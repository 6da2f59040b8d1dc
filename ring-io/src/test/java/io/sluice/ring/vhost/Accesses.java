package io.sluice.ring.vhost;

import io.sluice.ring.filter.BurstFilter;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Filters;
import io.sluice.ring.filter.Instruction;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.offload.InternetChecksum;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.GuestRam;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Every way in which the switch touches a guest's memory, each alone: an access that faults keeps
 * those behind it from being tried. A program too, for a JVM that does not compile all it can.
 */
final class Accesses {
  private static final int SIZE = 1 << 16;
  private static final int LONG = 1500;
  private static final byte[] HEAP = new byte[4096];
  private static long sink;
  private static int expected;

  private Accesses() {}

  /**
   * Each by what it is called.
   *
   * @param other memory that stays, for copies between two guests
   */
  static Map<String, LongConsumer> all(GuestRam other) {
    Map<String, LongConsumer> all = new LinkedHashMap<>();
    all.put("getByte", a -> sink += Memory.getByte(a));
    all.put("getShort", a -> sink += Memory.getShort(a));
    all.put("getInt", a -> sink += Memory.getInt(a));
    all.put("getLong", a -> sink += Memory.getLong(a));
    // What C2 may make one instruction of together with the load.
    all.put("getByte, as unsigned", a -> sink += Memory.getByte(a) & 0xffL);
    all.put("getShort, compared", a -> sink += Memory.getShort(a) != expected ? 1 : 2);
    all.put("getShort, compared with 1", a -> sink += Memory.getShort(a) != 1 ? 1 : 2);
    all.put("getShort, a bit of it", a -> sink += (Memory.getShort(a) & 1) == 0 ? 1 : 2);
    all.put("getInt, compared", a -> sink += Memory.getInt(a) != expected ? 1 : 2);
    all.put("getInt, turned round", a -> sink += Integer.reverseBytes(Memory.getInt(a)));
    all.put("getInt, bits of it", a -> sink += (Memory.getInt(a) & 0x8000_0001) == 0 ? 1 : 2);
    all.put("getLong, compared", a -> sink += Memory.getLong(a) != sink ? 1 : 2);
    all.put("getLong, compared with 0", a -> sink += Memory.getLong(a) != 0 ? 1 : 2);
    all.put("getLong, bits of it", a -> sink += (Memory.getLong(a) & 0xffff) == 0 ? 1 : 2);
    all.put("getLong, its lower half", a -> expected += (int) Memory.getLong(a));
    all.put("getLong, its upper half", a -> expected += (int) (Memory.getLong(a) >>> 32));
    all.put("getLong, and, or, xor", a -> sink = (sink & Memory.getLong(a)) | expected);
    all.put("getLong, multiplied", a -> sink = 31 * Memory.getLong(a));
    all.put("getLong, shifted", a -> sink = sink << Memory.getLong(a));
    all.put("checksum", a -> expected += InternetChecksum.sum(a, LONG));
    // BPF's ld, ldh, ldb and ldxb with txa, in numbers as libpcap gives them.
    all.put("filter, a word", filter(new Instruction(0x20, 0, 0, 12)));
    all.put("filter, half a word", filter(new Instruction(0x28, 0, 0, 12)));
    all.put("filter, a byte", filter(new Instruction(0x30, 0, 0, 12)));
    all.put(
        "filter, a header's length",
        filter(new Instruction(0xb1, 0, 0, 14), new Instruction(0x87, 0, 0, 0)));
    all.put("getShortAcquire", a -> sink += Memory.getShortAcquire(a));
    all.put("putByte", a -> Memory.putByte(a, (byte) 1));
    all.put("putShort", a -> Memory.putShort(a, 1));
    all.put("putInt", a -> Memory.putInt(a, 1));
    all.put("putLong", a -> Memory.putLong(a, 1));
    all.put("putShortRelease", a -> Memory.putShortRelease(a, 1));
    all.put("zero", a -> Memory.zero(a, LONG));
    for (int length : new int[] {1, 2, 3, 7, 8, 14, 31, 32, 60, 64, LONG}) {
      long there = other.address(0);
      all.put("copy out " + length, a -> Memory.copy(a, HEAP, 0, length));
      all.put("copy in " + length, a -> Memory.copy(HEAP, 0, a, length));
      all.put("copy from a guest " + length, a -> Memory.copy(a, there, length));
      all.put("copy to a guest " + length, a -> Memory.copy(there, a, length));
      all.put("copyHead out " + length, a -> Memory.copyHead(a, HEAP, 0, length));
      all.put("copyHead in " + length, a -> Memory.copyHead(HEAP, 0, a, length));
      all.put("copyShort from a guest " + length, a -> Memory.copyShort(a, there, length));
      all.put("copyShort to a guest " + length, a -> Memory.copyShort(there, a, length));
    }
    return all;
  }

  /** A compiled filter that loads from a packet of which no head was copied, and compares. */
  private static LongConsumer filter(Instruction... loads) {
    List<Instruction> program = new ArrayList<>(List.of(loads));
    program.add(new Instruction(0x15, 0, 1, 20));
    program.add(new Instruction(0x06, 0, 0, LONG));
    program.add(new Instruction(0x06, 0, 0, 0));
    BurstFilter filter = Filters.filter(new FilterProgram(program));
    PacketBurst burst = new PacketBurst();
    burst.count = 1;
    burst.length[0] = LONG;
    burst.segmentCount[0] = 1;
    burst.segmentLength[0] = LONG;
    return a -> {
      burst.segmentAddress[0] = a;
      sink += filter.matching(burst);
    };
  }

  /**
   * How many of so many accesses to truncated memory came back as an InternalError.
   *
   * @param good how often it is done with memory that is there, before
   */
  static int faults(LongConsumer access, int times, int good) {
    int caught = 0;
    try (GuestRam ram = new GuestRam(SIZE)) {
      for (int i = 0; i < good; i++) {
        access.accept(ram.address(8L * (i & 7)));
      }
      ram.truncate();
      for (int i = 0; i < times; i++) {
        try {
          access.accept(ram.address(4096L * (i & 7)));
          Memory.surfaceFault();
        } catch (InternalError e) {
          caught++;
        }
      }
    }
    return caught;
  }

  /** Says of each access how many of 100 faults came back: so many before it. */
  public static void main(String[] args) {
    int good = Integer.parseInt(args[0]);
    try (GuestRam other = new GuestRam(SIZE)) {
      all(other)
          .forEach(
              (name, access) -> {
                System.out.println(name);
                System.out.println(faults(access, 100, good));
              });
    }
  }
}
