package org.emukernel.scenarios.cli;

import java.util.Optional;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;

/** Searches everything that can happen in a scenario. */
public interface ScenarioVerifier {

  /**
   * How the search goes about it.
   *
   * @param reduction whether steps that nobody can notice are no choices
   * @param maxMemoryBytes how much memory its sets may take
   * @param threads how many threads search
   * @param identity what is kept of a state, to know it again
   */
  record Options(Reduction reduction, long maxMemoryBytes, int threads, Identity identity) {

    /** One thread, and 64 bits of each state. */
    public Options(Reduction reduction, long maxMemoryBytes) {
      this(reduction, maxMemoryBytes, 1, Identity.HASH_64);
    }
  }

  /** What is kept of a state, to know it again. */
  enum Identity {
    /** A hash of 64 bits. */
    HASH_64,
    /** A hash of 128 bits. */
    HASH_128,
    /** All of it. */
    WHOLE
  }

  /** Whether steps that nobody can notice are no choices. */
  enum Reduction {
    /** They are not. */
    ON,
    /** Every step is a choice. */
    OFF
  }

  /** Is told how far a search has come. */
  @FunctionalInterface
  interface Progress {

    /**
     * {@return whether to go on}
     *
     * @param states visited so far
     * @param transitions made so far
     * @param depth choices on the longest way so far
     */
    boolean reached(long states, long transitions, int depth);
  }

  /** {@return why a scenario cannot be searched under its first strategy, if it cannot} */
  Optional<String> refusal(VerifyScenario scenario);

  /**
   * Searches a scenario under its first strategy.
   *
   * @return what was found; the same for the same scenario, as long as no bound is reached
   */
  VerifyReport verify(VerifyScenario scenario, Options options, Progress progress);

  /**
   * Makes the choices of a scenario's schedule under its first strategy, one after the other.
   *
   * @return what they do; violated if a monitor fires at the last one
   * @throws BadScheduleException if the machine does not have the choices
   */
  VerifyReport replay(VerifyScenario scenario) throws BadScheduleException;
}
