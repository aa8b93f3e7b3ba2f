package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.scenarios.replay.Attribution;
import org.emukernel.scenarios.replay.CauseCount;
import org.emukernel.scenarios.replay.IsolatedCpus;
import org.emukernel.scenarios.replay.StrategyOutcome;

/** Makes a report of what was attributed. */
public final class AttributionReport {

  private static final int CPUS_SHOWN = 16;

  private AttributionReport() {}

  /** {@return the report; each cause's strategies stand in the order of the outcomes} */
  public static ReplayReport of(Attribution attribution) {
    return new ReplayReport(
        attribution.trace(),
        attribution.format(),
        attribution.events(),
        attribution.cpus(),
        attribution.isolated().cpus(),
        attribution.csdQueuedAtIsolated(),
        attribution.causes().stream().map(cause -> cause(cause, attribution.strategies())).toList(),
        attribution.strategies().stream()
            .map(o -> new ReplayReport.Outcome(o.name(), o.ipis(), o.deferred()))
            .toList(),
        notes(attribution));
  }

  private static ReplayReport.Cause cause(CauseCount counted, List<StrategyOutcome> outcomes) {
    Map<String, Long> deferrable = new LinkedHashMap<>();
    for (StrategyOutcome outcome : outcomes) {
      deferrable.put(outcome.name(), counted.deferrable().getOrDefault(outcome.name(), 0L));
    }
    return new ReplayReport.Cause(
        counted.cause().callback(),
        counted.cause().title(),
        counted.cause().chain(),
        counted.count(),
        deferrable);
  }

  private static List<String> notes(Attribution attribution) {
    List<String> notes = new ArrayList<>();
    IsolatedCpus isolated = attribution.isolated();
    if (isolated.origin() == IsolatedCpus.Origin.INFERRED) {
      notes.add(
          "isolated CPUs told from the recording: "
              + (isolated.cpus().isEmpty() ? "none" : isolated.cpus().toCpuList())
              + "; --isolated names others");
    }
    addDiagnostics(notes, attribution.diagnostics());
    return notes;
  }

  private static String lostByCpu(Map<Integer, Long> lost) {
    if (lost.isEmpty()) {
      return "";
    }
    String cpus =
        lost.entrySet().stream()
            .limit(CPUS_SHOWN)
            .map(entry -> "CPU " + entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
    return " (" + cpus + (lost.size() > CPUS_SHOWN ? ", ...)" : ")");
  }

  private static void addDiagnostics(List<String> notes, TraceDiagnostics diagnostics) {
    diagnostics
        .unknownEvents()
        .forEach((name, count) -> notes.add(count + " events of the unknown kind " + name));
    if (diagnostics.lostEvents() > 0) {
      notes.add(
          diagnostics.lostEvents()
              + " events lost while recording"
              + lostByCpu(diagnostics.lostByCpu()));
    }
    diagnostics.firstWarnings().forEach(warning -> notes.add(warning.toString()));
    long more = diagnostics.warningCount() - diagnostics.firstWarnings().size();
    if (more > 0) {
      String last = diagnostics.lastWarning().map(w -> "; the last: " + w).orElse("");
      notes.add(more + " more places that could not be read" + last);
    }
  }
}
