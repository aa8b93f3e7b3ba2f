package org.emukernel.scenarios.report;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.api.verdict.Violation;

/**
 * What an exhaustive search found.
 *
 * @param scenario its name
 * @param strategy the strategy, with its settings
 * @param cpus how many CPUs there were
 * @param verdict HOLDS only if every state was visited
 * @param states different states that were visited
 * @param transitions steps that were made, of CPUs and of the hardware beside them
 * @param maxDepth choices on the longest way
 * @param violation what the monitor said
 * @param steps the way to the violation, as short as could be found
 * @param schedule the choices that lead there
 * @param hashBits by how many bits of hash states were compared; 0: as a whole
 */
public record VerifyReport(
    String scenario,
    String strategy,
    int cpus,
    Verdict verdict,
    long states,
    long transitions,
    int maxDepth,
    Optional<Violation> violation,
    List<Step> steps,
    Schedule schedule,
    int hashBits) {

  private static final int HASH_BITS = 64;

  /**
   * One step of the way to a violation.
   *
   * @param cpu who made it
   * @param what what kind of step: {@code step} of the CPU itself, or what came to it
   * @param place where the CPU was before: symbol+offset and the instruction or routine label there
   * @param unnoticed steps that this CPU had made since its last one here, which nobody could
   *     notice
   * @param changes what it changed that others can see, one line each
   * @param state the machine after it
   */
  public record Step(
      int cpu,
      String what,
      String place,
      int unnoticed,
      List<String> changes,
      Optional<StepState> state) {

    /** What a step of the CPU itself is called. */
    public static final String PLAIN = "step";

    /** Copies the list. */
    public Step {
      changes = List.copyOf(changes);
    }

    /** A step after which nobody looked at the machine. */
    public Step(int cpu, String what, String place, int unnoticed, List<String> changes) {
      this(cpu, what, place, unnoticed, changes, Optional.empty());
    }

    /** {@return what was done, and where} */
    public String text() {
      return isPlain() ? place : what.endsWith(" at") ? what + " " + place : what;
    }

    /** {@return whether the CPU itself made it} */
    public boolean isPlain() {
      return what.equals(PLAIN);
    }
  }

  /** Copies the list. */
  public VerifyReport {
    steps = List.copyOf(steps);
  }

  /** States were compared by 64 bits of hash. */
  public VerifyReport(
      String scenario,
      String strategy,
      int cpus,
      Verdict verdict,
      long states,
      long transitions,
      int maxDepth,
      Optional<Violation> violation,
      List<Step> steps,
      Schedule schedule) {
    this(
        scenario,
        strategy,
        cpus,
        verdict,
        states,
        transitions,
        maxDepth,
        violation,
        steps,
        schedule,
        HASH_BITS);
  }

  /** {@return whether every state was visited} */
  public boolean isComplete() {
    return verdict == Verdict.HOLDS;
  }

  /**
   * {@return at most how probable it is that two of the states had the same hash, so that one was
   * not visited}
   */
  public double collisionProbability() {
    return hashBits == 0 ? 0 : Math.scalb((double) states * states / 2, -hashBits);
  }
}
