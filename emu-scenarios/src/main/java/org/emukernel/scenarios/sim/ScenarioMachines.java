package org.emukernel.scenarios.sim;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelPart;
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
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.mem.MmuSpec;
import org.emukernel.x86.tlb.TlbSpec;

/** Makes machines out of a scenario's settings. */
public final class ScenarioMachines {

  /** What every processor of the profiles has. */
  private static final Set<X86Feature> ALWAYS =
      EnumSet.of(
          X86Feature.TSC,
          X86Feature.MSR,
          X86Feature.CX8,
          X86Feature.CX16,
          X86Feature.NX,
          X86Feature.GBPAGES,
          X86Feature.RDTSCP,
          X86Feature.REP_GOOD,
          X86Feature.ERMS,
          X86Feature.X2APIC);

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
        machine.cpus(),
        machine.isolated(),
        machine.memoryBytes(),
        features(machine),
        new MmuSpec(
            TlbSpec.SKYLAKE, Math.max(1, machine.storeBufferEntries()), MmuSpec.FastPath.ON),
        machine.profile(),
        new SimulationChooser(stores(machine)),
        strategy(strategy),
        settings.kernel(),
        faults(settings),
        parts(settings),
        systemCalls(settings));
  }

  private static SimulationChooser.Stores stores(MachineSettings machine) {
    return machine.storeBufferEntries() == 0
        ? SimulationChooser.Stores.AT_ONCE
        : SimulationChooser.Stores.WHEN_DRAINED;
  }

  private static Set<X86Feature> features(MachineSettings machine) {
    EnumSet<X86Feature> features = EnumSet.copyOf(ALWAYS);
    for (CpuFeature feature : machine.features()) {
      features.add(X86Feature.valueOf(feature.name()));
    }
    return features;
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
