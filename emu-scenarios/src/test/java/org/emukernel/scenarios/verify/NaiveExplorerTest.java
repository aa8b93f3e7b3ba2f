package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An explorer without undo and without hashes finds as many states and the same verdict as the one
 * of {@code emu verify}.
 */
class NaiveExplorerTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;
  private static final List<String> PACKS = List.of("tlb-vunmap", "text-poke", "page-table-free");

  /* A whole space is searched in some seconds; a violation is not found by the same way, and may be farther. */
  private static final long SMALL = 8000;
  private static final long NEAR = 2500;

  static Stream<VerdictRow> small() {
    return PACKS.stream()
        .flatMap(pack -> VerdictRow.of(pack).stream())
        .filter(row -> row.pace() == VerdictRow.Pace.QUICK)
        .filter(
            row ->
                row.states().orElse(Long.MAX_VALUE)
                    <= (row.verdict().equals("holds") ? SMALL : NEAR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void run_eachSmallScenario_agreesWithTheExplorer(VerdictRow row) throws Exception {
    agree(row, Reduction.ON);
  }

  /** Takes minutes: {@code -Demu.slow=true}. */
  @Test
  @EnabledIfSystemProperty(named = "emu.slow", matches = "true")
  void run_wholePackWithoutReduction_agreesWithTheExplorer() throws Exception {
    agree(row("text-poke", "verify.store-buffer=0", "verify.site-bytes=2"), Reduction.OFF);
    agree(row("tlb-vunmap", "verify.store-buffer=0"), Reduction.OFF);
  }

  private static VerdictRow row(String pack, String... set) {
    return new VerdictRow(
        pack,
        0,
        "immediate",
        List.of(set),
        "holds",
        "",
        OptionalLong.empty(),
        VerdictRow.Pace.SLOW);
  }

  @Test
  void run_smallKernel_agreesWithTheExplorer() throws Exception {
    assertThat(searchFlag(Reduction.ON).outcome()).isEqualTo(Explorer.Outcome.COMPLETE);
  }

  /** Half a minute: {@code -Demu.slow=true}. */
  @Test
  @EnabledIfSystemProperty(named = "emu.slow", matches = "true")
  void run_smallKernelWithoutReduction_agreesWithTheExplorer() throws Exception {
    assertThat(searchFlag(Reduction.OFF).states()).isGreaterThan(searchFlag(Reduction.ON).states());
  }

  private static SearchResult searchFlag(Reduction reduction) throws Exception {
    VerifyScenario scenario = load(row("tlb-vunmap", "verify.store-buffer=1"));
    Options options = new Options(reduction, MEMORY);
    Searcher searcher =
        INJECTOR.getInstance(Verifier.class).searcher(scenario, new SharedFlagModel(), options);
    return agree(searcher, reduction);
  }

  private static VerifyScenario load(VerdictRow row) throws Exception {
    return INJECTOR.getInstance(ScenarioLoader.class).loadAll(row.pack(), row.overrides());
  }

  private static void agree(VerdictRow row, Reduction reduction) throws Exception {
    Options options = new Options(reduction, MEMORY);
    agree(INJECTOR.getInstance(Verifier.class).searcher(load(row), options), reduction);
  }

  /* Those who come to a violation stop there, each after another number of states. */
  private static SearchResult agree(Searcher searcher, Reduction reduction) {
    SearchResult found = searcher.search(Long.MAX_VALUE, (s, t, d) -> true);
    ExploredMachine machine = searcher.machine();
    NaiveExplorer naive = new NaiveExplorer(machine, reduction, () -> Held.of(machine));

    assertThat(naive.run()).isEqualTo(found.outcome());
    if (found.outcome() == Explorer.Outcome.COMPLETE) {
      assertThat(naive.states()).isEqualTo(found.states());
    }
    return found;
  }
}
