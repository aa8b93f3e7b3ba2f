package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.VerdictRow;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An explorer without undo and without hashes finds as many states and the same verdict as the one
 * of {@code emu verify}.
 */
class NaiveExplorerTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;
  private static final long SMALL = Long.getLong("emu.naive.states", 4000);

  static Stream<VerdictRow> small() {
    List<String> packs = List.of("tlb-vunmap", "text-poke", "page-table-free");
    return VerdictRow.all(INJECTOR.getInstance(Catalogue.class)).stream()
        .filter(row -> packs.contains(row.pack()))
        .filter(row -> row.pace() == VerdictRow.Pace.QUICK)
        .filter(row -> row.states().orElse(Long.MAX_VALUE) <= SMALL);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void run_eachSmallScenario_agreesWithTheExplorer(VerdictRow row) throws Exception {
    agree(row, Reduction.ON);
  }

  private static void agree(VerdictRow row, Reduction reduction) throws Exception {
    VerifyScenario scenario =
        INJECTOR.getInstance(ScenarioLoader.class).loadAll(row.pack(), row.overrides());
    Searcher searcher =
        INJECTOR.getInstance(Verifier.class).searcher(scenario, new Options(reduction, MEMORY));
    SearchResult found = searcher.search(scenario.verify().maxStates(), (s, t, d) -> true);
    ExploredMachine machine = searcher.machine();
    NaiveExplorer naive = new NaiveExplorer(machine, reduction, () -> Held.of(machine));

    assertThat(naive.run()).isEqualTo(found.outcome());
    if (found.outcome() == Explorer.Outcome.COMPLETE) {
      assertThat(naive.states()).isEqualTo(found.states());
    }
  }
}
