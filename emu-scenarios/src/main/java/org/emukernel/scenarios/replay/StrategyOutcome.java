package org.emukernel.scenarios.replay;

/**
 * What a strategy would have done with the recording.
 *
 * @param name the strategy
 * @param ipis IPIs that it sends to isolated CPUs
 * @param deferred calls that it defers
 */
public record StrategyOutcome(String name, long ipis, long deferred) {}
