package io.sluice.daemon.api;

import io.sluice.census.ActorView;
import java.util.List;

/** Who lives in the switch, a line each, for people: in support bundles. */
final class ActorsText {
  private ActorsText() {}

  /** By path, so that the tree can be seen. */
  static String write(List<ActorView> actors) {
    int width = actors.stream().mapToInt(a -> a.path().length()).max().orElse(0);
    StringBuilder s = new StringBuilder();
    for (ActorView a : actors) {
      s.append(
          ("%-" + (width + 2) + "s%s, %s%s, busy %.1f %%, mailbox %d, %d messages, %d polls")
              .formatted(
                  a.path(),
                  a.kind(),
                  a.state(),
                  a.lane().isPresent() ? ", lane " + a.lane().getAsInt() : "",
                  a.busyPercent(),
                  a.mailboxDepth(),
                  a.messages(),
                  a.polls()));
      s.append(", %d failures, %d restarts".formatted(a.failures(), a.restarts()));
      s.append(a.lastFailure().isEmpty() ? "" : ", last failure: " + a.lastFailure());
      s.append(", %.0f s old%n".formatted(a.ageSeconds()));
    }
    return s.toString();
  }
}
