package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three guests and NORMAL: flooding, learning, VLANs. */
class ThreeGuestsIT {
  private static final Duration MINUTE = Duration.ofMinutes(2);

  @TempDir Path directory;
  private final List<Guest> guests = new ArrayList<>();
  private SwitchUnderTest sut;

  @AfterEach
  void end() {
    guests.forEach(Guest::close);
    if (sut != null) {
      sut.close();
    }
  }

  private void create(boolean hugePages, Port... ports) {
    sut = SwitchUnderTest.create(directory, List.of("actions=NORMAL"), List.of(ports));
    sut.start();
    for (int i = 0; i < ports.length; i++) {
      Guest.Config c = Guest.Config.client(sut.socket(ports[i].name()), i + 1);
      guests.add(Guest.start(directory, hugePages ? c.withHugePages() : c));
    }
    guests.forEach(Guest::awaitUp);
  }

  @Test
  void shouldLearnWhereGuestsAre() {
    create(false, Port.client("vh0"), Port.client("vh1"), Port.client("vh2"));
    for (Guest from : guests) {
      for (Guest to : guests) {
        if (from != to) {
          from.ping(to.address(), 2);
        }
      }
    }
    // What two of them say to each other is not the third's to hear.
    Guest third = guests.get(2);
    long before = received(third);
    guests.get(0).ping(guests.get(1).address(), 20);
    long heard = received(third) - before;
    assertTrue(heard < 10, heard + " frames of 20 pings between others were flooded");
  }

  @Test
  void shouldKeepVlansApart() {
    create(false, Port.client("vh0").access(5), Port.client("vh1").access(5), vlan6());
    guests.get(0).ping(guests.get(1).address(), 3);
    Guest.Result r = guests.get(0).attempt("ping -c 3 -W 1 " + guests.get(2).address(), MINUTE);
    assertEquals(1, r.code(), "a guest of another VLAN answered\n" + r.output());
  }

  private static Port vlan6() {
    return Port.client("vh2").access(6);
  }

  @Test
  void shouldServeGuestsOnHugePages() {
    GuestImage.get();
    assumeTrue(Peers.hugePages(512), "no 512 free huge pages of 2 MB: run ./check as root");
    create(true, Port.client("vh0"), Port.client("vh1"));
    guests.get(0).ping(guests.get(1).address(), 3);
  }

  private static long received(Guest g) {
    return Long.parseLong(g.run("cat /sys/class/net/eth0/statistics/rx_packets", MINUTE).strip());
  }
}
