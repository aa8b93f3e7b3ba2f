package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.HdrLog;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunJson;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private static final Latencies LATENCIES = new Latencies();
  private static RunReport report;
  private static RunReport unheard;
  private static Map<String, Histogram> histograms;

  @BeforeAll
  static void run() throws Exception {
    Injector injector = Guice.createInjector(new EmuModule());
    ScenarioSettings settings =
        injector
            .getInstance(ScenarioLoader.class)
            .load("bpf-attach", List.of(new SettingOverride("", "duration", "400 ms")));
    SimulationRunner runner = injector.getInstance(SimulationRunner.class);
    report = runner.run(settings, LATENCIES, ProgressSink.NONE);
    unheard = runner.run(settings, ProgressSink.NONE);
    histograms = LATENCIES.histograms();
  }

  private static StrategyResult result(int index) {
    return report.results().get(index);
  }

  @Test
  void listening_result_isTheSame() {
    assertThat(RunJson.of(report)).isEqualTo(RunJson.of(unheard));
  }

  @Test
  void betweenIpis_counts_areOneLessThanTheIpisOfEachCpu() {
    for (StrategyResult result : report.results()) {
      long expected = 0;
      int[] cpus = report.isolated().stream().toArray();
      for (int i = 0; i < cpus.length; i++) {
        long ipis = result.ipisPerIsolatedCpu().get(i);
        String tag = result.strategy() + "/between-ipis/cpu-" + cpus[i];
        assertThat(histograms.get(tag).getTotalCount()).isEqualTo(ipis - 1);
        expected += ipis - 1;
      }
      assertThat(histograms.get(result.strategy() + "/between-ipis").getTotalCount())
          .isEqualTo(expected)
          .isPositive();
    }
  }

  @Test
  void betweenIpis_sum_isWithinTheRun() {
    Histogram times = histograms.get("immediate/between-ipis/cpu-2");

    assertThat(times.getMean() * times.getTotalCount())
        .isBetween(0.1 * report.virtualNs(), 1.01 * report.virtualNs());
  }

  @Test
  void inKernelAndDeferred_counts_areThoseOfTheReport() {
    assertThat(histograms.get("immediate/in-kernel").getTotalCount())
        .isEqualTo(result(0).kernelEntries());
    assertThat(histograms).doesNotContainKey("immediate/deferred");
    assertThat(histograms.get("cr3-signal/deferred").getTotalCount())
        .isEqualTo(result(1).caughtUp())
        .isPositive();
  }

  @Test
  void csdLockWait_mean_isThatOfAnIpiAndItsHandler() {
    Histogram times = histograms.get("immediate/csd-lock-wait");

    assertThat(times.getTotalCount()).isPositive();
    assertThat(times.getMean()).isBetween(100.0, 100_000.0);
  }

  @Test
  void log_readBack_hasTheSameHistograms() {
    String log = HdrLog.of("emu run\nx", 0.4, histograms);

    assertThat(log.lines()).element(1).isEqualTo("#[emu run x]");
    Map<String, Long> read = new LinkedHashMap<>();
    HistogramLogReader reader =
        new HistogramLogReader(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)));
    for (EncodableHistogram each = reader.nextIntervalHistogram();
        each != null;
        each = reader.nextIntervalHistogram()) {
      read.put(each.getTag(), ((Histogram) each).getTotalCount());
    }
    Map<String, Long> written = new LinkedHashMap<>();
    histograms.forEach((tag, histogram) -> written.put(tag, histogram.getTotalCount()));
    assertThat(read).isEqualTo(written);
  }
}
