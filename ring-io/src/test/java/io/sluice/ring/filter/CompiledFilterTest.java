package io.sluice.ring.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.NativeBytes;
import io.sluice.ring.testing.Allocations;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compiled programs against the interpreter. */
class CompiledFilterTest {
  private static final int PROGRAMS = 3000;
  private static final int PACKETS = 40;
  private static final int[] SIZES = {Bpf.W, Bpf.H, Bpf.B};

  private final SplittableRandom random = new SplittableRandom(20261124);

  @Test
  void shouldDoWhatTheInterpreterDoesWithAnyProgram() {
    int matched = 0;
    byte[] bytes = new byte[200];
    NativeBytes memory = new NativeBytes(bytes.length);
    for (int p = 0; p < PROGRAMS; p++) {
      FilterProgram program = new FilterProgram(randomProgram(3 + random.nextInt(30)));
      PacketFilter compiled = FilterCompiler.compile(program);
      assertNotEquals(Interpreter.class, compiled.getClass());
      PacketFilter interpreted = new Interpreter(program);
      for (int i = 0; i < PACKETS; i++) {
        random.nextBytes(bytes);
        int at = random.nextInt(100);
        int captured = random.nextInt(bytes.length - at + 1);
        int length = captured + random.nextInt(3);
        int expected = interpreted.matches(bytes, at, captured, length);
        assertEquals(
            expected,
            compiled.matches(bytes, at, captured, length),
            () -> "program " + program.instructions() + ", " + captured + " bytes");
        Memory.copy(bytes, at, memory.address(), captured);
        assertEquals(expected, compiled.matches(memory.address(), captured, length), "in memory");
        assertEquals(expected, interpreted.matches(memory.address(), captured, length), "copied");
        matched += expected == PacketFilter.MATCH ? 1 : 0;
      }
    }
    int all = PROGRAMS * PACKETS;
    assertTrue(matched > all / 10 && matched < all * 9 / 10, matched + " of " + all + " matched");
  }

  @Test
  void shouldNotLookBehindItsReach() {
    byte[] bytes = new byte[200];
    int bounded = 0;
    for (int p = 0; p < PROGRAMS; p++) {
      FilterProgram program = new FilterProgram(randomProgram(3 + random.nextInt(12)));
      PacketFilter filter = new Interpreter(program);
      int reach = program.reach();
      bounded += reach < bytes.length ? 1 : 0;
      for (int i = 0; i < PACKETS; i++) {
        random.nextBytes(bytes);
        int captured = random.nextInt(bytes.length + 1);
        assertEquals(
            filter.matches(bytes, 0, captured, captured) == PacketFilter.MATCH,
            filter.matches(bytes, 0, Math.min(captured, reach), captured) == PacketFilter.MATCH,
            () -> "program " + program.instructions() + ", reach " + reach);
      }
    }
    assertTrue(bounded > PROGRAMS / 10, bounded + " of " + PROGRAMS + " have a bound");
  }

  @Test
  void shouldReachNoFurtherThanHeadersWhereOneAsksForThose() {
    assertEquals(0, Filters.parse("").reach());
    assertEquals(14, Filters.parse("ip").reach());
    assertEquals(34, Filters.parse("net 10.0.0.0/8 and ip").reach());
    int ports = Filters.parse("tcp port 80").reach();
    assertTrue(ports >= 14 + 60 + 4 && ports <= 128, "reach " + ports);
    assertTrue(Filters.parse("udp[300] = 7").reach() >= 14 + 20 + 300 + 1);
  }

  @Test
  void shouldAllocateNothing() {
    FilterProgram program = Filters.parse("tcp port 80 or udp port 4789 and not net 10.0.0.0/8");
    byte[] bytes = new byte[128];
    bytes[12] = 8;
    for (PacketFilter f : List.of(FilterCompiler.compile(program), new Interpreter(program))) {
      Allocations.assertNone(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              bytes[23] = (byte) i;
              bytes[37] = (byte) (i >> 3);
              f.matches(bytes, i & 7, 100, 1500);
            }
          });
    }
  }

  private List<Instruction> randomProgram(int n) {
    List<Instruction> program = new ArrayList<>();
    for (int left = n - 1; left > 0; left--) {
      program.add(randomInstruction(left));
    }
    program.add(new Instruction(random.nextBoolean() ? Bpf.RET : Bpf.RET | Bpf.A, 0, 0, 1));
    return program;
  }

  private Instruction randomInstruction(int left) {
    int k = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(64);
    int size = SIZES[random.nextInt(SIZES.length)];
    return switch (random.nextInt(12)) {
      case 0 -> new Instruction(Bpf.LD | Bpf.ABS | size, 0, 0, random.nextInt(110));
      case 1 -> new Instruction(Bpf.LD | Bpf.IND | size, 0, 0, k);
      case 2 -> new Instruction(random.nextInt(2) | Bpf.LEN, 0, 0, 0);
      case 3 -> new Instruction(random.nextInt(2) | Bpf.IMM, 0, 0, k);
      case 4 -> new Instruction(random.nextInt(2) | Bpf.MEM, 0, 0, k & 15);
      case 5 -> new Instruction(Bpf.LDX | Bpf.B | Bpf.MSH, 0, 0, random.nextInt(100));
      case 6 -> new Instruction(Bpf.ST + random.nextInt(2), 0, 0, k & 15);
      case 7 -> new Instruction(Bpf.MISC | (random.nextBoolean() ? Bpf.TAX : Bpf.TXA), 0, 0, 0);
      case 8 -> new Instruction(Bpf.JMP | Bpf.JA, 0, 0, random.nextInt(left));
      case 9 ->
          new Instruction(
              Bpf.JMP | Bpf.JEQ + 0x10 * random.nextInt(4) | 8 * random.nextInt(2),
              random.nextInt(left),
              random.nextInt(left),
              k);
      default ->
          new Instruction(
              Bpf.ALU | 0x10 * random.nextInt(11) | 8 * random.nextInt(2), 0, 0, k == 0 ? 1 : k);
    };
  }
}
