package org.emukernel.api.trial;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Violation;

/**
 * What came of a trial.
 *
 * @param sent requests that interrupted an isolated CPU in user mode
 * @param deferred requests that were left to the target's next kernel entry
 * @param kernelEntries entries of isolated CPUs into the kernel
 * @param violations what the monitors saw
 * @param death how the kernel died without a monitor's having seen why; nothing if it lives
 * @param stateHash hash of the whole state at the end
 */
public record TrialResult(
    long sent,
    long deferred,
    long kernelEntries,
    List<Violation> violations,
    Optional<String> death,
    long stateHash) {

  /** Copies the violations. */
  public TrialResult {
    violations = List.copyOf(violations);
  }
}
