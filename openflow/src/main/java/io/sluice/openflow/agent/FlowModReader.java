package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowMod.Command;
import io.sluice.flow.pipeline.FlowMod.Flag;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.FlowMonitor;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.StatsRequest.FlowFilter;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Flow-mods and filters of the wire as the tables have them. */
final class FlowModReader {
  private static final int ALL_TABLES = 255;
  private static final int EMERGENCY_10 = 1 << 2;

  private FlowModReader() {}

  /**
   * @param tableIds whether a version 1.0 command has a table's number in it
   */
  static io.sluice.flow.pipeline.FlowMod read(FlowMod mod, OfVersion version, boolean tableIds) {
    boolean v13 = version == OfVersion.V13;
    int table = mod.table();
    if (!v13 && !tableIds) {
      if (table != 0) {
        throw new WireException(
            OfError.OFPFMFC_BAD_COMMAND, "command " + (table << 8 | mod.command()));
      }
      table = ALL_TABLES;
    }
    if (mod.command() > FlowMod.DELETE_STRICT) {
      throw new WireException(OfError.OFPFMFC_BAD_COMMAND, "command " + mod.command());
    }
    Command command = Command.values()[mod.command()];
    boolean deletes = command == Command.DELETE || command == Command.DELETE_STRICT;
    if (v13 && table == ALL_TABLES && !deletes) {
      throw new WireException(OfError.OFPFMFC_BAD_TABLE_ID, "all tables, and no deletion");
    }
    if (!deletes && mod.buffer() != PacketOut.NO_BUFFER) {
      throw new WireException(OfError.OFPBRC_BUFFER_UNKNOWN, "no packet is buffered here");
    }
    Cookie cookie = cookie(mod.match(), mod.cookie(), mod.cookieMask(), v13, command);
    return new io.sluice.flow.pipeline.FlowMod(
        command,
        table(table),
        mod.priority(),
        cookie.value,
        cookie.mask,
        MatchFromWire.read(mod.match()),
        deletes ? List.of() : ActionsFromWire.read(mod.instructions()),
        mod.idleSeconds(),
        mod.hardSeconds(),
        deletes ? port(mod.outPort()) : io.sluice.flow.pipeline.FlowMod.ANY_PORT,
        deletes ? group(mod.outGroup()) : io.sluice.flow.pipeline.FlowMod.ANY_GROUP,
        flags(mod.flags(), v13, command),
        mod.importance(),
        mod.cookie());
  }

  /** The flows that statistics are asked of. */
  static io.sluice.flow.pipeline.FlowMod filter(FlowFilter filter, OfVersion version) {
    boolean v13 = version == OfVersion.V13;
    Cookie cookie =
        cookie(filter.match(), filter.cookie(), filter.cookieMask(), v13, Command.DELETE);
    return new io.sluice.flow.pipeline.FlowMod(
        Command.DELETE,
        table(filter.table()),
        io.sluice.flow.pipeline.FlowMod.DEFAULT_PRIORITY,
        cookie.value,
        cookie.mask,
        MatchFromWire.read(filter.match()),
        List.of(),
        0,
        0,
        port(filter.outPort()),
        group(filter.outGroup()),
        Set.of(),
        0);
  }

  /** The flows that a controller watches. */
  static io.sluice.flow.pipeline.FlowMod filter(FlowMonitor.Monitor monitor) {
    return new io.sluice.flow.pipeline.FlowMod(
        Command.DELETE,
        table(monitor.table()),
        io.sluice.flow.pipeline.FlowMod.DEFAULT_PRIORITY,
        0,
        0,
        MatchFromWire.read(monitor.match()),
        List.of(),
        0,
        0,
        port(monitor.outPort()));
  }

  private record Cookie(long value, long mask) {}

  /** Nicira has the cookie that selects flows in the match. */
  private static Cookie cookie(
      io.sluice.openflow.match.Match match, long value, long mask, boolean v13, Command command) {
    MatchField matched =
        !v13 && match instanceof OxmMatch oxm ? oxm.get(OxmField.NXM_NX_COOKIE) : null;
    if (v13 && match instanceof OxmMatch oxm && oxm.get(OxmField.NXM_NX_COOKIE) != null) {
      throw new WireException(OfError.OFPBMC_BAD_FIELD, "the cookie has a field of its own");
    }
    if (matched != null && command == Command.ADD) {
      throw new WireException(OfError.NXBRC_NXM_INVALID, "nothing is searched for a flow to add");
    }
    if (matched != null) {
      return new Cookie(matched.number(), matched.maskNumber());
    }
    return new Cookie(value, v13 && command != Command.ADD ? mask : 0);
  }

  private static Set<Flag> flags(int bits, boolean v13, Command command) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    add(flags, bits, FlowMod.SEND_FLOW_REMOVED, Flag.SEND_FLOW_REM);
    add(flags, bits, FlowMod.CHECK_OVERLAP, Flag.CHECK_OVERLAP);
    flags.add(v13 ? Flag.OPENFLOW_1_2 : Flag.OPENFLOW_1_0);
    if (!v13) {
      if ((bits & EMERGENCY_10) != 0) {
        throw new WireException(OfError.OFPFMFC_TABLE_FULL, "there is no emergency table");
      }
      if (bits > 3) {
        throw new WireException(OfError.OFPFMFC_BAD_FLAGS, "flags " + Integer.toHexString(bits));
      }
      if (command == Command.ADD) {
        // What version 1.0 does without saying so.
        flags.add(Flag.RESET_COUNTS);
      }
      return flags;
    }
    if (bits > 0x1f) {
      throw new WireException(OfError.OFPFMFC_BAD_FLAGS, "flags " + Integer.toHexString(bits));
    }
    add(flags, bits, FlowMod.RESET_COUNTS, Flag.RESET_COUNTS);
    add(flags, bits, FlowMod.NO_PACKET_COUNTS, Flag.NO_PACKET_COUNTS);
    add(flags, bits, FlowMod.NO_BYTE_COUNTS, Flag.NO_BYTE_COUNTS);
    return flags;
  }

  private static void add(Set<Flag> flags, int bits, int bit, Flag flag) {
    if ((bits & bit) != 0) {
      flags.add(flag);
    }
  }

  private static int table(int table) {
    return table == ALL_TABLES ? io.sluice.flow.pipeline.FlowMod.ANY_TABLE : table;
  }

  private static int port(long port) {
    return port == PortNumbers.ANY
        ? io.sluice.flow.pipeline.FlowMod.ANY_PORT
        : PortNumbers.fromWire(port);
  }

  private static int group(long group) {
    return group == FlowMod.ANY ? io.sluice.flow.pipeline.FlowMod.ANY_GROUP : (int) group;
  }
}
