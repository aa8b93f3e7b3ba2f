package org.emukernel.api.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.trial.StrategyTrial;
import org.emukernel.api.trial.TrialMachine;
import org.emukernel.api.trial.TrialResult;
import org.emukernel.api.verdict.Violation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every deferral strategy must do, as tests. Extend it, return the provider, and put
 * emu-scenarios on the test class path, which has the machine that the strategy is tried on:
 *
 * <pre>{@code
 * class MyStrategyTest extends DeferralStrategyContract {
 *   @Override
 *   protected DeferralStrategyProvider provider() {
 *     return new MyStrategyProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>The laws: it has a name and says what it is; it declares its settings and refuses what does
 * not go together; it never lets work wait that must not; it comes to a decision, by at most one
 * access to shared memory a step; it is deterministic; it keeps no state of its own; and on a
 * machine no work is lost.
 */
public abstract class DeferralStrategyContract {

  private static final long SEED = 20260324;

  /** For subclasses. */
  protected DeferralStrategyContract() {}

  /** {@return a new provider of the strategy} */
  protected abstract DeferralStrategyProvider provider();

  /**
   * {@return the settings that are tried} As it stands: the defaults, and each choice and flag that
   * differs from its default, one at a time.
   */
  protected List<Settings> settings() {
    DeferralStrategyProvider provider = provider();
    Settings defaults = Settings.defaults(provider.name(), provider.settings());
    Set<Settings> all = new LinkedHashSet<>(List.of(defaults));
    for (Setting setting : provider.settings()) {
      for (String value : values(setting)) {
        Map<String, Object> changed = new TreeMap<>(defaults.values());
        changed.put(setting.key(), setting.read(value));
        all.add(new Settings(provider.name(), changed));
      }
    }
    return List.copyOf(all);
  }

  private static List<String> values(Setting setting) {
    return setting.type() == SettingType.FLAG ? List.of("true", "false") : setting.choices();
  }

  /**
   * {@return the monitors that may fire with these settings on this machine} None as it stands; for
   * a strategy that is published as it is, hole included.
   */
  protected Set<String> knownViolations(Settings settings, TrialMachine machine) {
    return Set.of();
  }

  /** {@return the machine} */
  protected StrategyTrial trial() {
    return ServiceLoader.load(StrategyTrial.class)
        .findFirst()
        .orElseGet(
            () ->
                fail(
                    "found no "
                        + StrategyTrial.class.getName()
                        + ", expected org.emukernel:emu-scenarios on the test class path"));
  }

  @Test
  void provider_itself_saysWhatItIs() {
    DeferralStrategyProvider provider = provider();

    Named.problemOfName(provider.name()).ifPresent(problem -> fail(problem));
    Named.problemOfDescription(provider.description()).ifPresent(problem -> fail(problem));
    assertTrue(!provider.source().isBlank(), "found no source, expected where it is published");
  }

  @Test
  void settings_declared_areSound() {
    Set<String> keys = new HashSet<>();
    for (Setting setting : provider().settings()) {
      Named.problemOfName(setting.key()).ifPresent(problem -> fail(problem));
      Named.problemOfDescription(setting.description()).ifPresent(problem -> fail(problem));
      assertTrue(keys.add(setting.key()), "found the setting " + setting.key() + " twice");
      assertTrue(!setting.key().equals("name"), "found a setting \"name\", which HOCON needs");
    }
    assertEquals(
        provider().settings(), provider().settings(), "two providers that declare other settings");
  }

  /** Refusal is an IllegalArgumentException that says why. */
  @Test
  void create_settings_givesAStrategyOrSaysWhyNot() {
    DeferralStrategyProvider provider = provider();
    int made = 0;
    for (Settings settings : settings()) {
      try {
        assertEquals(provider.name(), provider.create(settings).name(), "name of the strategy");
        made++;
      } catch (IllegalArgumentException e) {
        String why = String.valueOf(e.getMessage());
        assertTrue(
            !why.isBlank() && !why.equals("null"), "found no reason for refusing " + settings);
      }
    }
    assertTrue(made > 0, "found no settings that it takes");
    assertEquals(
        provider.name(), provider.create().name(), "name with every setting at its default");
  }

  @Test
  void requires_settings_atLeastWhatItAlwaysNeeds() {
    DeferralStrategyProvider provider = provider();
    for (Settings settings : creatable()) {
      assertTrue(
          provider.requires(settings).containsAll(provider.requires()),
          () -> settings + " require " + provider.requires(settings) + ", less than without");
    }
  }

  @Test
  void mayDefer_workThatMustNotWait_never() {
    for (Settings settings : creatable()) {
      DeferralStrategy strategy = provider().create(settings);
      for (IpiWork work : Works.NEVER) {
        assertTrue(!strategy.mayDefer(work), () -> settings + " let wait what must not: " + work);
      }
    }
  }

  @Test
  void mayDefer_again_sameAnswer() {
    for (Settings settings : creatable()) {
      DeferralStrategy strategy = provider().create(settings);
      for (IpiWork work : Works.ALL) {
        boolean first = strategy.mayDefer(work);
        for (int i = 0; i < Situation.COUNT; i++) {
          assertEquals(first, strategy.mayDefer(work), () -> "mayDefer(" + work + ") changes");
        }
      }
    }
  }

  @Test
  void decide_anyState_comesToADecision() {
    decideAll(Law.DECIDES);
  }

  /** The sender's own copies of per-CPU variables are its own. */
  @Test
  void decide_oneStep_atMostOneSharedAccess() {
    decideAll(Law.ONE_ACCESS);
  }

  private void decideAll(Law law) {
    for (Settings settings : creatable()) {
      DeferralStrategy strategy = provider().create(settings);
      for (Situation situation : Situation.all(SEED)) {
        situation.outcome(strategy).requireLaw(law);
      }
    }
  }

  /**
   * The same state of memory gives the same accesses and decisions, whatever was decided before:
   * fresh strategies in one order, one strategy in the other.
   */
  @Test
  void decide_sameMemory_sameDecision() {
    for (Settings settings : creatable()) {
      List<Situation> situations = Situation.all(SEED);
      List<Outcome> fresh = new ArrayList<>();
      situations.forEach(s -> fresh.add(s.outcome(provider().create(settings))));
      DeferralStrategy used = provider().create(settings);
      for (int i = situations.size() - 1; i >= 0; i--) {
        assertEquals(
            fresh.get(i),
            situations.get(i).outcome(used),
            "found another decision in the same state of memory: it depends on something else");
      }
    }
  }

  @Test
  void fields_strategyAndProvider_areFinal() {
    assertAll(
        Stream.concat(
                Fields.thatChange(provider()).stream(),
                creatable().stream().flatMap(s -> Fields.thatChange(provider().create(s)).stream()))
            .distinct()
            .map(field -> () -> fail("found a field that changes, expected final: " + field)));
  }

  @TestFactory
  List<DynamicTest> trial_anyMachine_losesNoWork() {
    return trials((settings, machine) -> requireNothingLost(settings, machine));
  }

  private void requireNothingLost(Settings settings, TrialMachine machine) {
    TrialResult result = trial().run(provider(), settings, machine, SEED);

    result.death().ifPresent(death -> fail("the kernel died: " + death));
    assertTrue(result.sent() + result.deferred() > 0, "found no work for isolated CPUs");
    Set<String> known = knownViolations(settings, machine);
    for (Violation violation : result.violations()) {
      assertTrue(known.contains(violation.monitor()), () -> "found a violation: " + violation);
    }
  }

  /** The first machine only: one run shows what the others would. */
  @Test
  void trial_again_sameToTheLastBit() {
    Settings settings = creatable().get(0);
    TrialMachine machine = machines(settings).get(0);

    TrialResult first = trial().run(provider(), settings, machine, SEED);

    assertEquals(first, trial().run(provider(), settings, machine, SEED), "the same run again");
  }

  /** One strategy object lives through two machines; the second must not feel the first. */
  @Test
  void trial_strategyUsedBefore_sameToTheLastBit() {
    Settings settings = creatable().get(0);
    TrialMachine machine = machines(settings).get(0);
    DeferralStrategyProvider used = new OneStrategy(provider(), settings);

    TrialResult first = trial().run(used, settings, machine, SEED);

    assertEquals(
        first,
        trial().run(used, settings, machine, SEED),
        "it brought something from its first run");
  }

  private List<DynamicTest> trials(Trial trial) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Settings settings : creatable()) {
      for (TrialMachine machine : machines(settings)) {
        tests.add(
            dynamicTest(settings.values() + " " + machine, () -> trial.run(settings, machine)));
      }
    }
    return tests;
  }

  private interface Trial {
    void run(Settings settings, TrialMachine machine);
  }

  private List<TrialMachine> machines(Settings settings) {
    Set<Requirement> required = provider().requires(settings);
    return EnumSet.allOf(TrialMachine.class).stream().filter(m -> m.satisfies(required)).toList();
  }

  private List<Settings> creatable() {
    return settings().stream().filter(this::isCreatable).toList();
  }

  private boolean isCreatable(Settings settings) {
    try {
      provider().create(settings);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
