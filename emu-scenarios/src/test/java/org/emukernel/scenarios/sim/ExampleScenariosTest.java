package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** The scenarios of docs/examples come out as their comments say. */
class ExampleScenariosTest {

  private static final SettingOverride DURATION =
      new SettingOverride("test", "duration", "1100 ms");
  private static final SettingOverride NO_PCID =
      new SettingOverride("test", "machine.features.pcid", "false");

  private final Injector injector = Guice.createInjector(new EmuModule());

  private List<StrategyResult> run(String file, SettingOverride... overrides) throws Exception {
    ScenarioSettings settings =
        injector
            .getInstance(ScenarioLoader.class)
            .load("../docs/examples/" + file, List.of(overrides));
    return injector.getInstance(SimulationRunner.class).run(settings, ProgressSink.NONE).results();
  }

  @Test
  void isolatedForks_pcid_onlyTheSeriesUsesStaleTranslations() throws Exception {
    List<StrategyResult> results = run("isolated-forks.conf", DURATION);

    assertThat(results.get(0).strategy()).isEqualTo("immediate");
    assertThat(results.get(0).violations()).isEmpty();
    assertThat(results.get(0).ipisToIsolatedUser()).isPositive();
    assertThat(results.get(1).strategy()).isEqualTo("cr3-signal");
    assertThat(results.get(1).ipisToIsolatedUser()).isZero();
    assertThat(results.get(1).violations())
        .isNotEmpty()
        .extracting(Violation::monitor)
        .containsOnly("deferred-and-skipped", "stale-translation");
    assertThat(results.get(1).violations())
        .filteredOn(v -> v.monitor().equals("stale-translation"))
        .first()
        .satisfies(v -> assertThat(v.instruction()).contains("copy_process"));
    assertThat(results.get(1).violations().get(0).history())
        .anyMatch(line -> line.contains("deferred"));
  }

  @Test
  void isolatedForks_noPcid_nobodyDoes() throws Exception {
    List<StrategyResult> results = run("isolated-forks.conf", DURATION, NO_PCID);

    assertThat(results).allMatch(result -> result.violations().isEmpty());
    assertThat(results.get(1).deferred()).isPositive();
    assertThat(results.get(1).caughtUp()).isPositive();
  }
}
