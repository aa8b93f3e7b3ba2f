package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioText;
import org.emukernel.scenarios.config.VerdictRow;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyText;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every search comes to the verdict in the file beside its pack, and visits as many states. {@code
 * -Demu.golden=write} writes these anew after a wanted change; {@code -Demu.slow=true} searches the
 * slow rows too.
 */
class VerdictsTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;

  @TempDir private Path dir;

  static List<VerdictRow> verdicts() {
    boolean slow = Boolean.getBoolean("emu.slow");
    return VerdictRow.all(INJECTOR.getInstance(Catalogue.class)).stream()
        .filter(row -> slow || row.pace() == VerdictRow.Pace.QUICK)
        .toList();
  }

  private static VerdictRow row(String strategy, String... set) {
    return new VerdictRow(
        "tlb-vunmap",
        0,
        strategy,
        List.of(set),
        "",
        "",
        OptionalLong.empty(),
        VerdictRow.Pace.QUICK,
        "");
  }

  private static VerifyScenario load(VerdictRow row) throws Exception {
    return INJECTOR.getInstance(ScenarioLoader.class).loadAll(row.pack(), row.overrides());
  }

  private static VerifyReport verify(VerdictRow row, Reduction reduction) throws Exception {
    VerifyScenario scenario = load(row);
    return INJECTOR
        .getInstance(ScenarioVerifier.class)
        .verify(scenario, new Options(reduction, MEMORY), (states, transitions, depth) -> true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verdicts")
  void verify_eachStrategyAndSwitch_comesToTheVerdictInTheFile(VerdictRow row) throws Exception {
    VerifyReport report = verify(row, Reduction.ON);

    assertThat(report.verdict().name().toLowerCase(Locale.ROOT))
        .as(report.violation() + " after " + report.states() + " states")
        .isEqualTo(row.verdict());
    if (!row.monitor().isEmpty()) {
      assertThat(report.violation().orElseThrow().monitor()).isEqualTo(row.monitor());
    }
    assertThat(report.steps().isEmpty()).isEqualTo(report.verdict() != Verdict.VIOLATED);
    if (report.verdict() == Verdict.VIOLATED) {
      assertThat(replayed(row, report)).isEqualTo(report.violation());
    }
    if ("write".equals(System.getProperty("emu.golden"))) {
      VerdictStates.write(row, report.states());
    } else {
      row.states().ifPresent(states -> assertThat(report.states()).as("states").isEqualTo(states));
    }
  }

  /* What "emu verify --out" writes and "emu run" reads. */
  private Optional<Violation> replayed(VerdictRow row, VerifyReport report) throws Exception {
    ScenarioLoader loader = INJECTOR.getInstance(ScenarioLoader.class);
    String scenario = loader.text(load(row), row.pack(), row.overrides());
    Path file =
        Files.writeString(dir.resolve("found.conf"), scenario + ScenarioText.of(report.schedule()));
    VerifyReport replay =
        INJECTOR
            .getInstance(ScenarioVerifier.class)
            .replay(loader.loadAll(file.toString(), List.of()));
    assertThat(replay.steps()).isEqualTo(report.steps());
    assertThat(replay.schedule()).isEqualTo(report.schedule());
    return replay.violation();
  }

  @Test
  void verify_twice_givesTheSameReport() throws Exception {
    VerdictRow lost = row("coalesce-tlbi(flush=cr4-pge)", "verify.nmis=0");

    assertThat(verify(lost, Reduction.ON)).isEqualTo(verify(lost, Reduction.ON));
  }

  @Test
  void verify_withoutReduction_givesTheSameVerdict() throws Exception {
    VerdictRow early =
        row(
            "context-work(defers=text-and-tlb)",
            "verify.nmis=0",
            "verify.store-buffer=0",
            "verify.early-touch=true");

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
    VerdictRow v7 = row("coalesce-tlbi(flush=cr4-pge)", "verify.nmis=0", "verify.store-buffer=0");

    VerifyReport report = verify(v7, Reduction.ON);
    List<VerifyReport.Step> steps = report.steps();

    /* The target has written CR3, the sender clears the entry and looks at the signal, only then the target sets it. */
    assertThat(steps.stream().filter(step -> step.cpu() == 0).map(VerifyReport.Step::place))
        .anyMatch(place -> place.contains("ptep_get_and_clear"))
        .anyMatch(place -> place.contains("smp_call_function_many_cond"));
    int cleared = indexOf(steps, 0, "ptep_get_and_clear");
    int asked = indexOf(steps, 0, "cond");
    int set = indexOf(steps, 1, "movl $0x1,%gs:");
    assertThat(cleared).isBetween(0, asked);
    assertThat(asked).isLessThan(set);
    assertThat(Files.readString(Path.of("../README.md")))
        .contains(VerifyText.story(report).strip());
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
