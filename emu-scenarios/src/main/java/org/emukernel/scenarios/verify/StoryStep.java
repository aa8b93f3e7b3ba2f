package org.emukernel.scenarios.verify;

import java.util.List;

/**
 * One step of a counterexample.
 *
 * @param cpu who made it
 * @param kind what kind of step: {@code step}, {@code call}, {@code arrival}, {@code nmi}, {@code
 *     drain}, {@code fill}, ...
 * @param place where the CPU was: symbol+offset and the instruction or label there
 * @param before steps that this CPU had made since its last line here, which nobody could notice
 * @param changes what it changed that others can see, one line each
 */
record StoryStep(int cpu, String kind, String place, int before, List<String> changes) {

  StoryStep {
    changes = List.copyOf(changes);
  }
}
