package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No strategy that lets work wait sends fewer IPIs than the oracle. invlpgb, which broadcasts what
 * may not wait either, is none of them.
 */
class OracleTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private static final String STRATEGIES =
      "oracle,immediate,context-work(defers=text-and-tlb),coalesce-tlbi,cr3-signal,latr";

  private static SettingOverride set(String key, String value) {
    return new SettingOverride("test", key, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle-cpus", "kvm-guest", "module-load"})
  void packs_noStrategy_hitsLessOrDefersMore(String pack) throws Exception {
    ScenarioSettings settings =
        INJECTOR
            .getInstance(ScenarioLoader.class)
            .load(
                pack,
                List.of(
                    set("strategies", STRATEGIES),
                    set("duration", "400 ms"),
                    set("workloads.static-keys.toggles-per-hour", "36000"),
                    set("workloads.modules.loads-per-hour", "36000")));

    Map<String, StrategyResult> results = new HashMap<>();
    INJECTOR
        .getInstance(ScenarioRunner.class)
        .run(settings, ProgressSink.NONE)
        .results()
        .forEach(result -> results.put(result.strategy(), result));

    StrategyResult oracle = results.get("oracle");
    assertThat(results.get("immediate").ipisToIsolatedUser()).isPositive();
    assertThat(oracle.violations()).isEmpty();
    for (StrategyResult result : results.values()) {
      assertThat(oracle.ipisToIsolatedUser())
          .as(result.strategy())
          .isLessThanOrEqualTo(result.ipisToIsolatedUser());
      assertThat(oracle.deferred()).as(result.strategy()).isGreaterThanOrEqualTo(result.deferred());
    }
  }
}
