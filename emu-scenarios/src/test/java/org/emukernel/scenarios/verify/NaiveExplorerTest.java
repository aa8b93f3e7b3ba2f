package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.VerdictRow;
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
  /* A whole space is searched in some seconds. A violation may be farther by the way that this explorer goes. */
  private static final long SMALL = 8_000;
  private static final long NEAR = 2500;

  /* Of three CPUs this explorer keeps too much before it comes to a violation. */
  private static final String LARGE = "getpid-vs-flush";

  /** Of each pack and verdict the smallest row, if it is small. */
  static Stream<VerdictRow> small() {
    Map<String, VerdictRow> smallest = new TreeMap<>();
    for (VerdictRow row : VerdictRow.all(INJECTOR.getInstance(Catalogue.class))) {
      if (row.pack().equals(LARGE)) {
        continue;
      }
      smallest.merge(row.pack() + row.verdict(), row, (a, b) -> states(a) <= states(b) ? a : b);
    }
    return smallest.values().stream()
        .filter(row -> states(row) <= (row.verdict().equals("holds") ? SMALL : NEAR));
  }

  private static long states(VerdictRow row) {
    return row.states().orElse(Long.MAX_VALUE);
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
    agree(row("tlb-vunmap", "verify.nmis=0", "verify.store-buffer=0"), Reduction.OFF);
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
        VerdictRow.Pace.SLOW,
        "");
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
    VerifyScenario scenario = load(row("tlb-vunmap", "verify.nmis=0", "verify.store-buffer=1"));
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

  /* Each search knows what those before have found out, until one finds out nothing more. */
  private static SearchResult lastSearch(Searcher searcher) {
    SearchResult last = searcher.search(Long.MAX_VALUE, (s, t, d) -> true);
    for (long before = -1; before != last.states(); ) {
      before = last.states();
      last = searcher.search(Long.MAX_VALUE, (s, t, d) -> true);
    }
    return last;
  }

  /* Those who come to a violation stop there, each after another number of states. */
  private static SearchResult agree(Searcher searcher, Reduction reduction) {
    SearchResult found = lastSearch(searcher);
    ExploredMachine machine = searcher.machine();
    NaiveExplorer naive = new NaiveExplorer(machine, reduction, () -> Held.of(machine));

    assertThat(naive.run()).isEqualTo(found.outcome());
    if (found.outcome() == Explorer.Outcome.COMPLETE) {
      assertThat(naive.states()).isEqualTo(found.states());
    }
    return found;
  }
}
