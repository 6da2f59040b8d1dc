package io.sluice.it;

import static io.sluice.ring.testing.FrontEnd.ADD_MEM_REG;
import static io.sluice.ring.testing.FrontEnd.REM_MEM_REG;
import static io.sluice.ring.testing.FrontEnd.SET_MEM_TABLE;
import static io.sluice.ring.testing.FrontEnd.VERSION;

import io.sluice.it.HostileGuest.Attack;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Attacks that take memory away while the switch works in it. */
final class HostileMemory {
  private HostileMemory() {}

  static Map<String, Attack> all() {
    Map<String, Attack> all = new LinkedHashMap<>();
    all.put("memory truncated", HostileMemory::truncate);
    all.put("memory truncated in part", HostileMemory::truncateInPart);
    all.put("memory truncated and given back", HostileMemory::truncateAndGrow);
    all.put("memory remapped", HostileMemory::remap);
    all.put("memory unmapped", HostileMemory::unmap);
    all.put("memory moved", HostileMemory::move);
    all.put("rings in memory that is truncated", HostileMemory::startOnTruncated);
    return all;
  }

  /** Has the switch at work in the memory, then some of the time waits a little. */
  private static void busy(HostileGuest g, SplittableRandom random) {
    g.offerAll();
    long end = System.nanoTime() + random.nextInt(2_000_000);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static void truncate(HostileGuest g, SplittableRandom random) {
    busy(g, random);
    g.ram().truncate();
  }

  /** The rings stay, some of the buffers go. */
  private static void truncateInPart(HostileGuest g, SplittableRandom random) {
    busy(g, random);
    Unistd.ftruncate(g.ram().fd(), (1 << 17) + 4096L * random.nextInt(600));
  }

  /** When the switch looks where the fault came from, all files are as long as they should be. */
  private static void truncateAndGrow(HostileGuest g, SplittableRandom random) {
    for (int i = 0; i < 20 && !g.frontEnd().isClosed(); i++) {
      busy(g, random);
      Unistd.ftruncate(g.ram().fd(), random.nextBoolean() ? 0 : 1 << 17);
      Unistd.ftruncate(g.ram().fd(), g.ram().size());
    }
  }

  private static void remap(HostileGuest g, SplittableRandom random) {
    for (int i = 0; i < 20; i++) {
      busy(g, random);
      if (!g.frontEnd()
          .sendRaw(
              FrontEnd.message(SET_MEM_TABLE, VERSION, FrontEnd.memTable(g.ram())), g.ram().fd())) {
        return;
      }
    }
  }

  private static void unmap(HostileGuest g, SplittableRandom random) {
    for (int i = 0; i < 10; i++) {
      busy(g, random);
      byte[] region = FrontEnd.memRegion(g.ram());
      if (!g.frontEnd().sendRaw(FrontEnd.message(REM_MEM_REG, VERSION, region))) {
        return;
      }
      if (random.nextBoolean() && !g.frontEnd().isClosed()) {
        HostileGuest.pause();
      }
      if (!g.frontEnd().sendRaw(FrontEnd.message(ADD_MEM_REG, VERSION, region), g.ram().fd())) {
        return;
      }
    }
  }

  /** The same rings, in another file, at another place, or with a smaller one behind them. */
  private static void move(HostileGuest g, SplittableRandom random) {
    busy(g, random);
    long size = random.nextBoolean() ? g.ram().size() : 1 << 17;
    try (GuestRam other =
        new GuestRam(size, g.ram().guest(0) + 4096 * random.nextInt(2), g.ram().user(0), 0)) {
      g.frontEnd()
          .sendRaw(FrontEnd.message(SET_MEM_TABLE, VERSION, FrontEnd.memTable(other)), other.fd());
      HostileGuest.pause();
    }
  }

  private static void startOnTruncated(HostileGuest g, SplittableRandom random) {
    busy(g, random);
    if (!g.frontEnd().sendRaw(FrontEnd.message(FrontEnd.GET_VRING_BASE, VERSION, stop(0)))) {
      return;
    }
    g.ram().truncate();
    g.frontEnd()
        .sendRaw(
            FrontEnd.message(FrontEnd.SET_VRING_KICK, VERSION, FrontEnd.u64(0)), g.rx().kickFd());
  }

  private static byte[] stop(int ring) {
    return FrontEnd.state(ring, 0);
  }
}
