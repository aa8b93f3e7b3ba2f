package org.emukernel.scenarios.plugin;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Whether a provider from outside answers what every command asks. Whatever it throws means no; so
 * one that was compiled against another version of the interface is found here, too.
 */
final class Soundness {

  private Soundness() {}

  /**
   * Asks.
   *
   * @throws UnsoundException if an answer breaks the interface's rules
   */
  static void check(Named provider) {
    require(Named.problemOfName(provider.name()));
    require(Named.problemOfDescription(provider.description()));
    if (provider instanceof DeferralStrategyProvider strategy) {
      strategy.source().length();
      strategy.requires().size();
      settings(strategy.settings());
      name(strategy.name(), strategy.create().name());
    } else if (provider instanceof WorkloadProvider workload) {
      settings(workload.settings());
      workload.kernelPart().routines().size();
      workload.systemCalls().size();
    } else if (provider instanceof ScenarioPack pack) {
      resource(pack);
    } else if (provider instanceof PlantedFaultProvider fault) {
      fault.caughtBy().length();
    }
  }

  private static void settings(List<Setting> settings) {
    Set<String> keys = new HashSet<>();
    for (Setting setting : settings) {
      require(Named.problemOfName(setting.key()));
      if (!keys.add(setting.key())) {
        throw new UnsoundException(
            "found the setting \"" + setting.key() + "\" twice, expected each once");
      }
    }
  }

  private static void name(String provider, String strategy) {
    if (!provider.equals(strategy)) {
      throw new UnsoundException(
          "found a strategy named \"%s\", expected \"%s\" as its provider's name"
              .formatted(strategy, provider));
    }
  }

  private static void resource(ScenarioPack pack) {
    if (pack.getClass().getClassLoader().getResource(pack.resource()) == null) {
      throw new UnsoundException("found no resource \"" + pack.resource() + "\", expected HOCON");
    }
  }

  private static void require(Optional<String> problem) {
    if (problem.isPresent()) {
      throw new UnsoundException(problem.get());
    }
  }
}
