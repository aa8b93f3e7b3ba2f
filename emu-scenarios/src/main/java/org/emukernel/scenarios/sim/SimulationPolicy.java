package org.emukernel.scenarios.sim;

/**
 * How a scenario is run.
 *
 * @param seed what the machine's open questions are answered from
 * @param fastForward whether repetitions may be jumped over
 * @param nmisPerSecond NMIs that reach each CPU, in a second on average
 */
record SimulationPolicy(long seed, Simulator.FastForward fastForward, int nmisPerSecond) {

  /** {@return a policy without NMIs} */
  static SimulationPolicy withoutNmis(long seed, Simulator.FastForward fastForward) {
    return new SimulationPolicy(seed, fastForward, 0);
  }
}
