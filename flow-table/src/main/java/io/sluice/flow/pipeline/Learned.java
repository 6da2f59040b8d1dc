package io.sluice.flow.pipeline;

/**
 * A rule that a packet made.
 *
 * @param flow as a MODIFY_STRICT, which adds it when it is not there
 * @param limit most rules with its cookie in its table; 0: any number
 * @param withLearner only as long as there is a rule that learns it (delete_learned)
 */
public record Learned(FlowMod flow, long limit, boolean withLearner) implements SideEffect {}
