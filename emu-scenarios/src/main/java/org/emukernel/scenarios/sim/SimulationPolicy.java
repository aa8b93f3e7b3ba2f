package org.emukernel.scenarios.sim;

/**
 * How a scenario is run.
 *
 * @param seed what the machine's open questions are answered from
 * @param fastForward whether repetitions may be jumped over
 */
record SimulationPolicy(long seed, Simulator.FastForward fastForward) {}
