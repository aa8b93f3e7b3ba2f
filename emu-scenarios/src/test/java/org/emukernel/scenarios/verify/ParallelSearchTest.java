package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.JournalPart;
import org.emukernel.api.arena.StateDelta;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Identity;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a search is made, and whatever is kept of a state, it comes to the same. */
class ParallelSearchTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;
  private static final ScenarioVerifier.Progress GOES_ON = (states, transitions, depth) -> true;

  /* With NMIs that leave something behind there are thousands of states. */
  private static final SettingOverride NOTICED_NMIS =
      new SettingOverride("--set", "verify.nmi-touch", "true");

  private static VerifyReport verify(String strategy, int threads, Identity identity)
      throws Exception {
    return verify(strategy, 0, threads, identity);
  }

  private static VerifyReport verify(String strategy, int nmis, int threads, Identity identity)
      throws Exception {
    List<SettingOverride> overrides = new ArrayList<>();
    overrides.add(SettingOverride.option("--strategy", "strategies", strategy));
    overrides.add(new SettingOverride("--set", "verify.store-buffer", nmis == 0 ? "0" : "2"));
    overrides.add(new SettingOverride("--set", "verify.nmis", "" + nmis));
    overrides.add(NOTICED_NMIS);
    VerifyScenario scenario =
        INJECTOR.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", overrides);
    return INJECTOR
        .getInstance(ScenarioVerifier.class)
        .verify(
            scenario,
            new Options(Reduction.ON, MEMORY, threads, identity),
            (states, transitions, depth) -> true);
  }

  /* How far one looks ahead depends on what it knows: here it is the same. */
  @Test
  void search_byThreads_visitsTheSameStates() throws Exception {
    Searcher searcher = searcher(1);
    searcher.search(Long.MAX_VALUE, GOES_ON);
    SearchResult alone = searcher.search(Long.MAX_VALUE, GOES_ON);
    Explorer.Limits limits = new Explorer.Limits(Long.MAX_VALUE, MEMORY);

    ParallelSearch.Result together =
        new ParallelSearch(3, Reduction.ON, limits, GOES_ON, searcher.words(), searcher::machine)
            .search(() -> new HashedStates(StateSet.Width.BITS_64));

    assertThat(alone.states()).isGreaterThan(2000);
    assertThat(together.outcome()).isEqualTo(Explorer.Outcome.COMPLETE);
    assertThat(together.states()).isEqualTo(alone.states());
    assertThat(together.transitions()).isEqualTo(alone.transitions());
  }

  @Test
  void verify_byThreads_comesToTheSameVerdict() throws Exception {
    VerifyReport together = verify("immediate", 1, 3, Identity.HASH_64);

    assertThat(together.states()).as("more than the first thread does alone").isGreaterThan(2000);
    assertThat(together.verdict()).isEqualTo(Verdict.HOLDS);
  }

  private static Searcher searcher(int threads) throws Exception {
    return Searches.of("tlb-vunmap verify.nmi-touch=true", threads);
  }

  private record Way(StateDelta state, JournalPart since) {

    int go(ExploredMachine machine) {
      return machine.goTo(state, since);
    }
  }

  /* What CPU 0 does until an interrupt of its is on the way to CPU 1, in another machine of the search. */
  private static Way queued(ExploredMachine machine) {
    int root = machine.arena().mark();
    machine.perform(Action.of(Action.Kind.CALL, 0, 0));
    StateDelta called = machine.arena().changesSince(root);
    int since = machine.arena().mark();
    while (Action.kind(firstArrival(machine)) != Action.Kind.ARRIVAL) {
      stepAndDrain(machine, 0);
    }
    return new Way(called, machine.arena().journalSince(since));
  }

  private static void stepAndDrain(ExploredMachine machine, int cpu) {
    machine.perform(Action.of(Action.Kind.STEP, cpu, 0));
    while (!machine.cpu(cpu).mmu().storeBufferEmpty()) {
      machine.perform(Action.of(Action.Kind.DRAIN, cpu, 0));
    }
  }

  private static int firstArrival(ExploredMachine machine) {
    ActionList arrivals = new ActionList();
    machine.arrivals(1, arrivals);
    return arrivals.get(0);
  }

  private static void finish(ExploredMachine machine) {
    machine.perform(firstArrival(machine));
    for (int cpu : new int[] {1, 0}) {
      while (!machine.isAtRest(cpu)) {
        stepAndDrain(machine, cpu);
      }
    }
  }

  @Test
  void goTo_stateOfAnotherMachineWithACallQueued_callIsNotTakenForLost() throws Exception {
    Searcher searcher = searcher(2);
    ExploredMachine from = searcher.machine();
    ExploredMachine to = searcher.machine();

    queued(from).go(to);
    finish(to);

    assertThat(to.takeViolation()).isEmpty();
  }

  /* What NMIs leave behind is remembered by the words that anybody has stored to. */
  @Test
  void goTo_stateOfAnotherMachine_knowsWhichWordsThatHasStoredTo() throws Exception {
    Searcher searcher = searcher(2);
    SharedWords own = searcher.words().copy();
    ExploredMachine to = searcher.machine(own);
    Way way = queued(searcher.machine());
    int before = own.stored();

    way.go(to);

    assertThat(own.stored()).isGreaterThan(before);
  }

  @Test
  void verify_byThreads_tellsTheSameStory() throws Exception {
    assertThat(verify("coalesce-tlbi(flush=cr4-pge)", 2, Identity.HASH_64))
        .isEqualTo(verify("coalesce-tlbi(flush=cr4-pge)", 1, Identity.HASH_64));
  }

  @ParameterizedTest
  @EnumSource(Identity.class)
  void verify_whateverIsKeptOfAState_visitsTheSameStates(Identity identity) throws Exception {
    VerifyReport report = verify("immediate", 1, identity);

    assertThat(report.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(report.states()).isEqualTo(verify("immediate", 1, Identity.HASH_64).states());
    assertThat(report.collisionProbability() > 1e-18).isEqualTo(identity == Identity.HASH_64);
  }
}
