package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.it.SwitchUnderTest.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests and the switch come and go, as machines do. */
class GuestLifeIT {
  private static final Duration MINUTE = Duration.ofMinutes(2);

  @TempDir Path directory;
  private SwitchUnderTest sut;
  private Guest a;
  private Guest b;

  @AfterEach
  void end() {
    for (Guest g : new Guest[] {a, b}) {
      if (g != null) {
        g.close();
      }
    }
    if (sut != null) {
      sut.close();
    }
  }

  private void create(Port... ports) {
    sut = SwitchUnderTest.create(directory, List.of("actions=NORMAL"), List.of(ports));
    sut.start();
  }

  @Test
  void shouldServeGuestsThroughKillsOfGuestAndSwitch() throws Exception {
    create(Port.client("vh0"), Port.client("vh1"));
    a = Guest.start(directory, Guest.Config.client(sut.socket("vh0"), 1));
    b = Guest.start(directory, Guest.Config.client(sut.socket("vh1"), 2));
    a.awaitUp();
    b.awaitUp();
    a.ping(b.address(), 3);

    b.kill();
    Files.deleteIfExists(sut.socket("vh1"));
    b = Guest.start(directory, Guest.Config.client(sut.socket("vh1"), 2)).awaitUp();
    a.ping(b.address(), 3);

    sut.stop();
    assertFalse(answered(), "pings pass without a switch");
    sut.start();
    a.ping(b.address(), 3);

    sut.kill();
    sut.start();
    a.ping(b.address(), 3);
    b.ping(a.address(), 3);
    // The rings go on, and not only for a packet or two.
    b.run("iperf3 -s -D", MINUTE);
    a.run("iperf3 -c " + b.address() + " -n 10M", MINUTE);
  }

  private boolean answered() {
    return a.attempt("ping -c 2 -W 1 " + b.address(), MINUTE).code() == 0;
  }

  @Test
  void shouldServeGuestsInServerMode() {
    create(Port.server("vh0"), Port.server("vh1"));
    a = Guest.start(directory, Guest.Config.server(sut.socket("vh0"), 1));
    b = Guest.start(directory, Guest.Config.server(sut.socket("vh1"), 2));
    a.awaitUp();
    b.awaitUp();
    a.ping(b.address(), 3);

    b.kill();
    b = Guest.start(directory, Guest.Config.server(sut.socket("vh1"), 2)).awaitUp();
    a.ping(b.address(), 3);
  }
}
