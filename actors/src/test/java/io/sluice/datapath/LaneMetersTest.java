package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.text.MeterText;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lane's meters do to packets of 200 bytes, four of which are in the burst. */
class LaneMetersTest {
  private final GeneratorDevice generator =
      new GeneratorDevice(
          200, 1, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  private final PacketBurst burst = new PacketBurst();
  private final LaneMeters meters = new LaneMeters();

  @AfterEach
  void close() {
    generator.close();
  }

  private void install(String... texts) throws Exception {
    List<MeterMod> mods = new java.util.ArrayList<>();
    for (String text : texts) {
      mods.add(MeterText.read(MeterMod.Command.ADD, text));
    }
    mods.sort(java.util.Comparator.comparingInt(MeterMod::id));
    meters.install(mods);
  }

  @Test
  void shouldDropWhatIsOverTheRateAndGoOnOverGenerations() throws Exception {
    generator.rx().receive(burst, 0, 1);
    String meter = "meter=7,pktps,bands=type=drop,rate=2";
    install(meter, "meter=4294901760,kbps,bands=type=drop,rate=1000");
    assertNull(meters.police(7, burst, 0, 1));
    assertNull(meters.police(7, burst, 1, 1));
    assertEquals(DropReason.METER, meters.police(7, burst, 2, 1));
    install("meter=1,pktps,bands=type=drop,rate=2", meter);
    assertEquals(DropReason.METER, meters.police(7, burst, 2, 1), "nothing gathered in between");
    assertArrayEquals(new long[] {4, 800, 2, 400}, meters.counts().get(7));
    install("meter=7,pktps,bands=type=drop,rate=3");
    assertNull(meters.police(7, burst, 2, 1), "another meter, and a full one");
    assertNull(meters.police(8, burst, 2, 1), "no such meter");
  }

  @Test
  void shouldRemarkTheDscpWithItsChecksum() throws Exception {
    generator.rx().receive(burst, 0, 1);
    install("meter=7,kbps,bands=type=dscp_remark,rate=1,prec_level=1");
    io.sluice.ring.memory.BurstFrames.pullUp(burst, 0, 128);
    int ip = burst.headOffset[0] + 14;
    io.sluice.flow.packet.HeaderEdits.setNwTos(
        burst.heads, burst.headOffset[0], burst.headLength[0], 10 << 2 | 1, 0xff);
    assertNull(meters.police(7, burst, 0, 1));
    assertEquals(12 << 2 | 1, burst.heads[ip + 1], "200 bytes are more than a kilobit");
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += (burst.heads[ip + i] & 0xff) << 8 | burst.heads[ip + i + 1] & 0xff;
    }
    assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16));
  }
}
