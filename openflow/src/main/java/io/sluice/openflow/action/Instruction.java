package io.sluice.openflow.action;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a flow of version 1.3 does. OpenFlow 1.3.5, 7.2.4. */
public sealed interface Instruction {

  record GotoTable(int table) implements Instruction {
    static final Struct<GotoTable> LAYOUT = (w, i) -> new GotoTable(w.u8(i, GotoTable::table));
  }

  record WriteMetadata(long metadata, long mask) implements Instruction {
    static final Struct<WriteMetadata> LAYOUT =
        (w, i) ->
            new WriteMetadata(
                w.pad(4).u64(i, WriteMetadata::metadata), w.u64(i, WriteMetadata::mask));
  }

  record WriteActions(List<Action> actions) implements Instruction {
    static final Struct<WriteActions> LAYOUT =
        (w, i) -> new WriteActions(w.pad(4).list(i, WriteActions::actions, Action.LAYOUT));
  }

  record ApplyActions(List<Action> actions) implements Instruction {
    static final Struct<ApplyActions> LAYOUT =
        (w, i) -> new ApplyActions(w.pad(4).list(i, ApplyActions::actions, Action.LAYOUT));
  }

  record ClearActions() implements Instruction {}

  record Meter(long meter) implements Instruction {
    static final Struct<Meter> LAYOUT = (w, i) -> new Meter(w.u32(i, Meter::meter));
  }

  Choice<Instruction> TABLE =
      new Choice<Instruction>()
          .on(1, GotoTable.class, GotoTable.LAYOUT)
          .on(2, WriteMetadata.class, WriteMetadata.LAYOUT)
          .on(3, WriteActions.class, WriteActions.LAYOUT)
          .on(4, ApplyActions.class, ApplyActions.LAYOUT)
          .on(5, new ClearActions())
          .on(6, Meter.class, Meter.LAYOUT);

  int EXPERIMENTER = 0xffff;

  /** An instruction with its header. */
  Struct<Instruction> LAYOUT =
      (w, instruction) ->
          w.reporting(
              OfError.OFPBIC_BAD_LEN,
              () -> {
                int start = w.position();
                int type = w.u16(instruction, i -> (int) TABLE.code(i));
                int length = w.length();
                return w.span(
                    length,
                    4,
                    () -> {
                      // As Open vSwitch does: a length that is wrong is said first.
                      w.check(
                          !w.reading() || length >= 8 && (length & 7) == 0,
                          OfError.OFPBIC_BAD_LEN,
                          () -> "length " + length);
                      w.check(
                          type != EXPERIMENTER, OfError.OFPBIC_BAD_EXPERIMENTER, "experimenter's");
                      w.check(
                          TABLE.has(type),
                          OfError.OFPBIC_UNKNOWN_INST,
                          () -> "instruction " + type);
                      Instruction read = TABLE.wire(w, type, instruction);
                      w.align(start);
                      return read;
                    });
              });

  /** Instructions up to the end, each at most once. */
  static List<Instruction> list(Wire w, List<Instruction> instructions) {
    List<Instruction> read =
        w.reporting(OfError.OFPBIC_BAD_LEN, () -> w.list(instructions, i -> i, LAYOUT));
    Set<Class<?>> kinds = new HashSet<>();
    for (Instruction instruction : read) {
      w.check(
          kinds.add(instruction.getClass()),
          OfError.OFPBIC_DUP_INST,
          () -> "twice: " + instruction);
    }
    return read;
  }

  /** Version 1.0 has a list of actions, which are all applied. */
  static List<Instruction> actions(Wire w, List<Instruction> instructions) {
    List<Action> actions =
        w.list(
            instructions,
            list ->
                switch (list) {
                  case List<Instruction> none when none.isEmpty() -> List.<Action>of();
                  case List<Instruction> one
                      when one.size() == 1 && one.getFirst() instanceof ApplyActions apply ->
                      apply.actions;
                  default ->
                      throw new IllegalArgumentException("not in OpenFlow 1.0: " + instructions);
                },
            Action.LAYOUT);
    return actions.isEmpty() ? List.of() : List.of(new ApplyActions(actions));
  }
}
