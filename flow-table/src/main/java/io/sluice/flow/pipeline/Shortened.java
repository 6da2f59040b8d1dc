package io.sluice.flow.pipeline;

/**
 * A FIN or RST went by a rule, whose timeouts are to be these at most.
 *
 * @param rule as it was then
 * @param idleTimeout in seconds; 0: as it is
 * @param hardTimeout likewise
 */
public record Shortened(Rule rule, int idleTimeout, int hardTimeout) implements SideEffect {}
