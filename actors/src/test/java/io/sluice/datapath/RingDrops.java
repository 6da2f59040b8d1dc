package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.datapath.tap.Selection;
import io.sluice.datapath.tap.Tap;
import io.sluice.datapath.tap.TapClock;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.tap.TapDevice;
import io.sluice.ring.testing.Commands;
import io.sluice.ring.testing.GuestRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What ports and their rings drop, as their guests are or behave. */
final class RingDrops extends DropCases {
  private static final int LONGEST = 65_535 + 14 + 8;

  /** Matches the first of {@link #thenLong}. */
  private static final String SHORT = "priority=40000,in_port=1,dl_type=0x88b5,";

  RingDrops() {
    onPorts();
    onRings();
    onMemory();
    onMemoryInTheMiddle();
  }

  private void onPorts() {
    on(
        DropReason.NOT_READY,
        "no queue",
        rig -> {
          rig.flows("in_port=1,actions=output:3");
          send(rig, 3);
          return 3;
        });
    on(
        DropReason.NOT_READY,
        "all that it is flooded to are down",
        rig -> {
          List<PortConfig> ports = DropRig.ports(1);
          ports.add(new PortConfig(2, "p2", new VlanMode.All(), false));
          return sent(rig, 3, ports, "actions=NORMAL");
        });
    on(
        DropReason.NOT_READY,
        "no port of a bundle is up",
        rig ->
            sent(
                rig,
                3,
                DropRig.ports(3),
                "in_port=1,actions=bundle(eth_src,0,active_backup,ofport,slaves:9)"));
    on(
        DropReason.NOT_READY,
        "the ring has failed, and its port did not start again yet",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, true).chain(1, 2048, 0);
          send(rig, 1);
          rig.countFromNow();
          send(rig, 3);
          return 3;
        });
    on(
        DropReason.RX_DISABLED,
        "what the guest sends",
        rig -> {
          rig.flows(TO_2);
          rig.rx.start(rig.sender.config(false));
          send(rig, 3);
          return 3;
        });
    on(
        DropReason.RX_DISABLED,
        "what it is sent",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, false);
          send(rig, 3);
          return 3;
        });
    on(
        DropReason.QUEUE_FULL,
        "fewer buffers than packets",
        rig -> {
          rig.flows(TO_2);
          RingGuest guest = rig.receiver(0, true);
          guest.chain(1, 2048, GuestRing.WRITE);
          guest.chain(1, 2048, GuestRing.WRITE);
          send(rig, 5);
          return 3;
        });
    on(
        DropReason.QUEUE_FULL,
        "no buffer for the last segment",
        rig -> {
          rig.flows(TO_2);
          RingGuest guest = rig.receiver(0, true);
          guest.chain(1, 2048, GuestRing.WRITE);
          rig.sender.send(header(1, 500, 34, 16), tcp(1000));
          rig.poll();
          assertEquals(1, guest.ring.usedIndex());
          return 1;
        });
    on(
        DropReason.IO_ERROR,
        "the interface is down",
        rig -> {
          assumeTrue(
              "root".equals(System.getProperty("user.name"))
                  && Files.exists(Path.of("/dev/net/tun")),
              "TAP interfaces need root and /dev/net/tun");
          TapDevice tap = new TapDevice("sldr" + ProcessHandle.current().pid(), 1);
          rig.whenClosed(tap::close);
          Commands.run("ip", "link", "set", "dev", tap.name(), "down");
          rig.flows(TO_2);
          rig.attach(rig.lane, tap.tx(0));
          send(rig, 3);
          return 3;
        });
  }

  private void onRings() {
    on(
        DropReason.MTU,
        "received",
        rig -> {
          rig.flows(TO_2);
          rig.sender.chain(1, RingGuest.HEADER + LONGEST + 1, 0);
          rig.poll();
          return 1;
        });
    on(
        DropReason.MTU,
        "grown by a tag",
        rig -> {
          rig.flows("in_port=1,actions=push_vlan:0x8100,output:2");
          rig.receiver(0, true).chain(1, 70_000, GuestRing.WRITE);
          rig.sender.chain(1, RingGuest.HEADER + LONGEST, 0);
          rig.poll();
          return 1;
        });
    on(
        DropReason.BUFFER_TOO_SMALL,
        "no mergeable buffers",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, true).chain(1, 40, GuestRing.WRITE);
          send(rig, 1);
          return 1;
        });
    on(
        DropReason.BUFFER_TOO_SMALL,
        "it would take more descriptors than can be",
        rig -> {
          rig.flows(TO_2);
          RingGuest guest = rig.receiver(DropRig.MERGEABLE, true);
          for (int n = 0; n < 400; n++) {
            guest.chain(3, 1, GuestRing.WRITE);
          }
          rig.sender.chain(1, RingGuest.HEADER + 1500, 0);
          rig.poll();
          return 1;
        });
    on(
        DropReason.BUFFER_TOO_SMALL,
        "it would take more buffers than can be",
        rig -> {
          rig.flows(TO_2);
          RingGuest guest = rig.receiver(DropRig.MERGEABLE, true);
          for (int n = 0; n < 600; n++) {
            guest.chain(1, 1, GuestRing.WRITE);
          }
          rig.sender.chain(1, RingGuest.HEADER + 1500, 0);
          rig.poll();
          return 1;
        });
    on(
        DropReason.BAD_OFFLOAD,
        "a checksum outside of the packet",
        rig -> {
          rig.flows(TO_2);
          rig.sender.send(header(0, 0, 60_000, 6), udp());
          rig.poll();
          return 1;
        });
    on(
        DropReason.BAD_OFFLOAD,
        "segments that are not of TCP",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, true).chain(1, 2048, GuestRing.WRITE);
          rig.sender.send(header(1, 500, 34, 6), udp());
          rig.poll();
          return 1;
        });
    on(
        DropReason.TOO_SHORT,
        "less than an Ethernet header",
        rig -> {
          rig.flows(TO_2);
          rig.sender.chain(1, RingGuest.HEADER + 13, 0);
          rig.poll();
          return 1;
        });
    on(
        DropReason.TOO_MANY_SEGMENTS,
        "a thousand pieces",
        rig -> {
          rig.flows(TO_2);
          rig.sender.chain(1000, 20, 0);
          rig.poll();
          assertNull(rig.rx.fault());
          return 1;
        });
    on(
        DropReason.BAD_DESCRIPTOR,
        "received",
        rig -> {
          rig.flows(TO_2);
          rig.sender.chain(2, 100, GuestRing.WRITE);
          rig.poll();
          rig.poll();
          return 1;
        });
    on(
        DropReason.BAD_DESCRIPTOR,
        "received, past the table",
        rig -> {
          rig.flows(TO_2);
          rig.sender.ring.offer(RingGuest.RING);
          rig.poll();
          return 1;
        });
    on(
        DropReason.BAD_DESCRIPTOR,
        "to write to",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, true).chain(1, 2048, 0);
          send(rig, 3);
          return 3;
        });
  }

  private void onMemory() {
    on(
        DropReason.MEMORY_GONE,
        "the receiver's",
        rig -> {
          rig.flows(TO_2);
          rig.receiver(0, true).ram.truncate();
          rig.sender.send(udp());
          rig.sender.send(udp());
          assertThrows(InternalError.class, rig::poll);
          return 2;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, on the way to another lane",
        rig -> {
          rig.flows("in_port=1,actions=output:2");
          rig.sink(rig.other);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          assertThrows(InternalError.class, () -> rig.poll(thenTruncated(rig)));
          return 2;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, with one output of two done",
        rig -> {
          rig.lane.punts().wake(0); // somebody reads
          rig.flows("in_port=1,actions=output:2,controller");
          rig.sink(rig.lane);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          assertThrows(InternalError.class, () -> rig.poll(thenTruncated(rig)));
          rig.lane.maintain(rig.now);
          return 2;
        });
    on(
        DropReason.RULE_DROP,
        "the sender's memory goes while a capture looks at what is dropped",
        rig -> {
          RecordingSink captured = new RecordingSink();
          Selection drops = Selection.everything(Selection.DROP);
          rig.lane.taps().install(List.of(new Tap(drops, null, 1 << 16, captured, new TapClock())));
          rig.flows("in_port=1,actions=drop");
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          assertThrows(InternalError.class, () -> rig.poll(thenTruncated(rig)));
          // The ring's own fault ended that poll; the one that was kept comes with the next.
          assertThrows(InternalError.class, () -> rig.lane.maintain(rig.now));
          assertEquals(List.of(), captured.records);
          return 2;
        });
  }

  /** A sender's memory goes with others' packets on their way, or some of its own. */
  private void onMemoryInTheMiddle() {
    on(
        DropReason.MEMORY_GONE,
        "the sender's, with one output of two done and another packet handed in before it is counted",
        rig -> {
          rig.lane.punts().wake(0); // somebody reads
          rig.flows("in_port=1,actions=output:2,controller");
          rig.sink(rig.lane);
          rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
          assertThrows(InternalError.class, () -> rig.poll(thenTruncated(rig)));
          rig.lane.handIn(0, 3, udp(), List.of(new FlowAction.Output(2)), rig.now);
          rig.lane.maintain(rig.now);
          return 1;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, when another port has some of the burst already",
        rig -> {
          rig.flows(SHORT + "actions=output:3", "in_port=1,actions=output:2");
          SinkTxQueue third = new SinkTxQueue();
          rig.attach(rig.lane, 3, 0, third);
          rig.sink(rig.lane);
          rig.attach(rig.lane, 2, 1, new SinkTxQueue());
          thenLong(rig);
          assertEquals(1, third.counters().packets());
          return 1;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, when a guest has some of the burst already",
        rig -> {
          rig.flows(SHORT + "actions=output:2", "in_port=1,actions=controller");
          RingGuest guest = rig.receiver(0, true);
          guest.chain(1, 2048, GuestRing.WRITE);
          thenLong(rig);
          assertEquals(1, guest.ring.usedIndex(), "it was not told");
          return 1;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, when some of the burst is on the way to another lane",
        rig -> {
          rig.flows(SHORT + "actions=output:2", "in_port=1,actions=controller");
          rig.sink(rig.other);
          thenLong(rig);
          assertEquals(1, rig.other.held());
          rig.other.maintain(rig.now);
          assertEquals(1, rig.sink.counters().packets());
          return 1;
        });
    on(
        DropReason.MEMORY_GONE,
        "the sender's, when some of the burst waits for a queue to which another lane sends",
        rig -> {
          rig.flows(
              SHORT + "actions=output:2",
              "in_port=1,actions=output:3",
              "in_port=4,actions=output:2");
          rig.sink(rig.lane);
          rig.attach(rig.other, 3, 0, new SinkTxQueue());
          rig.attach(rig.other, 3, 1, new SinkTxQueue());
          rig.other.handIn(0, 4, udp(), List.of(new FlowAction.Output(2)), rig.now);
          thenLong(rig);
          assertEquals(1, rig.sink.counters().packets());
          return 2;
        });
  }

  /** One packet that is in its head, and behind it one that has a tail, which is gone by then. */
  private static void thenLong(DropRig rig) {
    rig.lane.punts().wake(0); // somebody reads
    rig.sender.send(
        new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, (byte) 0x88, (byte) 0xb5, 1, 2});
    rig.sender.chain(1, RingGuest.HEADER + 1000, 0);
    assertThrows(InternalError.class, () -> rig.poll(thenTruncated(rig)));
    rig.lane.maintain(rig.now);
  }

  /** The sender takes its memory away when its packets have been received. */
  private static RxQueue thenTruncated(DropRig rig) {
    return new RxQueue() {
      @Override
      public int receive(PacketBurst burst, int headBytes, long nowNs) {
        int n = rig.rx.receive(burst, headBytes, nowNs);
        rig.sender.ram.truncate();
        return n;
      }

      @Override
      public void release(PacketBurst burst) {
        rig.rx.release(burst);
      }

      @Override
      public QueueCounters counters() {
        return rig.rx.counters();
      }
    };
  }
}
