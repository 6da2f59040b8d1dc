package io.sluice.openflow.agent;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.openflow.action.Action;
import io.sluice.openflow.action.BundleAction;
import io.sluice.openflow.action.ConntrackAction;
import io.sluice.openflow.action.ControllerAction;
import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.action.LearnAction;
import io.sluice.openflow.action.MultipathAction;
import io.sluice.openflow.action.NatAction;
import io.sluice.openflow.action.NiciraAction;
import io.sluice.openflow.action.SampleAction;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/** Instructions and actions of the wire as the tables have them; what is not done is refused. */
final class ActionsFromWire {
  private static final Bytes NOTHING = Bytes.ofNumber(0, Integer.BYTES);

  private ActionsFromWire() {}

  /** In the order in which they are carried out, whatever the order on the wire. */
  static List<FlowAction> read(List<Instruction> instructions) {
    List<FlowAction> actions = new ArrayList<>();
    for (int stage = 0; stage < 6; stage++) {
      for (Instruction instruction : instructions) {
        if (stage(instruction) == stage) {
          add(actions, instruction);
        }
      }
    }
    return actions;
  }

  private static int stage(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Meter i -> 0;
      case Instruction.ApplyActions i -> 1;
      case Instruction.ClearActions i -> 2;
      case Instruction.WriteActions i -> 3;
      case Instruction.WriteMetadata i -> 4;
      case Instruction.GotoTable i -> 5;
    };
  }

  private static void add(List<FlowAction> actions, Instruction instruction) {
    switch (instruction) {
      case Instruction.Meter m -> actions.add(new FlowAction.Meter((int) m.meter()));
      case Instruction.ApplyActions a -> actions.addAll(list(a.actions()));
      case Instruction.ClearActions c -> actions.add(new FlowAction.ClearActions());
      case Instruction.WriteActions w -> {
        if (w.actions().stream().anyMatch(ControllerAction.class::isInstance)) {
          throw unsupported("controller in write_actions, with more than a length,");
        }
        actions.add(new FlowAction.WriteActions(list(w.actions())));
      }
      case Instruction.WriteMetadata w ->
          actions.add(new FlowAction.WriteMetadata(w.metadata() & w.mask(), w.mask()));
      case Instruction.GotoTable g -> actions.add(new FlowAction.GotoTable(g.table()));
    }
  }

  static List<FlowAction> list(List<Action> actions) {
    return actions.stream().map(ActionsFromWire::action).toList();
  }

  private static FlowAction action(Action action) {
    try {
      return switch (action) {
        case StandardAction standard -> standard(standard);
        case NiciraAction.Simple simple -> simple(simple);
        case ControllerAction controller -> controller(controller);
        case MultipathAction m ->
            new FlowAction.Multipath(
                Selections.HASHES.get(m.hashFields()),
                m.basis(),
                Selections.MULTIPATH.get(m.algorithm()),
                m.maxLink() + 1,
                (int) m.argument(),
                bits(m.target()));
        case BundleAction b ->
            new FlowAction.Bundle(
                Selections.HASHES.get(b.hashFields()),
                b.basis(),
                Selections.BUNDLE.get(b.algorithm()),
                b.members().stream().map(PortNumbers::fromWire).toList(),
                b.target() == null ? null : bits(b.target()));
        case LearnAction learn -> new FlowAction.Learn(Learns.read(learn));
        case ConntrackAction ct -> throw unsupported("ct");
        case NatAction nat -> throw unsupported("nat");
        case SampleAction sample -> throw unsupported("sample");
      };
    } catch (FlowException e) {
      throw new WireException(OfError.OFPBAC_BAD_ARGUMENT, e.getMessage());
    }
  }

  private static FlowAction standard(StandardAction action) {
    return switch (action) {
      case StandardAction.Output(long port, int maxLength) -> output(port, maxLength);
      case StandardAction.SetVlanVid(int vid) ->
          new FlowAction.SetVlan(within(vid, 0xfff, "a VLAN's number"), 0xfff);
      case StandardAction.SetVlanPcp(int pcp) ->
          new FlowAction.SetVlan(within(pcp, 7, "a VLAN's priority") << 13, 0xe000);
      case StandardAction.PopVlan pop -> new FlowAction.PopVlan();
      case StandardAction.SetDlSrc(long mac) -> FlowAction.SetField.own(Field.DL_SRC, mac);
      case StandardAction.SetDlDst(long mac) -> FlowAction.SetField.own(Field.DL_DST, mac);
      case StandardAction.SetNwSrc(long ip) -> FlowAction.SetField.own(Field.NW_SRC, ip);
      case StandardAction.SetNwDst(long ip) -> FlowAction.SetField.own(Field.NW_DST, ip);
      case StandardAction.SetNwTos(int tos) ->
          new FlowAction.SetTos(within(tos, 0xfc, "a TOS without ECN"), 0xfc);
      case StandardAction.SetTpSrc(int port) -> FlowAction.SetField.own(Field.TP_SRC, port);
      case StandardAction.SetTpDst(int port) -> FlowAction.SetField.own(Field.TP_DST, port);
      case StandardAction.PushVlan(int type) -> {
        if (type != FlowKey.TYPE_VLAN && type != FlowKey.TYPE_QINQ) {
          throw new WireException(OfError.OFPBAC_BAD_ARGUMENT, "push_vlan takes 0x8100 or 0x88a8");
        }
        yield new FlowAction.PushVlan(type);
      }
      case StandardAction.Group(long group) -> new FlowAction.Group((int) group);
      case StandardAction.SetNwTtl(int ttl) -> FlowAction.SetField.own(Field.NW_TTL, ttl);
      case StandardAction.DecNwTtl dec -> new FlowAction.DecTtl();
      case StandardAction.SetField(MatchField field) -> {
        if (field.mask() != null) {
          throw new WireException(OfError.OFPBAC_BAD_SET_MASK, "set_field has masks since 1.5");
        }
        yield set(field);
      }
      case StandardAction.Enqueue(long port, long queue) ->
          new FlowAction.Enqueue(PortNumbers.fromWire(port), (int) queue);
      case StandardAction.SetQueue(long queue) -> new FlowAction.SetQueue((int) queue);
      case StandardAction.CopyTtlOut c -> throw unsupported("copy_ttl_out");
      case StandardAction.CopyTtlIn c -> throw unsupported("copy_ttl_in");
      case StandardAction.SetMplsTtl(int ttl) -> FlowAction.SetField.own(Field.MPLS_TTL, ttl);
      case StandardAction.DecMplsTtl d -> new FlowAction.DecMplsTtl();
      case StandardAction.PushMpls(int type) -> {
        if (!FlowKey.isMpls(type)) {
          throw new WireException(OfError.OFPBAC_BAD_ARGUMENT, "push_mpls takes 0x8847 or 0x8848");
        }
        yield new FlowAction.PushMpls(type);
      }
      case StandardAction.PopMpls(int type) -> new FlowAction.PopMpls(type);
      case StandardAction.PushPbb p -> throw unsupported("push_pbb");
      case StandardAction.PopPbb p -> throw unsupported("pop_pbb");
    };
  }

  private static FlowAction simple(NiciraAction.Simple action) {
    return switch (action) {
      case NiciraAction.Resubmit(long port) -> new FlowAction.Resubmit(resubmitPort(port), -1);
      case NiciraAction.ResubmitTable(long port, int table) ->
          new FlowAction.Resubmit(resubmitPort(port), table == 255 ? -1 : table);
      case NiciraAction.SetTunnel(long id) -> new FlowAction.SetField(Field.TUN_ID, id);
      case NiciraAction.SetTunnel64(long id) -> new FlowAction.SetField(Field.TUN_ID, id);
      case NiciraAction.Exit exit -> new FlowAction.Exit();
      case NiciraAction.RegMove m ->
          new FlowAction.Move(
              bits(m.source(), m.sourceOffset(), m.bits()),
              bits(m.target(), m.targetOffset(), m.bits()));
      case NiciraAction.CopyField m ->
          new FlowAction.Move(
              bits(m.source(), m.sourceOffset(), m.bits()),
              bits(m.target(), m.targetOffset(), m.bits()));
      case NiciraAction.RegLoad(var target, long value) ->
          FlowAction.SetField.load(loaded(target), value);
      case NiciraAction.RegLoad2(MatchField field) -> set(field);
      case NiciraAction.Note(Bytes note) -> new FlowAction.Note(note.toString());
      case NiciraAction.OutputReg(var source, int max) ->
          new FlowAction.OutputReg(bits(source), max);
      case NiciraAction.DecTtlControllers(var ids) -> new FlowAction.DecTtl(ids);
      case NiciraAction.WriteMetadata(long value, long mask) ->
          new FlowAction.WriteMetadata(value & mask, mask);
      case NiciraAction.StackPush(var field, int offset, int bits) ->
          new FlowAction.StackPush(bits(field, offset, bits));
      case NiciraAction.StackPop(var field, int offset, int bits) ->
          new FlowAction.StackPop(bits(field, offset, bits));
      case NiciraAction.Conjunction(int clause, int clauses, long id) ->
          new FlowAction.Conjunction((int) id, clause + 1, clauses);
      case NiciraAction.Clone(var actions) -> new FlowAction.Clone(list(actions));
      case NiciraAction.ResubmitTableCt r -> throw unsupported("resubmit with ct");
      case NiciraAction.PopQueue p -> new FlowAction.PopQueue();
      case NiciraAction.CtClear c -> throw unsupported("ct_clear");
      case NiciraAction.DecNshTtl d -> throw unsupported("dec_nsh_ttl");
      case NiciraAction.OutputTrunc(long port, long length) ->
          new FlowAction.OutputTruncated(PortNumbers.fromWire(port), length);
      case NiciraAction.FinTimeout(int idle, int hard) -> new FlowAction.FinTimeout(idle, hard);
      case NiciraAction.SetMplsLabel(long label) ->
          FlowAction.SetField.own(Field.MPLS_LABEL, label);
      case NiciraAction.SetMplsTc(int tc) -> FlowAction.SetField.own(Field.MPLS_TC, tc);
      case NiciraAction.CheckPacketLarger c -> throw unsupported("check_pkt_larger");
    };
  }

  private static FlowAction output(long port, int maxLength) {
    if (port == PortNumbers.IN_PORT) {
      return new FlowAction.InPort(maxLength);
    } else if (port == PortNumbers.NORMAL) {
      return new FlowAction.Normal(maxLength);
    } else if (port == PortNumbers.FLOOD) {
      return new FlowAction.Flood(maxLength);
    } else if (port == PortNumbers.ALL) {
      return new FlowAction.All(maxLength);
    } else if (port == PortNumbers.TABLE) {
      return new FlowAction.Output(FlowAction.PORT_TABLE, maxLength);
    } else if (port == PortNumbers.CONTROLLER) {
      return new FlowAction.Controller(maxLength);
    } else if (port == PortNumbers.LOCAL || port < 0xff00) {
      return new FlowAction.Output(PortNumbers.fromWire(port), maxLength);
    }
    throw new WireException(OfError.OFPBAC_BAD_OUT_PORT, "port " + port);
  }

  private static FlowAction controller(ControllerAction action) {
    return switch (action) {
      case ControllerAction.Controller(int max, int id, int reason) ->
          new FlowAction.Controller(max, reason, id, "", 0);
      case ControllerAction.Controller2 c -> {
        if (c.get(ControllerAction.Controller2.PAUSE) != null) {
          throw unsupported("controller with pause");
        }
        Bytes data = c.get(ControllerAction.Controller2.USER_DATA);
        yield new FlowAction.Controller(
            number(c.get(ControllerAction.Controller2.MAX_LENGTH), 2, 0xffff),
            number(c.get(ControllerAction.Controller2.REASON), 1, 1),
            number(c.get(ControllerAction.Controller2.CONTROLLER_ID), 2, 0),
            data == null ? "" : data.toString(),
            number(c.get(ControllerAction.Controller2.METER), 4, 0));
      }
    };
  }

  private static int within(int value, int bits, String what) {
    if ((value & ~bits) != 0) {
      throw new WireException(OfError.OFPBAC_BAD_ARGUMENT, value + " is not " + what);
    }
    return value;
  }

  private static int number(Bytes value, int size, int missing) {
    return value == null ? missing : (int) value.plus(NOTHING).first(size).toLong();
  }

  private static FlowAction set(MatchField f) {
    if (f.field() == OxmField.OXM_OF_IN_PORT) {
      throw new WireException(OfError.OFPBAC_BAD_SET_ARGUMENT, "the port it came from");
    }
    Field field = field(OxmHeader.of(f.field()));
    if (f.field() == OxmField.OXM_OF_VLAN_VID) {
      if ((f.number() & f.maskNumber() & FlowKey.VLAN_PRESENT) == 0) {
        throw new WireException(
            OfError.OFPBAC_BAD_SET_ARGUMENT, "a VLAN's number without OFPVID_PRESENT");
      }
      long mask = f.maskNumber() & 0xfff;
      return new FlowAction.SetField(field, 0, f.number() & 0xfff, 0, mask);
    }
    if (f.field() == OxmField.NXM_OF_IP_TOS && f.mask() == null) {
      return new FlowAction.SetField(field, 0, f.number() & 0xfc, 0, 0xfc);
    }
    if (!field.wide()) {
      return new FlowAction.SetField(field, 0, f.number(), 0, f.maskNumber());
    }
    Bytes mask = f.mask();
    return new FlowAction.SetField(
        field,
        f.value().first(8).toLong(),
        f.value().from(8).toLong(),
        mask == null ? -1L : mask.first(8).toLong(),
        mask == null ? -1L : mask.from(8).toLong());
  }

  private static int resubmitPort(long port) {
    return port == PortNumbers.IN_PORT ? -1 : PortNumbers.fromWire(port);
  }

  static Subfield bits(io.sluice.openflow.action.Subfield s) {
    return bits(s.field(), s.offset(), s.bits());
  }

  private static Subfield bits(OxmHeader header, int offset, int bits) {
    return new Subfield(field(header), offset, bits);
  }

  /** An ARP operation has 16 bits on the wire; those that are more than 8 are no operations. */
  static Subfield loaded(io.sluice.openflow.action.Subfield s) {
    boolean operation = field(s.field()) == Field.ARP_OP && s.offset() == 0 && s.bits() == 16;
    return operation ? new Subfield(Field.ARP_OP, 0, Field.ARP_OP.bits) : bits(s);
  }

  private static Field field(OxmHeader header) {
    Field field = Fields.written(header.field());
    if (header.field() == OxmField.OXM_OF_IN_PORT) {
      field = Field.IN_PORT;
    }
    if (field == null) {
      throw new WireException(OfError.OFPBAC_BAD_SET_TYPE, header + " is not known to this switch");
    }
    return field;
  }

  private static WireException unsupported(String action) {
    return new WireException(
        OfError.OFPBAC_BAD_TYPE, action + " is not carried out by this switch");
  }
}
