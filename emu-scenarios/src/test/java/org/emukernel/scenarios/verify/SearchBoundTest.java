package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.SearchBound;
import org.emukernel.scenarios.report.VerifyJson;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyText;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** A search that ends before every state was visited says why, and how far it came. */
class SearchBoundTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long ENOUGH = 512L << 20;
  private static final long TOO_LITTLE = 1 << 10;

  private static VerifyReport verify(
      long maxStates, long memory, ScenarioVerifier.Progress progress) throws Exception {
    List<SettingOverride> overrides =
        List.of(
            new SettingOverride("--set", "verify.nmi-touch", "true"),
            new SettingOverride("--set", "verify.max-states", "" + maxStates));
    return INJECTOR
        .getInstance(ScenarioVerifier.class)
        .verify(
            INJECTOR.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", overrides),
            new Options(Reduction.ON, memory),
            progress);
  }

  @Test
  void verify_moreStatesThanAllowed_saysSoAndHowManyThereWere() throws Exception {
    VerifyReport report = verify(100, ENOUGH, (states, transitions, depth) -> true);

    assertThat(report.verdict()).isEqualTo(Verdict.BOUND);
    assertThat(report.bound()).contains(SearchBound.STATES);
    assertThat(report.states()).isEqualTo(101);
    assertThat(VerifyText.of(report))
        .startsWith(
            "tlb-vunmap under immediate, 2 CPUs: no verdict: more states than --max-states");
    assertThat(VerifyJson.of(report)).contains("\"bound\" : \"states\"", "\"complete\" : false");
  }

  @Test
  void verify_moreMemoryThanAllowed_saysSo() throws Exception {
    VerifyReport report = verify(1_000_000, TOO_LITTLE, (states, transitions, depth) -> true);

    assertThat(report.verdict()).isEqualTo(Verdict.BOUND);
    assertThat(report.bound()).contains(SearchBound.MEMORY);
    assertThat(report.states()).isPositive();
  }

  @Test
  void verify_stopped_saysSo() throws Exception {
    VerifyReport report = verify(1_000_000, ENOUGH, (states, transitions, depth) -> false);

    assertThat(report.verdict()).isEqualTo(Verdict.BOUND);
    assertThat(report.bound()).contains(SearchBound.STOPPED);
  }

  @Test
  void verify_everyStateVisited_hasNoBound() throws Exception {
    VerifyReport report = verify(1_000_000, ENOUGH, (states, transitions, depth) -> true);

    assertThat(report.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(report.bound()).isEmpty();
    assertThat(VerifyJson.of(report)).doesNotContain("\"bound\"");
  }
}
