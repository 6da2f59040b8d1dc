package io.sluice.openflow.action;

import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Nicira's actions (and ONF's copy_field) that {@code ovs-ofctl} uses: ovs-actions(7), and the
 * structures of Open vSwitch's action codec. Those with contents of their own are in files of their
 * own.
 */
public sealed interface NiciraAction extends Action
    permits NiciraAction.Simple,
        ControllerAction,
        BundleAction,
        ConntrackAction,
        LearnAction,
        MultipathAction,
        NatAction,
        SampleAction {

  /** The short ones. */
  sealed interface Simple extends NiciraAction {}

  record Resubmit(long inPort) implements Simple {
    static final Struct<Resubmit> LAYOUT = (w, a) -> new Resubmit(w.port16(a, Resubmit::inPort));
  }

  /**
   * @param table 255: the present one
   */
  record ResubmitTable(long inPort, int table) implements Simple {
    static final Struct<ResubmitTable> LAYOUT =
        (w, a) ->
            new ResubmitTable(w.port16(a, ResubmitTable::inPort), w.u8(a, ResubmitTable::table));
  }

  /** As {@link ResubmitTable}, with the addresses of the original direction of a connection. */
  record ResubmitTableCt(long inPort, int table) implements Simple {
    static final Struct<ResubmitTableCt> LAYOUT =
        (w, a) ->
            new ResubmitTableCt(
                w.port16(a, ResubmitTableCt::inPort), w.u8(a, ResubmitTableCt::table));
  }

  record SetTunnel(long id) implements Simple {
    static final Struct<SetTunnel> LAYOUT = (w, a) -> new SetTunnel(w.pad(2).u32(a, SetTunnel::id));
  }

  record SetTunnel64(long id) implements Simple {
    static final Struct<SetTunnel64> LAYOUT =
        (w, a) -> new SetTunnel64(w.pad(6).u64(a, SetTunnel64::id));
  }

  record PopQueue() implements Simple {}

  record Exit() implements Simple {}

  record CtClear() implements Simple {}

  record DecNshTtl() implements Simple {}

  record RegMove(int bits, int sourceOffset, int targetOffset, OxmHeader source, OxmHeader target)
      implements Simple {
    static final Struct<RegMove> LAYOUT =
        (w, a) -> {
          RegMove read =
              new RegMove(
                  w.u16(a, RegMove::bits),
                  w.u16(a, RegMove::sourceOffset),
                  w.u16(a, RegMove::targetOffset),
                  w.part(a, RegMove::source, OxmHeader.IN_ACTION),
                  w.part(a, RegMove::target, OxmHeader.IN_ACTION));
          Subfield.valid(w, new Subfield(read.source, read.sourceOffset, read.bits));
          Subfield.valid(w, new Subfield(read.target, read.targetOffset, read.bits));
          w.check(
              read.target.field().settable,
              OfError.OFPBAC_BAD_SET_ARGUMENT,
              () -> read.target.toString());
          return read;
        };
  }

  record CopyField(int bits, int sourceOffset, int targetOffset, OxmHeader source, OxmHeader target)
      implements Simple {
    static final Struct<CopyField> LAYOUT =
        (w, a) -> {
          CopyField read =
              new CopyField(
                  w.pad(2).u16(a, CopyField::bits),
                  w.u16(a, CopyField::sourceOffset),
                  w.u16(a, CopyField::targetOffset),
                  w.pad(2).part(a, CopyField::source, OxmHeader.IN_ACTION),
                  w.part(a, CopyField::target, OxmHeader.IN_ACTION));
          Subfield.valid(w, new Subfield(read.source, read.sourceOffset, read.bits));
          Subfield.valid(w, new Subfield(read.target, read.targetOffset, read.bits));
          w.check(
              read.target.field().settable,
              OfError.OFPBAC_BAD_SET_ARGUMENT,
              () -> read.target.toString());
          return read;
        };
  }

  record RegLoad(Subfield target, long value) implements Simple {
    static final Struct<RegLoad> LAYOUT =
        (w, a) -> {
          RegLoad read =
              new RegLoad(
                  w.part(a, RegLoad::target, Subfield.RANGE_FIELD), w.u64(a, RegLoad::value));
          w.check(
              read.target.bits() == 64 || read.value >>> read.target.bits() == 0,
              OfError.OFPBAC_BAD_ARGUMENT,
              read::toString);
          w.check(
              read.target.field().field().settable,
              OfError.OFPBAC_BAD_SET_ARGUMENT,
              read::toString);
          return read;
        };
  }

  record RegLoad2(MatchField field) implements Simple {
    static final Struct<RegLoad2> LAYOUT =
        (w, a) -> new RegLoad2(w.part(a, RegLoad2::field, MatchField.IN_ACTION));
  }

  /** Does nothing. The bytes are filled up with zeros so that the action's length is right. */
  record Note(Bytes note) implements Simple {
    static final Struct<Note> LAYOUT = (w, a) -> new Note(w.rest(a, Note::note));
  }

  record OutputReg(Subfield source, int maxLength) implements Simple {
    static final Struct<OutputReg> LAYOUT =
        (w, a) ->
            new OutputReg(
                w.part(a, OutputReg::source, Subfield.RANGE_FIELD), w.u16(a, OutputReg::maxLength));
  }

  record OutputTrunc(long port, long maxLength) implements Simple {
    static final Struct<OutputTrunc> LAYOUT =
        (w, a) -> new OutputTrunc(w.port16(a, OutputTrunc::port), w.u32(a, OutputTrunc::maxLength));
  }

  record FinTimeout(int idleSeconds, int hardSeconds) implements Simple {
    static final Struct<FinTimeout> LAYOUT =
        (w, a) ->
            new FinTimeout(w.u16(a, FinTimeout::idleSeconds), w.u16(a, FinTimeout::hardSeconds));
  }

  record DecTtlControllers(List<Integer> controllers) implements Simple {
    static final Struct<DecTtlControllers> LAYOUT =
        (w, a) -> {
          int count = w.u16(a, ids -> ids.controllers.size());
          w.check(count > 0, OfError.OFPBAC_BAD_LEN, "no controller");
          return new DecTtlControllers(
              w.pad(4).list(count, a, DecTtlControllers::controllers, Struct.U16));
        };
  }

  record WriteMetadata(long metadata, long mask) implements Simple {
    static final Struct<WriteMetadata> LAYOUT =
        (w, a) ->
            new WriteMetadata(
                w.pad(6).u64(a, WriteMetadata::metadata), w.u64(a, WriteMetadata::mask));
  }

  record SetMplsLabel(long label) implements Simple {
    static final Struct<SetMplsLabel> LAYOUT =
        (w, a) -> new SetMplsLabel(w.pad(2).u32(a, SetMplsLabel::label));
  }

  record SetMplsTc(int tc) implements Simple {
    static final Struct<SetMplsTc> LAYOUT = (w, a) -> new SetMplsTc(w.u8(a, SetMplsTc::tc));
  }

  /** Pushes bits of a field on a stack of the packet's. */
  record StackPush(OxmHeader field, int offset, int bits) implements Simple {
    static final Struct<StackPush> LAYOUT =
        (w, a) -> {
          int offset = w.u16(a, StackPush::offset);
          OxmHeader field = w.part(a, StackPush::field, OxmHeader.IN_ACTION);
          Subfield read = Subfield.valid(w, new Subfield(field, offset, w.u16(a, StackPush::bits)));
          return new StackPush(read.field(), read.offset(), read.bits());
        };
  }

  record StackPop(OxmHeader field, int offset, int bits) implements Simple {
    static final Struct<StackPop> LAYOUT =
        (w, a) -> {
          int offset = w.u16(a, StackPop::offset);
          OxmHeader field = w.part(a, StackPop::field, OxmHeader.IN_ACTION);
          Subfield read = Subfield.valid(w, new Subfield(field, offset, w.u16(a, StackPop::bits)));
          w.check(field.field().settable, OfError.OFPBAC_BAD_SET_ARGUMENT, field::toString);
          return new StackPop(read.field(), read.offset(), read.bits());
        };
  }

  record Conjunction(int clause, int clauses, long id) implements Simple {
    static final Struct<Conjunction> LAYOUT =
        (w, a) -> {
          Conjunction read =
              new Conjunction(
                  w.u8(a, Conjunction::clause),
                  w.u8(a, Conjunction::clauses),
                  w.u32(a, Conjunction::id));
          w.check(
              read.clauses >= 2 && read.clauses <= 64 && read.clause < read.clauses,
              OfError.NXBAC_BAD_CONJUNCTION,
              read::toString);
          return read;
        };
  }

  record Clone(List<Action> actions) implements Simple {
    static final Struct<Clone> LAYOUT =
        (w, a) -> new Clone(w.pad(6).list(a, Clone::actions, Action.LAYOUT));
  }

  record CheckPacketLarger(int length, int offset, OxmHeader target) implements Simple {
    static final Struct<CheckPacketLarger> LAYOUT =
        (w, a) -> {
          CheckPacketLarger read =
              new CheckPacketLarger(
                  w.u16(a, CheckPacketLarger::length),
                  w.u16(a, CheckPacketLarger::offset),
                  w.part(a, CheckPacketLarger::target, OxmHeader.IN_ACTION));
          Subfield.valid(w, new Subfield(read.target, read.offset, 1));
          return read;
        };
  }
}
