package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which NMIs come, and that trying one leaves no trace. */
class NmiTrialTest {

  private static final int NMI = Action.of(Action.Kind.NMI, 1, 0);
  private static final int WALKS = 15;
  private static final int STEPS = 100;
  private static final int ONE_IN = 200;

  private static Searcher searcher(String nmiTouch) throws Exception {
    return Searches.of("tlb-vunmap verify.nmi-touch=" + nmiTouch);
  }

  private static boolean isOffered(ExploredMachine machine) {
    Walker walker = new Walker(machine, Reduction.ON, Walker.Listener.NONE);
    return actions(walker, Walker.Stop.STATE, Action.NONE).contains(NMI);
  }

  @Test
  void allActions_nmiThatTouchesNothing_doesNotCome() throws Exception {
    assertThat(isOffered(searcher("false").machine())).isFalse();
    assertThat(isOffered(searcher("false").machineOfChoices())).as("not left out").isTrue();
  }

  @Test
  void allActions_nmiThatTouchesAChangingPage_comes() throws Exception {
    assertThat(isOffered(searcher("true").machine())).isTrue();
  }

  @Test
  void allActions_afterATrial_allIsAsItWas() throws Exception {
    ExploredMachine machine = searcher("false").machine();
    long before = machine.hash();
    long[] whole = machine.whole();

    isOffered(machine);

    assertThat(machine.hash()).isEqualTo(before);
    assertThat(machine.whole()).isEqualTo(whole);
    assertThat(machine.takeViolation()).isEmpty();
  }

  /** What it overwrites it leaves as it was only if that was there before. */
  @Test
  void allActions_nmiThatStoresWithoutALook_comesWhereItChangesSomething() throws Exception {
    ExploredMachine machine = Searches.of("tlb-vunmap", new StoringNmiModel()).machine();
    long variable =
        machine.machine().symbols().perCpu(StoringNmiModel.VARIABLE, 1) - MemoryMap.PAGE_OFFSET;

    for (int times = 0; times < 2; times++) {
      machine.arena().memory().writeLong(variable, StoringNmiModel.STORED);
      assertThat(isOffered(machine)).as("nothing changes").isFalse();
      machine.arena().memory().writeLong(variable, StoringNmiModel.STORED + 1);
      assertThat(isOffered(machine)).as("something changes").isTrue();
    }
  }

  /** Wherever CPUs come to, what is remembered of NMIs is what trying each of them would give. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlb-vunmap verify.store-buffer=0 verify.mces=1",
        "tlb-vunmap strategies=[\"context-work(defers=text-and-tlb)\"]",
        "set-memory-ro",
        "text-poke verify.nmis=1 strategies=[context-work]"
      })
  void take_onRandomWalks_comesToWhatTryingEachNmiWouldGive(String row) throws Exception {
    Searcher searcher = Searches.of(row);
    ExploredMachine remembering = searcher.machineOfChoices();
    ExploredMachine trying = searcher.machineOfChoices();
    remembering.leaveOutUnnoticedNmis();
    int first = remembering.arena().mark();
    int root = trying.arena().mark();
    Random random = new Random(1);
    int steps = 0;
    for (int walk = 0; walk < WALKS; walk++) {
      remembering.begin();
      steps += stepsTogether(remembering, trying, searcher.words(), random);
      remembering.arena().undoTo(first);
      trying.arena().undoTo(root);
    }
    assertThat(steps).isGreaterThan(STEPS);
  }

  /* Where it has turned out that a word is shared, what is remembered may be wrong until the next search begins. */
  private static int stepsTogether(
      ExploredMachine remembering, ExploredMachine trying, SharedWords words, Random random) {
    Walker one = new Walker(remembering, Reduction.ON, Walker.Listener.NONE);
    Walker other = new Walker(trying, Reduction.ON, Walker.Listener.NONE);
    Walker.Stop stop = Walker.Stop.STATE;
    int action = Action.NONE;
    for (int step = 0; step < STEPS; step++) {
      List<Integer> actions = actions(one, stop, action);
      trying.leaveOutUnnoticedNmis();
      List<Integer> same = actions(other, stop, action);
      if (words.takeLearned()) {
        return step;
      }
      assertThat(actions).isEqualTo(same);
      do {
        action = actions.get(random.nextInt(actions.size()));
      } while (comesSeldom(Action.kind(action)) && random.nextInt(ONE_IN) != 0);
      stop = one.take(action);
      Walker.Stop sameStop = other.take(action);
      if (words.takeLearned()) {
        return step;
      }
      assertThat(stop).isEqualTo(sameStop).isNotEqualTo(Walker.Stop.VIOLATION);
      assertThat(remembering.hash()).isEqualTo(trying.hash());
    }
    return STEPS;
  }

  private static List<Integer> actions(Walker walker, Walker.Stop stop, int last) {
    ActionList actions = new ActionList();
    walker.actions(stop, last, actions);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      all.add(actions.get(i));
    }
    return all;
  }

  /* None is tried when none may come any more. */
  private static boolean comesSeldom(Action.Kind kind) {
    return kind == Action.Kind.NMI || kind == Action.Kind.MACHINE_CHECK;
  }
}
