package io.sluice.flow.pipeline;

import java.util.List;

/**
 * How much room a list of actions takes, so that there is an end to it for all who can write one.
 * As Open vSwitch counts: 16 bytes for an action, and what it carries.
 */
final class ActionSize {
  /** Bytes: what an OpenFlow 1.3 flow-mod of 65,535 bytes has for actions beside its header. */
  static final int MOST = 65_535 - 64;

  private static final int ONE = 16;
  private static final int PART = 8;

  private ActionSize() {}

  /**
   * @throws FlowException of kind TOO_MANY, at the first action that is too many
   */
  static void check(List<FlowAction> actions) {
    long bytes = 0;
    for (int i = 0; i < actions.size(); i++) {
      bytes += ONE + carried(actions.get(i));
      if (bytes > MOST) {
        throw new FlowException(
                FlowException.Kind.TOO_MANY,
                "the actions up to here take %d bytes, at most %d are allowed: %d plain ones"
                    .formatted(bytes, MOST, MOST / ONE))
            .at(i);
      }
    }
  }

  /** Bytes. */
  static long of(List<FlowAction> actions) {
    long bytes = 0;
    for (FlowAction action : actions) {
      bytes += ONE + carried(action);
    }
    return bytes;
  }

  private static long carried(FlowAction action) {
    return switch (action) {
      case FlowAction.Clone(var inner) -> of(inner);
      case FlowAction.WriteActions(var inner) -> of(inner);
      case FlowAction.Learn(LearnSpec spec) -> PART * (long) spec.parts().size();
      case FlowAction.Bundle b -> 2L * b.ports().size();
      case FlowAction.DecTtl(var controllers) -> 2L * controllers.size();
      case FlowAction.Controller c -> c.userdata().length() / 2;
      case FlowAction.Note(String hex) -> hex.length() / 2;
      default -> 0;
    };
  }
}
