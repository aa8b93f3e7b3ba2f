package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That interrupts and NMIs are tried on one side of a step only where that comes to the same loses
 * nothing: the states in which all CPUs are in user mode again are the same as if they were tried
 * everywhere.
 */
class ArrivalsTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;

  /** A machine in which every handler minds every step. */
  private static final class EveryPlace extends ForwardingExplorable {

    EveryPlace(ExploredMachine machine) {
      super(machine);
    }

    @Override
    public long minding(int cpu, int mark) {
      return -1;
    }

    @Override
    public boolean leaveNothing(int cpu, long interruptions) {
      return false;
    }
  }

  private static VerifyScenario load(String... set) throws Exception {
    List<SettingOverride> overrides = new ArrayList<>();
    for (String each : set) {
      String[] keyAndValue = each.split("=", 2);
      overrides.add(new SettingOverride("--set", keyAndValue[0], keyAndValue[1]));
    }
    return INJECTOR.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", overrides);
  }

  /* A search that has ended knows which words are shared. */
  private static Searcher knowing(String... set) throws Exception {
    Searcher searcher =
        INJECTOR
            .getInstance(Verifier.class)
            .searcher(load(set), new SharedFlagModel(), new Options(Reduction.ON, MEMORY));
    searcher.search(Long.MAX_VALUE, (states, transitions, depth) -> true);
    return searcher;
  }

  private static QuietStates quiet(Searcher searcher, UnaryOperator<Explorable> seen) {
    ExploredMachine machine = searcher.machineOfChoices();
    return QuietStates.of(seen.apply(machine), machine, searcher.words(), machine::hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify.nmis=1 verify.store-buffer=1",
        "verify.nmis=0 verify.mces=1 verify.store-buffer=0",
        "verify.nmis=0 verify.kernel-interrupts=true verify.store-buffer=1"
      })
  void run_whateverArrives_comesToTheStatesThatItComesToEverywhere(String set) throws Exception {
    Searcher searcher = knowing(set.split(" "));

    QuietStates reduced = quiet(searcher, machine -> machine);
    QuietStates everywhere = quiet(searcher, machine -> new EveryPlace((ExploredMachine) machine));

    assertThat(everywhere.size()).isGreaterThanOrEqualTo(reduced.size());
    assertThat(reduced.quiet()).hasSizeGreaterThan(2).isEqualTo(everywhere.quiet());
  }
}
