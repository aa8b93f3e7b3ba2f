package org.emukernel.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.api.trial.StrategyTrial;
import org.emukernel.api.trial.TrialMachine;
import org.emukernel.api.trial.TrialResult;
import org.emukernel.api.verdict.Violation;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The kit passes a strategy that keeps the contract and names the law that another breaks. */
class DeferralStrategyContractTest {

  private static final String WORD = "word";

  /** Defers to isolated CPUs whose word is 0; a subclass breaks a law. */
  static class Sound implements DeferralStrategyProvider, DeferralStrategy {

    @Override
    public String name() {
      return "sound";
    }

    @Override
    public String description() {
      return "keeps the contract";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Set<Requirement> requires() {
      return Set.of(Requirement.PTI);
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      try {
        return getClass().getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return Works.MAYBE.contains(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      long word = sender.load(sender.perCpu(WORD, target), 4);
      return sender.isolated().contains(target) && word == 0 ? Decision.DEFER : Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return Optional.empty();
    }
  }

  /** A contract whose machine always says the same. */
  abstract static class Contract extends DeferralStrategyContract {

    static final TrialResult FINE = result(List.of(), Optional.empty(), 7);

    static TrialResult result(List<Violation> violations, Optional<String> death, long hash) {
      return new TrialResult(1, 1, 1, violations, death, hash);
    }

    @Override
    protected StrategyTrial trial() {
      return (provider, settings, machine, seed) -> FINE;
    }
  }

  /** {@return the tests of a contract that fail, with what they say} */
  private static SortedMap<String, String> failures(Class<? extends Contract> contract) {
    SortedMap<String, String> failures = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .allEvents()
        .finished()
        .stream()
        .filter(DeferralStrategyContractTest::hasFailed)
        .forEach(event -> failures.put(method(event), message(event)));
    return failures;
  }

  private static boolean hasFailed(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable().isPresent();
  }

  private static String method(Event event) {
    return event
        .getTestDescriptor()
        .getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getMethodName())
        .orElse("?");
  }

  private static String message(Event event) {
    return event
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .map(Throwable::getMessage)
        .orElse("");
  }

  private static void assertBreaks(
      Class<? extends Contract> contract, String test, String... messages) {
    SortedMap<String, String> failures = failures(contract);

    assertThat(failures).containsOnlyKeys(test);
    assertThat(failures.get(test)).contains(messages);
  }

  static class SoundContract extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Sound();
    }
  }

  @Test
  void sound_nothingFails() {
    assertThat(failures(SoundContract.class)).isEmpty();
  }

  static class LoudName extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Sound() {
        @Override
        public String name() {
          return "My Strategy";
        }

        @Override
        public DeferralStrategy create(Settings settings) {
          return this;
        }
      };
    }
  }

  @Test
  void badName_isFound() {
    assertBreaks(
        LoudName.class, "provider_itself_saysWhatItIs", "\"My Strategy\"", "lower-case kebab");
  }

  static class LongDescription extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Described();
    }
  }

  static final class Described extends Sound {
    @Override
    public String description() {
      return "two\nlines";
    }
  }

  @Test
  void badDescription_isFound() {
    assertBreaks(LongDescription.class, "provider_itself_saysWhatItIs", "expected one line");
  }

  static class OtherName extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Sound() {
        @Override
        public DeferralStrategy create(Settings settings) {
          return new Named("other");
        }
      };
    }
  }

  static final class Named extends Sound {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }
  }

  @Test
  void strategyWithAnotherName_isFound() {
    assertBreaks(OtherName.class, "create_settings_givesAStrategyOrSaysWhyNot", "sound", "other");
  }

  static class SettingTwice extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new WithSettings();
    }
  }

  static final class WithSettings extends Sound {
    @Override
    public List<Setting> settings() {
      return List.of(
          new Setting("depth", SettingType.COUNT, "1", "how deep"),
          new Setting("depth", SettingType.COUNT, "2", "how deep"));
    }
  }

  @Test
  void settingTwice_isFound() {
    assertBreaks(SettingTwice.class, "settings_declared_areSound", "the setting depth twice");
  }

  static class Unexplained extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Refusing();
    }
  }

  static final class Refusing extends Sound {
    @Override
    public List<Setting> settings() {
      return List.of(Setting.choice("mode", List.of("one", "two"), "which"));
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      if (settings.text("mode").equals("two")) {
        throw new IllegalArgumentException();
      }
      return new Refusing();
    }
  }

  @Test
  void refusalWithoutReason_isFound() {
    assertBreaks(
        Unexplained.class, "create_settings_givesAStrategyOrSaysWhyNot", "no reason for refusing");
  }

  static class NeedsLess extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Forgetting();
    }
  }

  static final class Forgetting extends Sound {
    @Override
    public Set<Requirement> requires(Settings settings) {
      return Set.of();
    }
  }

  @Test
  void requirementThatSettingsForget_isFound() {
    assertBreaks(
        NeedsLess.class, "requires_settings_atLeastWhatItAlwaysNeeds", "less than without");
  }

  static class DefersAll extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Greedy();
    }
  }

  static final class Greedy extends Sound {
    @Override
    public boolean mayDefer(IpiWork work) {
      return work.kind() == IpiWork.Kind.SYNC_CORE;
    }
  }

  @Test
  void forcedSyncThatMayWait_isFound() {
    assertBreaks(DefersAll.class, "mayDefer_workThatMustNotWait_never", "SyncCore[urgency=FORCED]");
  }

  static class Undecided extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Asking();
    }
  }

  static final class Asking extends Sound {
    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      boolean isolated = sender.isolated().contains(target);
      return isolated && sender.load(sender.perCpu(WORD, target), 8) == 0
          ? Decision.AGAIN
          : Decision.SEND;
    }
  }

  @Test
  void noDecision_isFound() {
    // A word that stays 0; other CPUs that change it now and then do not help.
    assertThat(failures(Undecided.class)).isEmpty();
    assertBreaks(
        NeverDecides.class, "decide_anyState_comesToADecision", "no decision after 1000 steps");
  }

  static class NeverDecides extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Never();
    }
  }

  static final class Never extends Sound {
    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Decision.AGAIN;
    }
  }

  static class Skips extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Skipping();
    }
  }

  static final class Skipping extends Sound {
    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Decision.SKIP;
    }
  }

  @Test
  void skippedTarget_isFound() {
    assertBreaks(Skips.class, "decide_anyState_comesToADecision", "found SKIP");
  }

  static class TwoAccesses extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Peeking();
    }
  }

  static final class Peeking extends Sound {
    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      long word = sender.perCpu(WORD, target);
      return sender.load(word, 4) + sender.load(word + 4, 4) == 0 ? Decision.DEFER : Decision.SEND;
    }
  }

  @Test
  void twoAccessesInOneStep_areFound() {
    assertBreaks(
        TwoAccesses.class,
        "decide_oneStep_atMostOneSharedAccess",
        "2 accesses to shared memory in one step");
  }

  static class Remembers extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Counting();
    }
  }

  /** Its array is final, what lies in it is not. */
  static final class Counting extends Sound {
    private final long[] calls = new long[1];

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return ++calls[0] % 7 == 0 ? Decision.DEFER : Decision.SEND;
    }
  }

  @Test
  void stateOfItsOwn_isFound() {
    assertBreaks(Remembers.class, "decide_sameMemory_sameDecision", "depends on something else");
  }

  static class Mutable extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new WithField();
    }
  }

  static final class WithField extends Sound {
    private int calls;

    @Override
    public boolean mayDefer(IpiWork work) {
      calls++;
      return calls > 0 && super.mayDefer(work);
    }
  }

  @Test
  void fieldThatChanges_isFound() {
    assertBreaks(Mutable.class, "fields_strategyAndProvider_areFinal", "WithField.calls");
  }

  static class Dice extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Throwing();
    }
  }

  static final class Throwing extends Sound {
    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Math.random() < 0.5 ? Decision.DEFER : Decision.SEND;
    }
  }

  @Test
  void chance_isFound() {
    assertBreaks(Dice.class, "decide_sameMemory_sameDecision", "depends on something else");
  }

  static class Fickle extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Wavering();
    }
  }

  static final class Wavering extends Sound {
    private final boolean[] asked = new boolean[1];

    @Override
    public boolean mayDefer(IpiWork work) {
      asked[0] = !asked[0];
      return super.mayDefer(work) && asked[0];
    }
  }

  @Test
  void mayDeferThatChanges_isFound() {
    assertThat(failures(Fickle.class)).containsKey("mayDefer_again_sameAnswer");
  }

  static class Loses extends SoundContract {
    @Override
    protected StrategyTrial trial() {
      Violation stale = new Violation("stale-translation", 2, 1, "here", 3, "why", List.of());
      return (provider, settings, machine, seed) -> result(List.of(stale), Optional.empty(), 7);
    }
  }

  static class LosesAsKnown extends Loses {
    @Override
    protected Set<String> knownViolations(Settings settings, TrialMachine machine) {
      return Set.of("stale-translation");
    }
  }

  @Test
  void violation_isFoundUnlessKnown() {
    assertBreaks(Loses.class, "trial_anyMachine_losesNoWork", "stale-translation", "here");
    assertThat(failures(LosesAsKnown.class)).isEmpty();
  }

  static class Kills extends SoundContract {
    @Override
    protected StrategyTrial trial() {
      return (provider, settings, machine, seed) ->
          result(List.of(), Optional.of("double fault"), 7);
    }
  }

  @Test
  void deadKernel_isFound() {
    assertBreaks(Kills.class, "trial_anyMachine_losesNoWork", "the kernel died: double fault");
  }

  static class Differs extends SoundContract {
    private final long[] runs = new long[1];

    @Override
    protected StrategyTrial trial() {
      return (provider, settings, machine, seed) -> result(List.of(), Optional.empty(), runs[0]++);
    }
  }

  @Test
  void runThatDiffers_isFound() {
    assertThat(failures(Differs.class))
        .containsOnlyKeys(
            "trial_again_sameToTheLastBit", "trial_strategyUsedBefore_sameToTheLastBit");
  }

  /** Nothing on this module's class path has a machine. */
  static class NoMachine extends Contract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Sound();
    }

    @Override
    protected StrategyTrial trial() {
      return new SoundOnly().trial();
    }
  }

  static final class SoundOnly extends DeferralStrategyContract {
    @Override
    protected DeferralStrategyProvider provider() {
      return new Sound();
    }
  }

  @Test
  void noMachine_saysWhatToAdd() {
    assertThat(failures(NoMachine.class).get("trial_again_sameToTheLastBit"))
        .contains("expected org.emukernel:emu-scenarios on the test class path");
  }
}
