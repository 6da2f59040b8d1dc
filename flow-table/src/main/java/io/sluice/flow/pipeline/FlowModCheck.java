package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.FlowException.Kind;
import io.sluice.flow.pipeline.FlowTables.Ability;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Refuses changes that make no sense or cannot be carried out, with the words a user needs. */
final class FlowModCheck {
  private static final int MAX_NESTING = 16;
  private final Set<Ability> abilities;
  private final PacketTrial trial;

  FlowModCheck(Set<Ability> abilities, PacketTrial trial) {
    this.abilities = Set.copyOf(abilities);
    this.trial = trial;
  }

  void checkMeters() {
    if (!abilities.contains(Ability.METER)) {
      throw new FlowException(Kind.BAD_METER, "meters are not carried out by this switch");
    }
  }

  void check(FlowMod mod, GroupEdit groups, MeterEdit meters) {
    if (mod.table() != FlowMod.ANY_TABLE) {
      checkTable(mod.table());
    }
    if (mod.priority() < 0 || mod.priority() > 65535) {
      throw new FlowException(
          Kind.BAD_PRIORITY, "priority " + mod.priority() + " is out of range: use 0 to 65535");
    }
    if (mod.idleTimeout() < 0
        || mod.idleTimeout() > 65535
        || mod.hardTimeout() < 0
        || mod.hardTimeout() > 65535) {
      throw new FlowException("timeouts are 0 to 65535 seconds");
    }
    boolean adds =
        mod.command() != FlowMod.Command.DELETE && mod.command() != FlowMod.Command.DELETE_STRICT;
    if (adds) {
      ActionSize.check(mod.actions());
      new Check(Math.max(mod.table(), 0), groups, meters, Prerequisites.of(mod))
          .list(mod.actions(), 0);
    }
  }

  /**
   * @param tables what the packet would meet
   */
  void check(
      PacketOut out,
      GroupEdit groups,
      MeterEdit meters,
      Supplier<PipelineSnapshot> tables,
      long nowNs) {
    long[] key = out.key();
    new Check(-1, groups, meters, new Prerequisites(out, key)).list(out.actions(), 0);
    trial.check(tables, out, key, nowNs);
  }

  /** Checks the actions of a bucket. */
  void checkBucket(List<FlowAction> actions, int group) {
    ActionSize.check(actions);
    Check check = new Check(-1, null, null, Prerequisites.unasked());
    for (FlowAction a : actions) {
      // These do nothing there, as in Open vSwitch; ovs-ofctl writes enqueue with the second.
      if (!(a instanceof FlowAction.Note || a instanceof FlowAction.PopQueue)) {
        check.inSet(a, "a bucket");
      }
      if (a instanceof FlowAction.Group(int id) && id == group) {
        throw new FlowException(
            Kind.GROUP_LOOP, "group " + Integer.toUnsignedString(id) + " would call itself");
      }
    }
    check.list(actions, 0);
  }

  private static void checkTable(int table) {
    if (table < 0 || table >= PipelineSnapshot.TABLES) {
      throw new FlowException(
          Kind.BAD_TABLE,
          "table " + table + " does not exist: use 0 to " + (PipelineSnapshot.TABLES - 1));
    }
  }

  private static FlowException notYet(String action) {
    return new FlowException(
        Kind.UNSUPPORTED_ACTION, action + " is not carried out by this switch yet");
  }

  /** Of one list of actions; {@code table} -1: of a bucket. */
  private final class Check {
    private final int table;
    private final GroupEdit groups;
    private final MeterEdit meters;

    /** What the match promises of the packet. */
    private final Prerequisites needs;

    Check(int table, GroupEdit groups, MeterEdit meters, Prerequisites needs) {
      this.table = table;
      this.groups = groups;
      this.meters = meters;
      this.needs = needs;
    }

    void list(List<FlowAction> actions, int depth) {
      if (depth > MAX_NESTING) {
        throw new FlowException("actions are nested too deeply");
      }
      boolean conjunction = !actions.isEmpty() && isConjunctive(actions.getFirst());
      for (int i = 0; i < actions.size(); i++) {
        FlowAction a = actions.get(i);
        if (conjunction && !isConjunctive(a) && !(a instanceof FlowAction.Note)
            || !conjunction && a instanceof FlowAction.Conjunction) {
          throw new FlowException(
              Kind.BAD_CONJUNCTION,
              "conjunction cannot be together with other actions than note and conjunction");
        }
        try {
          action(a, i == actions.size() - 1, depth);
        } catch (FlowException e) {
          throw e.at(i);
        }
      }
    }

    private static boolean isConjunctive(FlowAction a) {
      return a instanceof FlowAction.Conjunction;
    }

    private void action(FlowAction action, boolean last, int depth) {
      needs.check(action);
      switch (action) {
        case FlowAction.Output(int port, _) -> port(port);
        case FlowAction.OutputTruncated(int port, long length) -> {
          port(port);
          if (length < 14) {
            throw new FlowException("max_len is at least 14 bytes: an Ethernet header");
          }
        }
        case FlowAction.Enqueue(int port, int _) -> port(port);
        case FlowAction.PushMpls(int type) -> {
          if (!FlowKey.isMpls(type)) {
            throw new FlowException("push_mpls takes 0x8847 or 0x8848");
          }
        }
        case FlowAction.GotoTable(int target) -> goTo(target, last);
        case FlowAction.Resubmit(int _, int target) -> {
          if (target >= 0) {
            checkTable(target);
          }
        }
        case FlowAction.Group(int id) -> {
          if (groups != null && !groups.has(id)) {
            throw new FlowException(
                Kind.BAD_OUT_GROUP, "there is no group " + Integer.toUnsignedString(id));
          }
        }
        case FlowAction.Move(Subfield from, Subfield to) -> {
          if (from.bits() != to.bits()) {
            throw new FlowException(
                "move copies %d bits to %d: give both the same number"
                    .formatted(from.bits(), to.bits()));
          }
          writable(to.field());
        }
        case FlowAction.SetField set -> writable(set.field());
        case FlowAction.StackPop(Subfield to) -> writable(to.field());
        case FlowAction.Conjunction(int _, int clause, int clauses) -> {
          if (clauses < 2 || clauses > 64 || clause < 1 || clause > clauses) {
            throw new FlowException("conjunction needs 2 to 64 clauses, numbered from 1");
          }
        }
        case FlowAction.Controller _ -> able(Ability.CONTROLLER, "controller");
        case FlowAction.DecTtl(var controllers) -> {
          if (!controllers.isEmpty()) {
            able(Ability.CONTROLLER, "dec_ttl with controllers");
          }
        }
        case FlowAction.FinTimeout _ -> able(Ability.LEARN, "fin_timeout");
        case FlowAction.Learn(LearnSpec spec) -> learn(spec);
        case FlowAction.Meter(int id) -> {
          able(Ability.METER, "meter");
          if (meters == null || !meters.has(id) || id == MeterMod.CONTROLLER) {
            throw new FlowException(
                Kind.BAD_METER, "there is no meter " + Integer.toUnsignedString(id));
          }
        }
        case FlowAction.Multipath(_, _, var algorithm, int links, _, Subfield to) -> {
          writable(to.field());
          if (links < 1 || links > 65536 || algorithm == FlowAction.Algorithm.ACTIVE_BACKUP) {
            throw new FlowException("multipath needs 1 to 65536 links and an algorithm of its own");
          }
        }
        case FlowAction.Bundle(_, _, var algorithm, var _, Subfield to) -> {
          if (to != null) {
            writable(to.field());
          }
          if (algorithm != FlowAction.Algorithm.ACTIVE_BACKUP
              && algorithm != FlowAction.Algorithm.HRW) {
            throw new FlowException("bundle chooses by active_backup or hrw");
          }
        }
        case FlowAction.Clone(var inner) ->
            new Check(table, groups, meters, needs.copy()).list(inner, depth + 1);
        case FlowAction.WriteActions(var inner) -> {
          for (FlowAction a : inner) {
            if (a instanceof FlowAction.Clone || a instanceof FlowAction.Bundle) {
              throw cannotBeIn(a, "write_actions");
            }
            inSet(a, "write_actions");
          }
          new Check(table, groups, meters, needs.forSet()).list(inner, depth + 1);
        }
        default -> {}
      }
    }

    private static void port(int port) {
      boolean reserved = port >= 0xff00 && port != FlowAction.PORT_LOCAL;
      boolean known = port == FlowAction.PORT_IN_PORT || port == FlowAction.PORT_TABLE;
      if (port < 0 || port > 0xffff || reserved && !known) {
        throw new FlowException(
            Kind.BAD_PORT, "a flow cannot output to port 0x" + Integer.toHexString(port));
      }
    }

    private void goTo(int target, boolean last) {
      if (table < 0) {
        throw new FlowException("goto_table cannot be in a bucket");
      }
      if (target <= table) {
        throw new FlowException(
            Kind.BAD_GOTO, "goto_table:" + target + " must name a later table than " + table);
      }
      if (!last) {
        throw new FlowException("goto_table must be the last action");
      }
      checkTable(target);
    }

    private void learn(LearnSpec spec) {
      able(Ability.LEARN, "learn");
      checkTable(spec.table());
      if (spec.resultTo() != null) {
        writable(spec.resultTo().field());
      }
      for (LearnSpec.Part part : spec.parts()) {
        switch (part) {
          case LearnSpec.Part.LoadField(_, Subfield to) -> writable(to.field());
          case LearnSpec.Part.LoadValue(_, _, Subfield to) -> writable(to.field());
          default -> {}
        }
      }
    }

    void inSet(FlowAction a, String where) {
      boolean allowed =
          switch (a) {
            case FlowAction.Output _,
                FlowAction.InPort _,
                FlowAction.Normal _,
                FlowAction.Flood _,
                FlowAction.All _,
                FlowAction.Controller _,
                FlowAction.Group _,
                FlowAction.SetField _,
                FlowAction.Move _,
                FlowAction.SetTos _,
                FlowAction.SetVlan _,
                FlowAction.PopVlan _,
                FlowAction.PushVlan _,
                FlowAction.DecTtl _,
                FlowAction.PushMpls _,
                FlowAction.PopMpls _,
                FlowAction.DecMplsTtl _,
                FlowAction.SetQueue _,
                FlowAction.Enqueue _,
                FlowAction.Resubmit _,
                FlowAction.Clone _,
                FlowAction.Bundle _ ->
                true;
            default -> false;
          };
      if (!allowed) {
        throw cannotBeIn(a, where);
      }
    }

    private static FlowException cannotBeIn(FlowAction a, String where) {
      return new FlowException(
          Kind.UNSUPPORTED_ACTION,
          a.getClass().getSimpleName() + " is an action that cannot be in " + where);
    }

    private void able(Ability ability, String action) {
      if (!abilities.contains(ability)) {
        throw notYet(action);
      }
    }

    private static void writable(Field field) {
      switch (field) {
        case DL_TYPE,
            NW_PROTO,
            NW_FRAG,
            TCP_FLAGS,
            CT_STATE,
            CT_ZONE,
            CONJ_ID,
            ACTSET_OUTPUT,
            MPLS_BOS ->
            throw new FlowException(field.label + " cannot be set");
        case CT_MARK, CT_LABEL ->
            throw new FlowException(
                Kind.BAD_SET_ARGUMENT, field.label + " can only be set by what ct() does");
        default -> {}
      }
    }
  }
}
