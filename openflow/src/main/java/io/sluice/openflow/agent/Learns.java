package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowMod.Flag;
import io.sluice.flow.pipeline.LearnSpec.Part;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.openflow.action.LearnAction;
import io.sluice.openflow.action.LearnSpec;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** learn, in both directions. */
final class Learns {
  private static final int SEND_FLOW_REMOVED = 1;
  private static final int DELETE_LEARNED = 2;
  private static final int WRITE_RESULT = 4;

  private Learns() {}

  static io.sluice.flow.pipeline.LearnSpec read(LearnAction learn) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if ((learn.flags() & SEND_FLOW_REMOVED) != 0) {
      flags.add(Flag.SEND_FLOW_REM);
    }
    LearnAction.Second second = learn.second();
    Subfield result =
        second == null || second.result() == null
            ? null
            : new Subfield(Fields.written(second.result().field()), second.resultOffset(), 1);
    return new io.sluice.flow.pipeline.LearnSpec(
        learn.table(),
        learn.priority(),
        learn.cookie(),
        learn.idleSeconds(),
        learn.hardSeconds(),
        learn.finIdleSeconds(),
        learn.finHardSeconds(),
        flags,
        (learn.flags() & DELETE_LEARNED) != 0,
        second == null ? 0 : second.limit(),
        result,
        learn.specs().stream().map(Learns::part).toList());
  }

  private static Part part(LearnSpec spec) {
    if (spec.target() == null) {
      return new Part.OutputField(ActionsFromWire.bits(spec.source()));
    }
    boolean operation = spec.source() == null || isOperation(spec.source());
    Subfield to =
        operation ? ActionsFromWire.loaded(spec.target()) : ActionsFromWire.bits(spec.target());
    if (spec.source() != null) {
      Subfield from =
          isOperation(spec.target())
              ? ActionsFromWire.loaded(spec.source())
              : ActionsFromWire.bits(spec.source());
      return spec.loads() ? new Part.LoadField(from, to) : new Part.MatchField(from, to);
    }
    Bytes value = spec.immediate();
    long hi = value.length() > 8 ? value.first(value.length() - 8).toLong() : 0;
    long lo = value.toLong();
    return spec.loads() ? new Part.LoadValue(hi, lo, to) : new Part.MatchValue(hi, lo, to);
  }

  private static boolean isOperation(io.sluice.openflow.action.Subfield s) {
    return Fields.written(s.field().field()) == Field.ARP_OP;
  }

  static LearnAction write(io.sluice.flow.pipeline.LearnSpec learn) {
    int flags =
        (learn.flags().contains(Flag.SEND_FLOW_REM) ? SEND_FLOW_REMOVED : 0)
            | (learn.deleteLearned() ? DELETE_LEARNED : 0)
            | (learn.resultTo() != null ? WRITE_RESULT : 0);
    LearnAction.Second second =
        learn.limit() == 0 && learn.resultTo() == null
            ? null
            : new LearnAction.Second(
                learn.limit(),
                learn.resultTo() == null ? 0 : learn.resultTo().offset(),
                learn.resultTo() == null ? null : header(learn.resultTo().field()));
    List<LearnSpec> specs = new ArrayList<>();
    learn.parts().forEach(part -> specs.add(spec(part)));
    return new LearnAction(
        learn.idleTimeout(),
        learn.hardTimeout(),
        learn.priority(),
        learn.cookie(),
        flags,
        learn.table(),
        learn.finIdleTimeout(),
        learn.finHardTimeout(),
        second,
        specs);
  }

  private static LearnSpec spec(Part part) {
    return switch (part) {
      case Part.MatchField(Subfield from, Subfield to) -> copied(0, from, to);
      case Part.LoadField(Subfield from, Subfield to) -> copied(LearnSpec.LOAD, from, to);
      case Part.MatchValue(long hi, long lo, Subfield to) -> given(0, hi, lo, to);
      case Part.LoadValue(long hi, long lo, Subfield to) -> given(LearnSpec.LOAD, hi, lo, to);
      case Part.OutputField(Subfield from) ->
          new LearnSpec(LearnSpec.OUTPUT | from.bits(), ActionsToWire.bits(from), null, null);
    };
  }

  private static LearnSpec copied(int kind, Subfield from, Subfield to) {
    var target = isOperation(from) ? ActionsToWire.loaded(to) : ActionsToWire.bits(to);
    var source = isOperation(to) ? ActionsToWire.loaded(from) : ActionsToWire.bits(from);
    return new LearnSpec(kind | target.bits(), source, null, target);
  }

  private static LearnSpec given(int kind, long hi, long lo, Subfield to) {
    var target = ActionsToWire.loaded(to);
    Bytes all = Bytes.ofNumber(hi, 8).plus(Bytes.ofNumber(lo, 8));
    Bytes value = all.from(16 - (target.bits() + 15) / 16 * 2);
    return new LearnSpec(LearnSpec.IMMEDIATE | kind | target.bits(), null, value, target);
  }

  private static boolean isOperation(Subfield s) {
    return s.field() == Field.ARP_OP && s.whole();
  }

  private static OxmHeader header(Field field) {
    return OxmHeader.of(Fields.header(field));
  }
}
