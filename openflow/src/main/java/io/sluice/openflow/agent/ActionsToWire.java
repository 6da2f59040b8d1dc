package io.sluice.openflow.agent;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowAction.SetField.Spelling;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.openflow.action.Action;
import io.sluice.openflow.action.BundleAction;
import io.sluice.openflow.action.ControllerAction;
import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.action.MultipathAction;
import io.sluice.openflow.action.NiciraAction;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.Property;
import java.util.ArrayList;
import java.util.List;

/** Actions of the tables as the wire has them. */
final class ActionsToWire {
  private static final int RESUBMIT_SAME_TABLE = 255;

  private final boolean v13;
  private final int protocol;
  private final boolean tagged;

  private ActionsToWire(OfVersion version, io.sluice.flow.pipeline.Match match) {
    this.v13 = version == OfVersion.V13;
    this.protocol = match.isExact(Field.NW_PROTO) ? (int) match.value(Field.NW_PROTO) : 0;
    this.tagged = (match.value(Field.VLAN_TCI) & FlowKey.VLAN_PRESENT) != 0;
  }

  static List<Instruction> write(
      List<FlowAction> actions, io.sluice.flow.pipeline.Match match, OfVersion version) {
    return new ActionsToWire(version, match).instructions(actions);
  }

  /** Without instructions, as buckets have them. */
  static List<Action> actions(List<FlowAction> actions, OfVersion version) {
    return new ActionsToWire(version, io.sluice.flow.pipeline.Match.ALL).list(actions);
  }

  private List<Instruction> instructions(List<FlowAction> actions) {
    List<Action> applied = new ArrayList<>();
    List<Instruction> instructions = new ArrayList<>();
    List<Instruction> behind = new ArrayList<>();
    for (FlowAction action : actions) {
      switch (action) {
        case FlowAction.Meter(int id) -> instructions.add(new Instruction.Meter(id & 0xffffffffL));
        case FlowAction.ClearActions c -> behind.add(new Instruction.ClearActions());
        case FlowAction.WriteActions(var inner) ->
            behind.add(new Instruction.WriteActions(list(inner)));
        case FlowAction.WriteMetadata(long value, long mask) ->
            behind.add(new Instruction.WriteMetadata(value, mask));
        case FlowAction.GotoTable(int table) -> behind.add(new Instruction.GotoTable(table));
        default -> add(applied, action);
      }
    }
    if (!v13) {
      // Version 1.0 has actions only; Nicira's resubmit and metadata say nearly the same.
      behind.forEach(instruction -> old(applied, instruction));
      return applied.isEmpty() ? List.of() : List.of(new Instruction.ApplyActions(applied));
    }
    if (!applied.isEmpty()) {
      instructions.add(new Instruction.ApplyActions(applied));
    }
    instructions.addAll(behind);
    return instructions;
  }

  private static void old(List<Action> applied, Instruction instruction) {
    switch (instruction) {
      case Instruction.GotoTable(int table) ->
          applied.add(new NiciraAction.ResubmitTable(PortNumbers.IN_PORT, table));
      case Instruction.WriteMetadata(long value, long mask) ->
          applied.add(new NiciraAction.WriteMetadata(value, mask));
      default -> {}
    }
  }

  private List<Action> list(List<FlowAction> actions) {
    List<Action> written = new ArrayList<>();
    actions.forEach(action -> add(written, action));
    return written;
  }

  private void add(List<Action> to, FlowAction action) {
    switch (action) {
      case FlowAction.Output(int port, int max) -> to.add(output(PortNumbers.toWire(port), max));
      case FlowAction.InPort(int max) -> to.add(output(PortNumbers.IN_PORT, max));
      case FlowAction.Normal(int max) -> to.add(output(PortNumbers.NORMAL, max));
      case FlowAction.Flood(int max) -> to.add(output(PortNumbers.FLOOD, max));
      case FlowAction.All(int max) -> to.add(output(PortNumbers.ALL, max));
      case FlowAction.Controller c -> to.add(controller(c));
      case FlowAction.OutputTruncated(int port, long length) ->
          to.add(new NiciraAction.OutputTrunc(PortNumbers.toWire(port), length));
      case FlowAction.Enqueue(int port, int queue) -> enqueue(to, port, queue & 0xffffffffL);
      case FlowAction.SetQueue(int queue) ->
          to.add(new StandardAction.SetQueue(queue & 0xffffffffL));
      case FlowAction.PopQueue p -> to.add(new NiciraAction.PopQueue());
      case FlowAction.PushMpls(int type) -> to.add(new StandardAction.PushMpls(type));
      case FlowAction.PopMpls(int type) -> to.add(new StandardAction.PopMpls(type));
      case FlowAction.DecMplsTtl d -> to.add(new StandardAction.DecMplsTtl());
      case FlowAction.OutputReg(Subfield from, int max) ->
          to.add(new NiciraAction.OutputReg(bits(from), max));
      case FlowAction.Group(int id) -> to.add(new StandardAction.Group(id & 0xffffffffL));
      case FlowAction.SetField set -> to.add(set.as() == Spelling.LOAD ? load(set) : set(set));
      case FlowAction.SetTos(int value, int mask) -> to.add(tos(value, mask));
      case FlowAction.SetVlan(int value, int mask) -> vlan(to, value, mask);
      case FlowAction.PopVlan p -> to.add(new StandardAction.PopVlan());
      case FlowAction.PushVlan(int type) -> to.add(new StandardAction.PushVlan(type));
      case FlowAction.DecTtl(var ids) ->
          to.add(
              ids.isEmpty()
                  ? new StandardAction.DecNwTtl()
                  : new NiciraAction.DecTtlControllers(ids));
      case FlowAction.Resubmit(int port, int table) -> to.add(resubmit(port, table));
      case FlowAction.Exit e -> to.add(new NiciraAction.Exit());
      case FlowAction.Clone(var inner) -> to.add(new NiciraAction.Clone(list(inner)));
      case FlowAction.Note(String hex) -> to.add(new NiciraAction.Note(Bytes.ofHex(hex)));
      case FlowAction.Conjunction(int id, int clause, int clauses) ->
          to.add(new NiciraAction.Conjunction(clause - 1, clauses, id & 0xffffffffL));
      case FlowAction.Move(Subfield from, Subfield target) ->
          to.add(
              new NiciraAction.RegMove(
                  from.bits(),
                  from.offset(),
                  target.offset(),
                  OxmHeader.of(Fields.header(from.field())),
                  OxmHeader.of(Fields.header(target.field()))));
      case FlowAction.StackPush(Subfield s) ->
          to.add(
              new NiciraAction.StackPush(
                  OxmHeader.of(Fields.header(s.field())), s.offset(), s.bits()));
      case FlowAction.StackPop(Subfield s) ->
          to.add(
              new NiciraAction.StackPop(
                  OxmHeader.of(Fields.header(s.field())), s.offset(), s.bits()));
      case FlowAction.Multipath m ->
          to.add(
              new MultipathAction(
                  Selections.HASHES.indexOf(m.fields()),
                  m.basis(),
                  Selections.MULTIPATH.indexOf(m.algorithm()),
                  m.links() - 1,
                  m.arg() & 0xffffffffL,
                  bits(m.to())));
      case FlowAction.Bundle b ->
          to.add(
              new BundleAction(
                  Selections.BUNDLE.indexOf(b.algorithm()),
                  Selections.HASHES.indexOf(b.fields()),
                  b.basis(),
                  b.ports().stream().map(PortNumbers::toWire).toList(),
                  b.to() == null ? null : bits(b.to())));
      case FlowAction.FinTimeout(int idle, int hard) ->
          to.add(new NiciraAction.FinTimeout(idle, hard));
      case FlowAction.Learn(var spec) -> to.add(Learns.write(spec));
      case FlowAction.WriteMetadata(long value, long mask) ->
          to.add(new NiciraAction.WriteMetadata(value, mask));
      case FlowAction.Meter m -> {}
      case FlowAction.ClearActions c -> {}
      case FlowAction.WriteActions w -> {}
      case FlowAction.GotoTable(int table) ->
          to.add(new NiciraAction.ResubmitTable(PortNumbers.IN_PORT, table));
    }
  }

  /** Version 1.3 has no action of its own for it. */
  private void enqueue(List<Action> to, int port, long queue) {
    if (!v13) {
      to.add(new StandardAction.Enqueue(PortNumbers.toWire(port), queue));
      return;
    }
    to.add(new StandardAction.SetQueue(queue));
    to.add(output(PortNumbers.toWire(port), 0));
    to.add(new NiciraAction.PopQueue());
  }

  private static Action output(long port, int maxLength) {
    return new StandardAction.Output(port, maxLength);
  }

  private static Action controller(FlowAction.Controller c) {
    if (!c.userdata().isEmpty() || c.meter() != 0) {
      List<Property> properties = new ArrayList<>();
      properties.add(property(ControllerAction.Controller2.MAX_LENGTH, (long) c.maxLength() << 16));
      properties.add(
          property(ControllerAction.Controller2.CONTROLLER_ID, (long) c.controllerId() << 16));
      properties.add(property(ControllerAction.Controller2.REASON, (long) c.reason() << 24));
      if (!c.userdata().isEmpty()) {
        properties.add(
            new Property(ControllerAction.Controller2.USER_DATA, Bytes.ofHex(c.userdata())));
      }
      if (c.meter() != 0) {
        properties.add(property(ControllerAction.Controller2.METER, c.meter() & 0xffffffffL));
      }
      return new ControllerAction.Controller2(properties);
    }
    return c.reason() == 1 && c.controllerId() == 0
        ? output(PortNumbers.CONTROLLER, c.maxLength())
        : new ControllerAction.Controller(c.maxLength(), c.controllerId(), c.reason());
  }

  private static Property property(int type, long value) {
    return new Property(type, Bytes.ofNumber(value, 4));
  }

  private static Action resubmit(int port, int table) {
    long wire = port < 0 ? PortNumbers.IN_PORT : PortNumbers.toWire(port);
    return table < 0 && port >= 0
        ? new NiciraAction.Resubmit(wire)
        : new NiciraAction.ResubmitTable(wire, table < 0 ? RESUBMIT_SAME_TABLE : table);
  }

  private void vlan(List<Action> to, int value, int mask) {
    boolean vid = mask == 0xfff;
    if (!v13) {
      to.add(
          vid ? new StandardAction.SetVlanVid(value) : new StandardAction.SetVlanPcp(value >>> 13));
      return;
    }
    if (!tagged) {
      to.add(new StandardAction.PushVlan(FlowKey.TYPE_VLAN));
    }
    to.add(
        new StandardAction.SetField(
            vid
                ? MatchField.of(OxmField.OXM_OF_VLAN_VID, value | FlowKey.VLAN_PRESENT)
                : MatchField.of(OxmField.OXM_OF_VLAN_PCP, value >>> 13)));
  }

  private Action tos(int value, int mask) {
    if (mask == 0xfc) {
      return v13
          ? new StandardAction.SetField(MatchField.of(OxmField.OXM_OF_IP_DSCP, value >>> 2))
          : new StandardAction.SetNwTos(value);
    }
    return mask == 3
        ? new NiciraAction.RegLoad2(MatchField.of(Fields.header("nw_ecn", v13), value))
        : new NiciraAction.RegLoad2(MatchField.masked(OxmField.NXM_OF_IP_TOS, value, mask));
  }

  /** A load's bits lie together. */
  private static Action load(FlowAction.SetField s) {
    boolean high = s.maskLo() == 0;
    int shift = Long.numberOfTrailingZeros(high ? s.maskHi() : s.maskLo());
    int bits = Long.bitCount(s.maskLo()) + Long.bitCount(s.maskHi());
    long value = (high ? s.hi() : s.lo()) >>> shift;
    if (!high && shift > 0) {
      value |= s.hi() << 64 - shift;
    }
    Subfield to = new Subfield(s.field(), shift + (high ? 64 : 0), bits);
    return new NiciraAction.RegLoad(loaded(to), value);
  }

  private Action set(FlowAction.SetField s) {
    Action own = !s.whole() ? null : v13 ? set13(s) : set10(s);
    if (own != null) {
      return own;
    }
    boolean whole = s.whole() || s.field() == Field.NW_TOS && s.maskLo() == 0xfc;
    // Nicira's action has Nicira's headers, also in version 1.3.
    OxmField header = header(s.field(), v13 && whole);
    if (s.field() == Field.VLAN_VID) {
      long present = FlowKey.VLAN_PRESENT;
      return field(
          header,
          Bytes.ofNumber(s.lo() | present, 2),
          s.maskLo() == 0xfff ? null : Bytes.ofNumber(s.maskLo() | present, 2));
    }
    return field(
        header,
        bytes(s.hi(), s.lo(), header),
        whole ? null : bytes(s.maskHi(), s.maskLo(), header));
  }

  private Action field(OxmField header, Bytes value, Bytes mask) {
    MatchField field = new MatchField(header, value, mask);
    return v13 && mask == null
        ? new StandardAction.SetField(field)
        : new NiciraAction.RegLoad2(field);
  }

  private static Bytes bytes(long hi, long lo, OxmField header) {
    return header.size <= 8
        ? Bytes.ofNumber(lo, header.size)
        : Bytes.ofNumber(hi, 8).plus(Bytes.ofNumber(lo, 8));
  }

  /** What has an action of its own, beside set_field. */
  private static Action set13(FlowAction.SetField s) {
    return switch (s.field()) {
      case NW_TTL -> new StandardAction.SetNwTtl((int) s.lo());
      case MPLS_TTL -> new StandardAction.SetMplsTtl((int) s.lo());
      default -> null;
    };
  }

  private static Action set10(FlowAction.SetField s) {
    return switch (s.field()) {
      case DL_SRC -> new StandardAction.SetDlSrc(s.lo());
      case DL_DST -> new StandardAction.SetDlDst(s.lo());
      case NW_SRC -> new StandardAction.SetNwSrc(s.lo());
      case NW_DST -> new StandardAction.SetNwDst(s.lo());
      case TP_SRC -> new StandardAction.SetTpSrc((int) s.lo());
      case TP_DST -> new StandardAction.SetTpDst((int) s.lo());
      case MPLS_LABEL -> new NiciraAction.SetMplsLabel(s.lo());
      case MPLS_TC -> new NiciraAction.SetMplsTc((int) s.lo());
      case MPLS_TTL -> new StandardAction.SetMplsTtl((int) s.lo());
      case TUN_ID ->
          s.lo() >>> 32 == 0
              ? new NiciraAction.SetTunnel(s.lo())
              : new NiciraAction.SetTunnel64(s.lo());
      default -> null;
    };
  }

  private OxmField header(Field field, boolean oxm) {
    boolean source = field == Field.TP_SRC;
    if (source || field == Field.TP_DST) {
      String name =
          protocol == FlowKey.PROTO_UDP ? "udp" : protocol == FlowKey.PROTO_SCTP ? "sctp" : "tcp";
      return Fields.header(name + (source ? "_src" : "_dst"), oxm);
    }
    return Fields.header(Fields.header(field).label, oxm);
  }

  /** Where a value goes that is given: an ARP operation has 16 bits there. */
  static io.sluice.openflow.action.Subfield loaded(Subfield to) {
    return to.field() == Field.ARP_OP && to.whole()
        ? new io.sluice.openflow.action.Subfield(bits(to).field(), 0, 16)
        : bits(to);
  }

  static io.sluice.openflow.action.Subfield bits(Subfield s) {
    return new io.sluice.openflow.action.Subfield(
        OxmHeader.of(Fields.header(s.field())), s.offset(), s.bits());
  }
}
