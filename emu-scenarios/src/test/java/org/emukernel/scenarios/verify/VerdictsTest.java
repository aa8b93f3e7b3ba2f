package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every search comes to the verdict in the file beside its pack. */
class VerdictsTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;

  /** One line of a file of verdicts. */
  record Expected(String pack, String strategy, List<String> set, String verdict, String monitor) {

    @Override
    public String toString() {
      return pack + " under " + strategy + (set.isEmpty() ? "" : " with " + set);
    }
  }

  static List<Expected> verdicts() {
    List<Expected> all = new ArrayList<>();
    for (String pack : List.of("tlb-vunmap", "text-poke")) {
      Config file = ConfigFactory.parseResources("packs/" + pack + ".verdicts.conf");
      for (Config line : file.getConfigList("verdicts")) {
        all.add(
            new Expected(
                pack,
                line.getString("strategy"),
                line.hasPath("set") ? line.getStringList("set") : List.of(),
                line.getString("verdict"),
                line.hasPath("monitor") ? line.getString("monitor") : ""));
      }
    }
    return all;
  }

  private static VerifyReport verify(Expected expected, Reduction reduction) throws Exception {
    List<SettingOverride> overrides = new ArrayList<>();
    overrides.add(SettingOverride.option("--strategy", "strategies", expected.strategy()));
    for (String set : expected.set()) {
      int equals = set.indexOf('=');
      overrides.add(
          new SettingOverride("--set " + set, set.substring(0, equals), set.substring(equals + 1)));
    }
    VerifyScenario scenario =
        INJECTOR.getInstance(ScenarioLoader.class).loadAll(expected.pack(), overrides);
    return INJECTOR
        .getInstance(ScenarioVerifier.class)
        .verify(scenario, new Options(reduction, MEMORY), (states, transitions, depth) -> true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verdicts")
  void verify_eachStrategyAndSwitch_comesToTheVerdictInTheFile(Expected expected) throws Exception {
    VerifyReport report = verify(expected, Reduction.ON);

    assertThat(report.verdict().name().toLowerCase(Locale.ROOT))
        .as(report.violation() + " after " + report.states() + " states")
        .isEqualTo(expected.verdict());
    if (!expected.monitor().isEmpty()) {
      assertThat(report.violation().orElseThrow().monitor()).isEqualTo(expected.monitor());
    }
    assertThat(report.steps().isEmpty()).isEqualTo(report.isComplete());
  }

  @Test
  void verify_twice_givesTheSameReport() throws Exception {
    Expected lost = new Expected("tlb-vunmap", "coalesce-tlbi(flush=cr4-pge)", List.of(), "", "");

    assertThat(verify(lost, Reduction.ON)).isEqualTo(verify(lost, Reduction.ON));
  }

  @Test
  void verify_withoutReduction_givesTheSameVerdict() throws Exception {
    Expected early =
        new Expected(
            "tlb-vunmap",
            "context-work(defers=text-and-tlb)",
            List.of("verify.store-buffer=0", "verify.early-touch=true"),
            "",
            "");

    VerifyReport reduced = verify(early, Reduction.ON);
    VerifyReport full = verify(early, Reduction.OFF);

    assertThat(full.verdict()).isEqualTo(reduced.verdict());
    assertThat(full.violation().orElseThrow().monitor())
        .isEqualTo(reduced.violation().orElseThrow().monitor());
    assertThat(full.violation().orElseThrow().instruction())
        .isEqualTo(reduced.violation().orElseThrow().instruction());
  }

  @Test
  void verify_v7_findsTheFlushThatIsDeferredBetweenFlushAndSignal() throws Exception {
    Expected v7 =
        new Expected(
            "tlb-vunmap", "coalesce-tlbi(flush=cr4-pge)", List.of("verify.store-buffer=0"), "", "");

    List<VerifyReport.Step> steps = verify(v7, Reduction.ON).steps();

    /* The target has written CR3, the sender clears the entry and looks at the signal, only then the target sets it. */
    assertThat(steps.stream().filter(step -> step.cpu() == 0).map(VerifyReport.Step::place))
        .anyMatch(place -> place.contains("ptep_get_and_clear"))
        .anyMatch(place -> place.contains("smp_call_function_many_cond"));
    int cleared = indexOf(steps, 0, "ptep_get_and_clear");
    int asked = indexOf(steps, 0, "cond");
    int set = indexOf(steps, 1, "movl $0x1,%gs:");
    assertThat(cleared).isBetween(0, asked);
    assertThat(asked).isLessThan(set);
  }

  private static int indexOf(List<VerifyReport.Step> steps, int cpu, String place) {
    for (int i = 0; i < steps.size(); i++) {
      VerifyReport.Step step = steps.get(i);
      if (step.cpu() == cpu && step.isPlain() && step.place().contains(place)) {
        return i;
      }
    }
    return -1;
  }
}
