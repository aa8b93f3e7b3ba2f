package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;

/**
 * What the strategies would have made of a recording.
 *
 * @param trace the recording's file name
 * @param format the name of its form
 * @param events events read
 * @param cpus how many CPUs
 * @param isolated which of them count as isolated
 * @param csdQueuedAtIsolated functions queued at isolated CPUs, with how often
 * @param causes where they came from, the most frequent first
 * @param strategies what each strategy would have sent and deferred
 * @param notes what the reader noticed, a line each; not part of the result
 */
public record ReplayReport(
    String trace,
    String format,
    long events,
    int cpus,
    CpuMask isolated,
    Map<String, Long> csdQueuedAtIsolated,
    List<Cause> causes,
    List<Outcome> strategies,
    List<String> notes) {

  /** Copies the lists and sorts the counts, the largest first. */
  public ReplayReport {
    csdQueuedAtIsolated = Counts.sorted(csdQueuedAtIsolated);
    causes = List.copyOf(causes);
    strategies = List.copyOf(strategies);
    notes = List.copyOf(notes);
  }

  /** {@return the same with further notes} */
  public ReplayReport withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new ReplayReport(
        trace, format, events, cpus, isolated, csdQueuedAtIsolated, causes, strategies, all);
  }

  /**
   * One way in which work came to isolated CPUs.
   *
   * @param callback the function that was called there
   * @param title what it is in a few words, such as {@code text sync: jump label}; may be empty
   * @param chain who asked for it, innermost function first
   * @param count how often
   * @param deferrable how many of them each strategy would have deferred, in the strategies' order
   */
  public record Cause(
      String callback, String title, List<String> chain, long count, Map<String, Long> deferrable) {

    /** Copies the chain and the counts. */
    public Cause {
      chain = List.copyOf(chain);
      deferrable = Collections.unmodifiableMap(new LinkedHashMap<>(deferrable));
    }
  }

  /**
   * What one strategy would have done.
   *
   * @param name the strategy
   * @param ipis IPIs that it would have sent to isolated CPUs
   * @param deferred requests that it would have deferred
   */
  public record Outcome(String name, long ipis, long deferred) {}
}
