package io.sluice.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Instruction;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaptureWordsTest {
  @Test
  void shouldReadWhatItWrote() {
    FilterProgram filter =
        new FilterProgram(
            List.of(
                new Instruction(0x28, 0, 0, 12),
                new Instruction(0x15, 0, 1, 0x800),
                new Instruction(0x6, 0, 0, -1),
                new Instruction(0x6, 0, 0, 0)));
    CaptureRequest all =
        new CaptureRequest(
            Set.of(Point.DROP, Point.IN),
            "vh0",
            OptionalInt.of(3),
            OptionalLong.of(-2),
            DropReason.BUFFER_TOO_SMALL,
            filter,
            96);
    CaptureRequest read = CaptureWords.parse(CaptureWords.write(all));
    assertEquals(filter.instructions(), read.filter().instructions());
    assertEquals(CaptureWords.write(all), CaptureWords.write(read));
    assertEquals(all.points(), read.points());
    assertEquals(all.cookie(), read.cookie());
    assertEquals(all.reason(), read.reason());
    CaptureRequest least =
        new CaptureRequest(
            Set.of(Point.OUT), null, OptionalInt.empty(), OptionalLong.empty(), null, null, 1);
    assertEquals(least, CaptureWords.parse(CaptureWords.write(least)));
  }

  @Test
  void shouldRefuseWhatIsNoRequest() {
    refused("points=up", "points");
    refused("port=vh0", "at least one of");
    refused("points=in lane=x", "lane");
    refused("points=in hat=1", "has no 'hat'");
    refused("points=in snap=0", "1 to ");
    refused("points=in reason=hunger", "no reason");
    // The switch trusts no client's program.
    refused("points=in filter=40_0_0_12", "the last one must return");
    refused("points=in filter=21_0_9_1,6_0_0_0", "jumps behind the end");
    refused("points=in filter=70000_0_0_0", "not in 0 to 65535");
    refused("points=in filter=6_0_0", "four numbers");
  }

  private static void refused(String words, String why) {
    List<String> list = List.of(words.split(" ")).stream().map(w -> w.replace('_', ' ')).toList();
    String message =
        assertThrows(CaptureException.class, () -> CaptureWords.parse(list)).getMessage();
    assertTrue(message.contains(why), message);
  }
}
