package io.sluice.flow.cache;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.flow.text.GroupText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Tables, one lane's lookup, and a burst to fill. */
final class LookupRig {
  static final int SLOT = 384;

  /** Of the caches' hashes; another one with {@code -Dsluice.seed=N}. */
  static final long SEED = Long.getLong("sluice.seed", 20261124);

  final FlowTables tables = new FlowTables();
  final LaneLookup lookup;
  final byte[] heads = new byte[32 * SLOT];
  final int[] offset = new int[32];
  final int[] headLength = new int[32];
  final int[] length = new int[32];
  final Verdict[] out = new Verdict[32];
  int count;
  long nowNs = 1_000_000_000L;

  LookupRig() {
    lookup = new LaneLookup(0, tables.snapshot(), MacListener.NONE, SEED);
  }

  LookupRig ports(PortConfig... ports) {
    tables.setPorts(List.of(ports));
    return install();
  }

  /** Ports 1 to n that take every VLAN. */
  LookupRig ports(int n) {
    List<PortConfig> all = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      all.add(new PortConfig(i, "p" + i, new VlanMode.All()));
    }
    tables.setPorts(all);
    return install();
  }

  LookupRig flows(String... flows) {
    List<FlowMod> mods = new ArrayList<>();
    try {
      for (String f : flows) {
        mods.add(new FlowParser().parseFlow(f));
      }
    } catch (FlowSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage() + " at " + e.column(), e);
    }
    tables.apply(mods, nowNs);
    return install();
  }

  LookupRig groups(String... groups) {
    List<GroupMod> mods = new ArrayList<>();
    try {
      for (String g : groups) {
        mods.add(
            new GroupText(name -> OptionalInt.empty()).read(GroupMod.Command.ADD_OR_MODIFY, g));
      }
    } catch (FlowSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage() + " at " + e.column(), e);
    }
    tables.apply(mods, nowNs);
    return install();
  }

  LookupRig install() {
    lookup.install(tables.snapshot(), nowNs);
    return this;
  }

  LookupRig clear() {
    count = 0;
    return this;
  }

  LookupRig add(byte[] frame) {
    offset[count] = count * SLOT + 64;
    headLength[count] = Math.min(frame.length, 256);
    length[count] = frame.length;
    System.arraycopy(frame, 0, heads, offset[count], headLength[count]);
    count++;
    return this;
  }

  void classify(int inPort) {
    lookup.classify(heads, offset, headLength, length, count, inPort, nowNs, out);
  }

  /** The verdict for one packet. */
  Verdict one(byte[] frame, int inPort) {
    clear().add(frame).classify(inPort);
    return out[0];
  }

  /** The program in words. */
  String program(byte[] frame, int inPort) {
    return one(frame, inPort).toString();
  }
}
