package org.emukernel.scenarios.redrive;

import com.google.inject.Injector;
import java.util.List;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.StrategySettings;

/** Strategies as the command line names them. */
final class TestStrategies {

  private TestStrategies() {}

  static List<StrategySettings> of(Injector injector, String written) {
    try {
      return injector
          .getInstance(ScenarioLoader.class)
          .strategies(SettingOverride.option("--strategy", "strategies", written));
    } catch (BadScenarioException e) {
      throw new IllegalArgumentException(e.lines().toString(), e);
    }
  }
}
