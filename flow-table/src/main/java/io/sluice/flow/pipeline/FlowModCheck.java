package io.sluice.flow.pipeline;

/** Refuses changes that make no sense, with the words a user needs. */
final class FlowModCheck {
  private FlowModCheck() {}

  static void check(FlowMod mod) {
    int table = mod.table();
    if (table != FlowMod.ANY_TABLE && (table < 0 || table >= PipelineSnapshot.TABLES)) {
      throw new FlowException(
          "table " + table + " does not exist: use 0 to " + (PipelineSnapshot.TABLES - 1));
    }
    if (mod.priority() < 0 || mod.priority() > 65535) {
      throw new FlowException("priority " + mod.priority() + " is out of range: use 0 to 65535");
    }
    if (mod.idleTimeout() < 0
        || mod.idleTimeout() > 65535
        || mod.hardTimeout() < 0
        || mod.hardTimeout() > 65535) {
      throw new FlowException("timeouts are 0 to 65535 seconds");
    }
    for (int i = 0; i < mod.actions().size(); i++) {
      checkAction(mod, mod.actions().get(i), i == mod.actions().size() - 1);
    }
  }

  private static void checkAction(FlowMod mod, FlowAction action, boolean last) {
    switch (action) {
      case FlowAction.GotoTable(int target) -> {
        if (target <= Math.max(mod.table(), 0)) {
          throw new FlowException(
              "goto_table:" + target + " must name a later table than " + Math.max(mod.table(), 0));
        }
        if (!last) {
          throw new FlowException("goto_table must be the last action");
        }
        checkTable(target);
      }
      case FlowAction.Resubmit(int _, int target) -> {
        if (target >= 0) {
          checkTable(target);
        }
      }
      default -> {}
    }
  }

  private static void checkTable(int target) {
    if (target >= PipelineSnapshot.TABLES) {
      throw new FlowException(
          "table " + target + " does not exist: use 0 to " + (PipelineSnapshot.TABLES - 1));
    }
  }
}
