package org.emukernel.scenarios.replay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.trace.TraceDiagnostics;

/**
 * What a recording holds of calls to isolated CPUs, and why they were made.
 *
 * @param trace the recording's path as given
 * @param format the name of its form
 * @param events events read
 * @param calls calls put together from them, whoever was called
 * @param cpus the machine's CPUs, as the recording states them or else as its calls show them
 * @param isolated the CPUs whose interference is counted
 * @param csdQueuedAtIsolated calls queued at isolated CPUs by function, most frequent first
 * @param causes by count, greatest first
 * @param strategies what each strategy would have done; empty until strategies have been asked
 * @param diagnostics what was noticed while reading
 */
public record Attribution(
    String trace,
    String format,
    long events,
    long calls,
    int cpus,
    IsolatedCpus isolated,
    Map<String, Long> csdQueuedAtIsolated,
    List<CauseCount> causes,
    List<StrategyOutcome> strategies,
    TraceDiagnostics diagnostics) {
  /** Copies the collections and keeps their order. */
  public Attribution {
    csdQueuedAtIsolated = Collections.unmodifiableMap(new LinkedHashMap<>(csdQueuedAtIsolated));
    causes = List.copyOf(causes);
    strategies = List.copyOf(strategies);
  }

  /** {@return the same with what strategies do} */
  public Attribution withStrategies(List<CauseCount> counted, List<StrategyOutcome> outcomes) {
    return new Attribution(
        trace,
        format,
        events,
        calls,
        cpus,
        isolated,
        csdQueuedAtIsolated,
        counted,
        outcomes,
        diagnostics);
  }
}
