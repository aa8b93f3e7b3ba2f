package org.emukernel.scenarios.embed;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.trial.StrategyTrial;
import org.emukernel.api.trial.TrialMachine;
import org.emukernel.api.trial.TrialResult;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.CpuFeature;
import org.emukernel.scenarios.config.NamedSet;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.workload.TrialLoad;

/**
 * Trials in the simulator: two housekeeping CPUs, two isolated ones, {@link TrialLoad}, NMIs, and
 * stores that wait in store buffers.
 */
public final class SimulatedTrial implements StrategyTrial {

  private static final Duration LENGTH = Duration.ofMillis(5);
  private static final int NMIS_PER_SECOND = 20_000;

  /** For ServiceLoader. */
  public SimulatedTrial() {}

  @Override
  public TrialResult run(
      DeferralStrategyProvider provider, Settings settings, TrialMachine machine, long seed) {
    Set<Requirement> has = EnumSet.copyOf(machine.has());
    has.addAll(provider.requires(settings));
    try {
      return run(experiment(provider, settings, has, machine, seed).build().boot());
    } catch (BadScenarioException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /* Under the strategy's name nobody else is found, also if it is one of ours. */
  private static ExperimentBuilder experiment(
      DeferralStrategyProvider provider,
      Settings settings,
      Set<Requirement> has,
      TrialMachine machine,
      long seed) {
    Catalogue all = PlugIns.NONE.catalogue();
    Catalogue catalogue =
        new Catalogue(
            NamedSet.of(all.strategies().kind(), List.of(provider)),
            all.architectures(),
            all.packs(),
            all.workloads(),
            all.faults());
    ExperimentBuilder builder =
        new ExperimentBuilder(catalogue)
            .name("trial")
            .cpus(4)
            .isolated("2-3")
            .memoryMib(128)
            .storeBuffer(16)
            .nmisPerSecond(machine == TrialMachine.PTI_WITH_PCID_AND_NMIS ? NMIS_PER_SECOND : 0)
            .seed(seed)
            .strategy(provider, settings)
            .workload(new TrialLoad(), Map.of());
    for (Requirement requirement : Requirement.values()) {
      CpuFeature.of(requirement)
          .ifPresent(
              feature -> {
                if (has.contains(requirement)) {
                  builder.with(feature);
                } else {
                  builder.without(feature);
                }
              });
    }
    return builder;
  }

  private static TrialResult run(Machine machine) {
    Optional<String> death = Optional.empty();
    try {
      machine.advance(LENGTH);
    } catch (KernelBug | KernelOopsException e) {
      death = Optional.of(String.valueOf(e.getMessage()));
    }
    StrategyResult result = machine.result();
    return new TrialResult(
        result.ipisToIsolatedUser(),
        result.deferred(),
        result.kernelEntries(),
        result.violations(),
        death,
        machine.stateHash());
  }
}
