package org.emukernel.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.config.SettingOverride;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that change a scenario. */
final class ScenarioOptions {

  @Option(names = "--seed", paramLabel = "N", description = "The seed: emu.seed.")
  private @Nullable String seed;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[,NAME]",
      description = "The strategies to compare: emu.strategies.")
  private @Nullable String strategies;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets a key of the scenario, with or without the prefix emu.:"
              + " --set machine.cpus=8 --set workloads.hackbench.wakeups-per-second=100."
              + " Can be given more than once.")
  private List<String> settings = new ArrayList<>();

  /**
   * {@return the keys that the options set; the named options win over {@code --set}}
   *
   * @throws BadInputException if a {@code --set} has no {@code =}
   */
  List<SettingOverride> overrides() throws BadInputException {
    List<SettingOverride> overrides = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new BadInputException("--set: found \"" + setting + "\", expected KEY=VALUE");
      }
      String key = setting.substring(0, equals).strip();
      String value = setting.substring(equals + 1);
      overrides.add(new SettingOverride("--set " + setting, key, value));
    }
    if (seed != null) {
      overrides.add(SettingOverride.option("--seed", "seed", seed));
    }
    if (strategies != null) {
      overrides.add(SettingOverride.option("--strategy", "strategies", strategies));
    }
    return overrides;
  }

  /** {@return whether any of them is given} */
  boolean isGiven() {
    return seed != null || strategies != null || !settings.isEmpty();
  }

  /** {@return the options that make the same run again, the seed always among them} */
  String again(long usedSeed) {
    StringBuilder line = new StringBuilder(" --seed " + usedSeed);
    if (strategies != null) {
      line.append(" --strategy ").append(ShellWord.of(strategies));
    }
    settings.forEach(setting -> line.append(" --set ").append(ShellWord.of(setting)));
    return line.toString();
  }
}
