package org.emukernel.scenarios.verify;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.cli.ScenarioVerifier.Identity;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.wiring.EmuModule;

/** What searches a pack, with the reduction. */
final class Searches {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final long MEMORY = 2048L << 20;

  private Searches() {}

  /**
   * {@return a search by one thread}
   *
   * @param row the pack's name, and settings with blanks between them
   */
  static Searcher of(String row) throws BadScenarioException {
    return of(row, 1);
  }

  /** {@return a search by so many threads} */
  static Searcher of(String row, int threads) throws BadScenarioException {
    Options options = new Options(Reduction.ON, MEMORY, threads, Identity.HASH_64);
    return INJECTOR.getInstance(Verifier.class).searcher(scenario(row), options);
  }

  /** {@return a search of another model on the machine of a row} */
  static Searcher of(String row, VerifyModel model) throws BadScenarioException {
    Options options = new Options(Reduction.ON, MEMORY, 1, Identity.HASH_64);
    return INJECTOR.getInstance(Verifier.class).searcher(scenario(row), model, options);
  }

  private static VerifyScenario scenario(String row) throws BadScenarioException {
    String[] parts = row.split(" ");
    List<SettingOverride> overrides = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] keyAndValue = parts[i].split("=", 2);
      overrides.add(new SettingOverride("--set", keyAndValue[0], keyAndValue[1]));
    }
    return INJECTOR.getInstance(ScenarioLoader.class).loadAll(parts[0], overrides);
  }
}
