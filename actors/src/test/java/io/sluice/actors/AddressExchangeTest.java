package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacListener;
import io.sluice.lane.Poller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AddressExchangeTest {
  private final List<String> heard = new ArrayList<>();
  private final AddressExchange exchange = new AddressExchange(3);

  private Poller inbox(int lane) {
    return exchange.inbox(
        lane,
        (bridge, mac, vlan, ofport, nowNs) ->
            heard.add("%d: %d %x %d %d %d".formatted(lane, bridge, mac, vlan, ofport, nowNs)));
  }

  @Test
  void shouldTellEveryOtherLane() {
    exchange.outbox(1, 7).macLearned(0xfedcba987654L, 4094, 65279, 1);
    assertEquals(1, inbox(0).poll(5));
    assertEquals(0, inbox(1).poll(5));
    assertEquals(1, inbox(2).poll(6));
    assertEquals(
        List.of("0: 7 fedcba987654 4094 65279 5", "2: 7 fedcba987654 4094 65279 6"), heard);
    assertEquals(0, inbox(0).poll(7), "once");
  }

  @Test
  void shouldDropAndCountWhenALaneDoesNotListen() {
    MacListener outbox = exchange.outbox(0, 0);
    for (int i = 0; i < AddressRing.SIZE + 10; i++) {
      outbox.macLearned(i, 0, 1, 0);
      inbox(1).poll(0);
    }
    assertEquals(10, exchange.dropped(), "only lane 2 is full");
    Poller late = inbox(2);
    heard.clear();
    int taken = 0;
    for (int n = late.poll(0); n > 0; n = late.poll(0)) {
      assertTrue(n <= 32, "a poll is bounded");
      taken += n;
    }
    assertEquals(AddressRing.SIZE, taken);
    outbox.macLearned(99, 0, 1, 0);
    assertEquals(1, late.poll(0));
  }

  @Test
  void shouldKeepEntriesWholeAndInOrderBetweenThreads() throws Exception {
    AddressRing ring = new AddressRing();
    int total = 200_000;
    Thread producer =
        new Thread(
            () -> {
              for (int i = 0; i < total; i++) {
                while (!ring.offer(i, i, i & 0xfff, i)) {
                  Thread.onSpinWait();
                }
              }
            });
    int[] next = {0};
    AtomicBoolean torn = new AtomicBoolean();
    producer.start();
    while (next[0] < total) {
      ring.drain(
          (bridge, mac, vlan, ofport, nowNs) -> {
            int i = next[0]++;
            if (bridge != i || mac != i || vlan != (i & 0xfff) || ofport != i) {
              torn.set(true);
            }
          },
          32,
          0);
    }
    producer.join();
    assertEquals(total, next[0]);
    assertTrue(!torn.get(), "an entry was torn or out of order");
  }
}
