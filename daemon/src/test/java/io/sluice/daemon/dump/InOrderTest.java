package io.sluice.daemon.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.capture.CapturedPacket;
import io.sluice.capture.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InOrderTest {
  private final List<Long> times = new ArrayList<>();
  private final Taker taker =
      new Taker() {
        @Override
        public void take(CapturedPacket packet) {
          times.add(packet.timeNs());
        }

        @Override
        public void flush() {}

        @Override
        public void end(long taken, long lost) {}
      };

  private static CapturedPacket at(long timeNs) {
    return new CapturedPacket(
        timeNs, 0, 1, Point.IN, null, OptionalLong.empty(), 0, 0, new byte[0]);
  }

  @Test
  void shouldSortWhatLanesWroteSideBySide() throws IOException {
    InOrder order = new InOrder(taker, Long.MAX_VALUE);
    for (long t : new long[] {5, 9, 1, 7, 3}) {
      order.add(at(t));
    }
    order.before(6);
    assertEquals(List.of(1L, 3L, 5L), times);
    order.add(at(8));
    order.before(Long.MAX_VALUE);
    assertEquals(List.of(1L, 3L, 5L, 7L, 8L, 9L), times);
    assertEquals(6, order.taken());
  }

  @Test
  void shouldTakeSoManyAndNoMore() throws IOException {
    InOrder order = new InOrder(taker, 2);
    order.add(at(1));
    order.before(10);
    assertFalse(order.enough());
    order.add(at(3));
    order.add(at(2));
    order.before(10);
    assertTrue(order.enough());
    assertEquals(List.of(1L, 2L), times);
  }
}
