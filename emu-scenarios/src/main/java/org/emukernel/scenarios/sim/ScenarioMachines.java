package org.emukernel.scenarios.sim;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.CpuFeature;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.NamedSet;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.machine.MachineSpec;

/** Makes machines out of a scenario's settings. */
public final class ScenarioMachines {

  private final Catalogue catalogue;

  /** Looks names up in a catalogue. */
  @Inject
  public ScenarioMachines(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** {@return the machine of a scenario under one of its strategies} */
  public MachineSpec spec(ScenarioSettings settings, StrategySettings strategy) {
    MachineSettings machine = settings.machine();
    return new MachineSpec(
        known(catalogue.architectures(), machine.architecture()),
        hardware(machine, settings.kernel().rcuWatchingBits()),
        strategy(strategy),
        settings.kernel(),
        faults(settings),
        parts(settings),
        systemCalls(settings));
  }

  private static HardwareSpec hardware(MachineSettings machine, int rcuWatchingBits) {
    return new HardwareSpec(
        machine.cpus(),
        machine.isolated(),
        machine.memoryBytes(),
        machine.features().stream().map(CpuFeature::key).collect(Collectors.toSet()),
        machine.storeBufferEntries(),
        machine.profile(),
        new SimulationChooser(stores(machine)),
        rcuWatchingBits);
  }

  /** {@return a strategy with every setting at its default} */
  public StrategySettings defaults(String strategy) {
    return StrategySettings.defaults(known(catalogue.strategies(), strategy));
  }

  private static SimulationChooser.Stores stores(MachineSettings machine) {
    return machine.storeBufferEntries() == 0
        ? SimulationChooser.Stores.AT_ONCE
        : SimulationChooser.Stores.WHEN_DRAINED;
  }

  private DeferralStrategy strategy(StrategySettings settings) {
    DeferralStrategyProvider provider = known(catalogue.strategies(), settings.name());
    return provider.create(settings.settings());
  }

  private List<PlantedFaultProvider> faults(ScenarioSettings settings) {
    return settings.faults().stream().map(name -> known(catalogue.faults(), name)).toList();
  }

  private List<KernelPart> parts(ScenarioSettings settings) {
    return settings.workloads().stream().map(w -> provider(w).kernelPart()).toList();
  }

  private Map<Integer, String> systemCalls(ScenarioSettings settings) {
    Map<Integer, String> calls = new TreeMap<>();
    settings.workloads().forEach(w -> calls.putAll(provider(w).systemCalls()));
    return calls;
  }

  private WorkloadProvider provider(Settings workload) {
    return known(catalogue.workloads(), workload.name());
  }

  private static <T extends Named> T known(NamedSet<T> set, String name) {
    return set.find(name)
        .orElseThrow(() -> new IllegalArgumentException("unknown " + set.kind() + " " + name));
  }

  /** {@return who lays out the workloads of a scenario} */
  SimulatedMachine.WorkloadPlans workloads(ScenarioSettings settings) {
    return slots -> plans(settings, slots);
  }

  private List<WorkloadHost.Plan> plans(ScenarioSettings settings, ArenaBuilder slots) {
    List<WorkloadHost.Plan> plans = new ArrayList<>();
    MachineSettings machine = settings.machine();
    for (int i = 0; i < settings.workloads().size(); i++) {
      Settings workload = settings.workloads().get(i);
      WorkloadHost host =
          new WorkloadHost(
              slots,
              machine.housekeeping(),
              machine.isolated(),
              settings.seed(),
              "workload" + i + "." + workload.name());
      plans.add(provider(workload).plan(workload, host));
    }
    return plans;
  }
}
