package org.emukernel.scenarios.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.scenarios.workload.BpfFilter;
import org.emukernel.scenarios.workload.Hackbench;
import org.emukernel.scenarios.workload.ProcessChurn;
import org.emukernel.scenarios.workload.StaticKeys;
import org.emukernel.scenarios.workload.Tracepoints;

/** Plug-ins that tests know, whatever is on the class path. */
public final class TestCatalogue {

  private TestCatalogue() {}

  /**
   * {@return two strategies and more, one architecture, the rteval pack, its workloads, and two
   * faults}
   */
  public static Catalogue create(DeferralStrategyProvider... more) {
    List<DeferralStrategyProvider> strategies = new ArrayList<>(List.of(more));
    strategies.add(new Strategy("immediate", Set.of()));
    strategies.add(new Strategy("cr3-signal", Set.of(Requirement.PTI)));
    return new Catalogue(
        NamedSet.of("strategy", strategies),
        NamedSet.of("architecture", List.of(new Architecture())),
        NamedSet.of("pack", List.of(new RtevalPack())),
        NamedSet.of(
            "workload",
            List.of(
                new ProcessChurn(),
                new Hackbench(),
                new BpfFilter(),
                new StaticKeys(),
                new Tracepoints())),
        NamedSet.of("fault", List.of(new Fault("skip-kernel-flush"), new Fault("skip-text-sync"))));
  }

  private record Architecture() implements CpuArchitectureProvider {
    @Override
    public String name() {
      return "x86-64";
    }

    @Override
    public String description() {
      return "64-bit mode";
    }

    @Override
    public String manual() {
      return "SDM";
    }

    @Override
    public boolean canHave(Requirement requirement) {
      return true;
    }

    @Override
    public MachinePlan reserve(ArenaBuilder slots, HardwareSpec spec) {
      throw new UnsupportedOperationException("tests of scenarios build no machine");
    }
  }

  private record Fault(String name) implements PlantedFaultProvider {
    @Override
    public String description() {
      return "plants " + name;
    }

    @Override
    public String caughtBy() {
      return "stale-translation";
    }

    @Override
    public Routine plantIn(Routine routine) {
      return routine;
    }
  }

  private record Strategy(String name, Set<Requirement> requires)
      implements DeferralStrategyProvider {
    @Override
    public String description() {
      return "decides as " + name;
    }

    @Override
    public String source() {
      return "test";
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      return new Never(name);
    }
  }

  private record Never(String name) implements DeferralStrategy {
    @Override
    public boolean mayDefer(IpiWork work) {
      return false;
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return Optional.empty();
    }
  }
}
