package io.sluice.flow.cache;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;

/** NORMAL: learn, look up, forward or flood, within a VLAN. Part of the lane's slow path. */
final class NormalAction {
  private static final long MULTICAST = 1L << 40;
  private static final long RESERVED = 0x0180c2000000L;

  private final SlowPath path;
  private final MacTable macs;

  NormalAction(SlowPath path, MacTable macs) {
    this.path = path;
    this.macs = macs;
  }

  void run() {
    long destination = FlowKey.dlDst(path.t.key, 0);
    if ((destination & ~0xfL) == RESERVED) {
      path.t.cause = DropCause.RESERVED_ADDRESS;
      return;
    }
    PortConfig from = path.snapshot.port(path.t.inPort);
    int vlan = from == null ? path.t.vlans.outerVid() : vlanOf(from);
    if (vlan < 0) {
      path.t.cause = DropCause.VLAN_FILTER;
      return;
    }
    path.usesMacs = true;
    long source = FlowKey.dlSrc(path.t.key, 0);
    // What a controller hands in comes from no port.
    if ((source & MULTICAST) == 0 && from != null) {
      path.macKey = MacTable.key(source, vlan);
      macs.learn(path.macKey, path.t.inPort, path.nowNs);
    }
    int[] saved = path.t.vlans.save();
    boolean fromAccess = from != null && from.vlan() instanceof VlanMode.Access;
    if (fromAccess && !path.t.vlans.tagged()) {
      path.t.vlans.push(FlowKey.TYPE_VLAN, vlan);
    } else if (fromAccess) {
      path.t.vlans.set(vlan, 0xfff); // a priority tag: keeps its priority
    }
    int[] inside = path.t.vlans.save();
    int known = (destination & MULTICAST) != 0 ? -1 : macs.lookup(MacTable.key(destination, vlan));
    PortConfig to = known < 0 ? null : path.snapshot.port(known);
    if (known == path.t.inPort) {
      path.t.cause = DropCause.SAME_PORT;
    } else if (to != null) {
      forward(to, vlan, inside);
    } else {
      flood(vlan, saved, inside);
    }
    path.t.vlans.restore(saved);
  }

  private void forward(PortConfig to, int vlan, int[] inside) {
    if (carries(to, vlan)) {
      shape(to, inside);
      path.emitOutput(to.ofport());
    } else {
      path.t.cause = DropCause.VLAN_FILTER;
    }
  }

  /** First the ports that want the packet as it is, then those that want other tags. */
  private void flood(int vlan, int[] asReceived, int[] inside) {
    path.t.vlans.restore(asReceived);
    path.t.cause = DropCause.NO_OTHER_PORT; // counts where nothing comes of it
    boolean[] done = new boolean[path.snapshot.portCount()];
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < done.length; i++) {
        PortConfig to = path.snapshot.portAt(i);
        boolean wanted = to.ofport() != path.t.inPort && to.floods() && carries(to, vlan);
        if (done[i] || !wanted || !path.isUp(to)) {
          continue;
        }
        shape(to, inside);
        if (pass == 1 || path.t.vlans.inPlace()) {
          path.emitOutput(to.ofport());
          done[i] = true;
        }
      }
    }
  }

  private void shape(PortConfig to, int[] inside) {
    path.t.vlans.restore(inside);
    if (to.vlan() instanceof VlanMode.Access && path.t.vlans.tagged()) {
      path.t.vlans.pop();
    }
  }

  /** The VLAN that a packet received on a port is in; -1: it may not come in. */
  private int vlanOf(PortConfig port) {
    int vid = path.t.vlans.outerVid();
    return switch (port.vlan()) {
      case VlanMode.Access(int tag) -> vid == 0 ? tag : -1;
      default -> carries(port, vid) ? vid : -1;
    };
  }

  private static boolean carries(PortConfig port, int vlan) {
    return switch (port.vlan()) {
      case VlanMode.All _ -> true;
      case VlanMode.Access(int tag) -> tag == vlan;
      case VlanMode.Trunk(var vlans) -> vlans.isEmpty() || vlans.contains(vlan);
    };
  }
}
