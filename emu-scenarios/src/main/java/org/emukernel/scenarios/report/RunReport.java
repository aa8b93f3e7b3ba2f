package org.emukernel.scenarios.report;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.verdict.Verdict;

/**
 * What a run found out.
 *
 * @param scenario the scenario's name
 * @param seed what it was run with
 * @param cpus how many CPUs
 * @param isolated which of them are isolated
 * @param virtualNs virtual time that passed, ns
 * @param results a result for each strategy, in the scenario's order
 * @param bound the limit that ended the run early, in words
 */
public record RunReport(
    String scenario,
    long seed,
    int cpus,
    CpuMask isolated,
    long virtualNs,
    List<StrategyResult> results,
    Optional<String> bound) {

  /** Copies the results. */
  public RunReport {
    results = List.copyOf(results);
  }

  /** {@return whether the scenario went through several points} */
  public boolean hasPoints() {
    return results.stream().anyMatch(result -> !result.point().isEmpty());
  }

  /** {@return violated if a monitor fired, else bound if a limit ended the run, else holds} */
  public Verdict verdict() {
    if (results.stream().anyMatch(result -> !result.violations().isEmpty())) {
      return Verdict.VIOLATED;
    }
    return bound.isPresent() ? Verdict.BOUND : Verdict.HOLDS;
  }
}
