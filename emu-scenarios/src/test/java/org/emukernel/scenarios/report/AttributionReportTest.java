package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceWarning;
import org.emukernel.scenarios.replay.Attribution;
import org.emukernel.scenarios.replay.IsolatedCpus;
import org.emukernel.scenarios.replay.StrategyOutcome;
import org.junit.jupiter.api.Test;

class AttributionReportTest {

  @Test
  void of_attribution_keepsCountsAndSaysWhatWasNoticed() {
    Attribution attribution =
        new Attribution(
            "ipi.txt",
            "tracefs",
            10,
            3,
            2,
            new IsolatedCpus(CpuMask.of(1), IsolatedCpus.Origin.INFERRED),
            Map.of("do_sync_core", 4L),
            List.of(),
            List.of(new StrategyOutcome("immediate", 4, 0)),
            new TraceDiagnostics(
                12,
                10,
                3,
                new TreeMap<>(Map.of(1, 2L)),
                2,
                List.of(new TraceWarning(TraceWarning.Unit.LINE, 5, "found an unfinished event")),
                Optional.of(new TraceWarning(TraceWarning.Unit.LINE, 9, "the line is cut off")),
                new TreeMap<>(Map.of("sched_switch", 6L))));

    ReplayReport report = AttributionReport.of(attribution);

    assertThat(report.csdQueuedAtIsolated()).isEqualTo(Map.of("do_sync_core", 4L));
    assertThat(report.strategies()).containsExactly(new ReplayReport.Outcome("immediate", 4, 0));
    assertThat(report.notes())
        .containsExactly(
            "isolated CPUs told from the recording: 1; --isolated names others",
            "6 events of the unknown kind sched_switch",
            "3 events lost while recording (CPU 1: 2)",
            "line 5: found an unfinished event",
            "1 more places that could not be read; the last: line 9: the line is cut off");
  }
}
