package io.sluice.daemon.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.capture.Point;
import io.sluice.daemon.dump.DumpWords.WrongWords;
import io.sluice.ring.device.DropReason;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DumpWordsTest {
  @Test
  void shouldKnowEachReasonByItsWordAndAsItIsShown() throws WrongWords {
    for (DropReason r : DropReason.values()) {
      assertEquals(r, DumpWords.reason(DumpWords.reasons().get(r.ordinal())));
      assertEquals(r, DumpWords.reason(r.label()));
    }
    String wrong = assertThrows(WrongWords.class, () -> DumpWords.reason("no-rul")).getMessage();
    assertTrue(wrong.contains("did you mean 'no-rule'?"), wrong);
  }

  @Test
  void shouldReadDirectionsAndCookies() throws WrongWords {
    assertEquals(Set.of(Point.values()), DumpWords.points(null));
    assertEquals(Set.of(Point.IN, Point.DROP), DumpWords.points("drop,in"));
    assertThrows(WrongWords.class, () -> DumpWords.points("in,"));
    assertEquals(0x1234, DumpWords.cookie("0x1234"));
    assertEquals(-1, DumpWords.cookie("0xffffffffffffffff"));
    assertEquals(-1, DumpWords.cookie("18446744073709551615"));
    assertThrows(WrongWords.class, () -> DumpWords.cookie("-1"));
    assertThrows(WrongWords.class, () -> DumpWords.cookie("0x"));
  }
}
