package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** Which NMIs come, and that trying one leaves no trace. */
class NmiTrialTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 512L << 20;
  private static final int NMI = Action.of(Action.Kind.NMI, 1, 0);

  private static Searcher searcher(String nmiTouch) throws Exception {
    List<SettingOverride> overrides =
        List.of(new SettingOverride("--set", "verify.nmi-touch", nmiTouch));
    return INJECTOR
        .getInstance(Verifier.class)
        .searcher(
            INJECTOR.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", overrides),
            new Options(Reduction.ON, MEMORY));
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
