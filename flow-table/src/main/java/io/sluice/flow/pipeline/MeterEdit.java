package io.sluice.flow.pipeline;

import io.sluice.flow.pipeline.FlowException.Kind;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Changes of meters within one edit. */
final class MeterEdit {
  /** A meter as an ADD, and since when there is one of its number. */
  record Entry(MeterMod mod, long createdNs) {}

  private static final int MAX_ID = 0xffff0000;
  private static final int MAX_BANDS = 8;

  /** Lanes look at all of them when one changes. Open vSwitch has 262,144. */
  static final int MAX_METERS = 1 << 16;

  private final PipelineEdit edit;
  private Map<Integer, Entry> meters;
  private boolean copied;

  MeterEdit(Map<Integer, Entry> meters, PipelineEdit edit) {
    this.meters = meters;
    this.edit = edit;
  }

  Map<Integer, Entry> meters() {
    return meters;
  }

  boolean has(int id) {
    return meters.containsKey(id);
  }

  void apply(MeterMod mod, long nowNs) {
    if (!copied) {
      meters = new TreeMap<>(meters);
      copied = true;
    }
    String name = "meter " + Integer.toUnsignedString(mod.id());
    Entry old = meters.get(mod.id());
    switch (mod.command()) {
      case ADD -> {
        if (old != null) {
          throw new FlowException(Kind.METER_EXISTS, name + " exists: use mod-meter to change it");
        }
        check(mod, name);
        if (meters.size() >= MAX_METERS) {
          throw new FlowException(
              Kind.OUT_OF_METERS, "there are " + MAX_METERS + " meters already: delete some first");
        }
        meters.put(mod.id(), new Entry(mod, nowNs));
      }
      case MODIFY -> {
        if (old == null) {
          throw new FlowException(Kind.UNKNOWN_METER, "there is no " + name);
        }
        check(mod, name);
        meters.put(mod.id(), new Entry(asAdd(mod), old.createdNs));
      }
      case DELETE -> {
        Set<Integer> gone =
            mod.id() == MeterMod.ALL ? Set.copyOf(meters.keySet()) : Set.of(mod.id());
        if (meters.keySet().removeAll(gone)) {
          edit.removeUsers(Users.of(gone, Users::meter), FlowRemoved.Reason.DELETE);
        }
      }
    }
  }

  private static MeterMod asAdd(MeterMod mod) {
    return new MeterMod(
        MeterMod.Command.ADD, mod.id(), mod.packets(), mod.burst(), mod.stats(), mod.bands());
  }

  private static void check(MeterMod mod, String name) {
    boolean number = mod.id() != 0 && Integer.compareUnsigned(mod.id(), MAX_ID) <= 0;
    if (!number && mod.id() != MeterMod.CONTROLLER) {
      throw new FlowException(
          Kind.BAD_METER, name + " is out of range: use 1 to 4294901760, or controller");
    }
    if (mod.bands().isEmpty() || mod.bands().size() > MAX_BANDS) {
      throw new FlowException(Kind.BAD_METER, name + " needs 1 to " + MAX_BANDS + " bands");
    }
    for (MeterMod.Band b : mod.bands()) {
      if (b.rate() < 1 || b.rate() > 0xffffffffL || b.burst() < 0 || b.burst() > 0xffffffffL) {
        throw new FlowException(Kind.BAD_METER, name + ": rates are 1 to 4294967295");
      }
      if (b.precedence() < 0 || b.precedence() > 255) {
        throw new FlowException(Kind.BAD_METER, name + ": a precedence is 0 to 255");
      }
    }
  }
}
