package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which NMIs come, and that trying one leaves no trace. */
class NmiTrialTest {

  private static final int NMI = Action.of(Action.Kind.NMI, 1, 0);

  private static Searcher searcher(String nmiTouch) throws Exception {
    return Searches.of("tlb-vunmap verify.nmi-touch=" + nmiTouch);
  }

  private static boolean isOffered(ExploredMachine machine) {
    ActionList actions = new ActionList();
    machine.allActions(actions);
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i) == NMI) {
        return true;
      }
    }
    return false;
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
}
