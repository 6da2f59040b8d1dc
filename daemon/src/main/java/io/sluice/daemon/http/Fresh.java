package io.sluice.daemon.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers that are asked of the switch at most every so often, however many clients ask: who asks
 * meanwhile gets the same one. Any thread.
 */
final class Fresh {
  /** Different questions that are remembered, at most. */
  private static final int MOST = 64;

  private record Answer(long askedNs, CompletionStage<?> stage) {}

  private final long forNs;
  private final Map<Object, Answer> answers = new LinkedHashMap<>();

  Fresh(long forMs) {
    forNs = TimeUnit.MILLISECONDS.toNanos(forMs);
  }

  /**
   * The answer of late, or a new one.
   *
   * @param question equal for the same question
   */
  @SuppressWarnings("unchecked") // a question has answers of one type
  synchronized <T> CompletionStage<T> get(Object question, Supplier<CompletionStage<T>> ask) {
    long now = System.nanoTime();
    Answer known = answers.get(question);
    if (known != null && now - known.askedNs < forNs) {
      return (CompletionStage<T>) known.stage;
    }
    CompletionStage<T> asked = ask.get();
    answers.values().removeIf(a -> now - a.askedNs >= forNs);
    if (answers.size() >= MOST) {
      answers.remove(answers.keySet().iterator().next());
    }
    answers.put(question, new Answer(now, asked));
    return asked;
  }

  /** Something was changed: whoever asks from now on is to see it. */
  synchronized void forget() {
    answers.clear();
  }
}
