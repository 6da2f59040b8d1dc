package io.sluice.flow.pipeline;

import java.util.List;
import java.util.Set;

/**
 * What a {@code learn} action makes rules of.
 *
 * @param parts in order; the rule matches all match parts
 * @param limit most rules with this cookie in the table; 0: any number
 */
public record LearnSpec(
    int table,
    int priority,
    long cookie,
    int idleTimeout,
    int hardTimeout,
    int finIdleTimeout,
    int finHardTimeout,
    Set<FlowMod.Flag> flags,
    boolean deleteLearned,
    long limit,
    Subfield resultTo,
    List<Part> parts) {
  public LearnSpec {
    flags = Set.copyOf(flags);
    parts = List.copyOf(parts);
  }

  /** A piece of the new rule. */
  public sealed interface Part {
    /** Matches bits that are read from the packet now. */
    record MatchField(Subfield from, Subfield to) implements Part {}

    /** Matches a value. */
    record MatchValue(long hi, long lo, Subfield to) implements Part {}

    /** Loads what is read from the packet now. */
    record LoadField(Subfield from, Subfield to) implements Part {}

    /** Loads a value. */
    record LoadValue(long hi, long lo, Subfield to) implements Part {}

    /** Outputs to the port that is read from the packet now. */
    record OutputField(Subfield from) implements Part {}
  }
}
