package io.sluice.daemon.http;

import io.sluice.daemon.api.Answer;
import java.util.List;

/** Has the switch do what a command would, with the same checks and the same words. */
final class Changes {
  private static final int USAGE = 2;

  private final Views views;

  Changes(Views views) {
    this.views = views;
  }

  /** Does it; what the switch says against it is a problem, and nothing was changed then. */
  void make(List<String> words) {
    Answer answer = views.sources().requests().execute(words);
    views.changed();
    if (answer.exitCode() != 0) {
      throw new ProblemException(answer.exitCode() == USAGE ? 400 : 409, answer.err().strip());
    }
  }

  /** The name of a bridge that there is, as of now. */
  String bridge(String name) {
    views.changed();
    return views.bridge(name).name();
  }
}
