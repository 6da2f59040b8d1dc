package io.sluice.daemon.doctor;

import java.util.function.Consumer;

/** One thing to look at. */
@FunctionalInterface
interface Check {
  /** Says what it found; nothing when the machine does not show it. */
  void look(Host host, Subject subject, Consumer<Finding> found);
}
