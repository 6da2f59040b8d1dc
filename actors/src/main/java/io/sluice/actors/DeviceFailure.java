package io.sluice.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;

/** Why a device cannot go on; its actor ends with it and its port starts another. */
final class DeviceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceFailure(String message) {
    super(message, null, false, false);
  }

  /**
   * Ends with a failure of this kind as it would without, but Akka does not log it at each level:
   * the port does, once. Anything else is a defect, and said with all that is known.
   */
  static <T> Behavior<T> toldByPort(Behavior<T> behavior) {
    return Behaviors.supervise(behavior)
        .onFailure(DeviceFailure.class, SupervisorStrategy.stop().withLoggingEnabled(false));
  }
}
