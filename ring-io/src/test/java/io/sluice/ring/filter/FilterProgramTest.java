package io.sluice.ring.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterProgramTest {
  private static final Instruction YES = new Instruction(Bpf.RET, 0, 0, 1);
  private static final Instruction NO = new Instruction(Bpf.RET, 0, 0, 0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x18  | 0 | 0 | 0  | unknown code", // LD, no such size
        "0xc0  | 0 | 0 | 0  | unknown code", // LD, no such mode
        "0x100 | 0 | 0 | 0  | unknown code",
        "0x60  | 0 | 0 | 16 | scratch memory",
        "0x02  | 0 | 0 | -1 | scratch memory",
        "0x34  | 0 | 0 | 0  | divides by zero",
        "0x94  | 0 | 0 | 0  | divides by zero",
        "0x15  | 0 | 1 | 0  | jumps behind the end",
        "0x15  | 255 | 0 | 0 | jumps behind the end",
        "0x05  | 0 | 0 | 1  | jumps behind the end",
        "0x05  | 0 | 0 | -1 | jumps back",
        "0x55  | 0 | 0 | 0  | unknown code",
        "0xb4  | 0 | 0 | 0  | unknown code",
        "0x0e  | 0 | 0 | 0  | unknown code", // return X
      })
  void shouldRefuseWhatIsWrong(String code, int yes, int no, int k, String why) {
    Instruction wrong = new Instruction(Integer.decode(code.strip()), yes, no, k);
    FilterException e =
        assertThrows(FilterException.class, () -> new FilterProgram(List.of(wrong, YES)));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void shouldRefuseAProgramWithoutAnEnd() {
    Instruction load = new Instruction(Bpf.LD | Bpf.LEN, 0, 0, 0);
    FilterException e = assertThrows(FilterException.class, () -> new FilterProgram(List.of(load)));
    assertTrue(e.getMessage().contains("must return"), e.getMessage());
    assertThrows(FilterException.class, () -> new FilterProgram(List.of()));
  }

  @Test
  void shouldSayWhatLibpcapSaysOfAWrongExpression() {
    FilterException e = assertThrows(FilterException.class, () -> Filters.parse("tcp prot 80"));
    assertTrue(e.getMessage().contains("syntax error"), e.getMessage());
    e = assertThrows(FilterException.class, () -> Filters.parse("x".repeat(5000)));
    assertTrue(e.getMessage().contains("4096"), e.getMessage());
  }

  @Test
  void shouldLetAllPassWhenNothingIsAsked() {
    PacketFilter all = FilterCompiler.compile(Filters.parse(""));
    assertEquals(PacketFilter.MATCH, all.matches(new byte[0], 0, 0, 60));
  }

  @Test
  void shouldNotMatchByBytesThatAreNotThere() {
    // ld [-4], ld [x - 4], ldx 4*([-1]&0xf), and one behind the end
    for (Instruction load :
        List.of(
            new Instruction(Bpf.LD | Bpf.ABS, 0, 0, -4),
            new Instruction(Bpf.LD | Bpf.ABS, 0, 0, Integer.MAX_VALUE),
            new Instruction(Bpf.LD | Bpf.IND, 0, 0, -4),
            new Instruction(Bpf.LDX | Bpf.B | Bpf.MSH, 0, 0, -1),
            new Instruction(Bpf.LD | Bpf.ABS | Bpf.B, 0, 0, 8),
            new Instruction(Bpf.LD | Bpf.ABS, 0, 0, 5))) {
      FilterProgram p = new FilterProgram(List.of(load, YES));
      byte[] bytes = new byte[100];
      for (PacketFilter f : List.of(FilterCompiler.compile(p), new Interpreter(p))) {
        assertNotEquals(PacketFilter.MATCH, f.matches(bytes, 50, 8, 60), load.toString());
      }
    }
  }

  @Test
  void shouldInterpretWhatIsTooLongToBeCompiled() {
    List<Instruction> program = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      program.add(new Instruction(Bpf.ALU | Bpf.ADD, 0, 0, 1));
    }
    program.add(new Instruction(Bpf.JMP | Bpf.JEQ, 0, 1, 2000));
    program.add(YES);
    program.add(NO);
    PacketFilter f = FilterCompiler.compile(new FilterProgram(program));
    assertEquals(Interpreter.class, f.getClass());
    assertEquals(PacketFilter.MATCH, f.matches(new byte[0], 0, 0, 0));
  }
}
