package org.emukernel.scenarios.sim;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Workload;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.emukernel.scenarios.workload.StaticKeys;

/** One run of a machine, composed as the emu command composes it, with what a test adds. */
public final class TestRun {

  private final List<SettingOverride> overrides = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private UnaryOperator<MachineSpec> change = UnaryOperator.identity();
  private Simulator.FastForward fastForward = Simulator.FastForward.ON;

  /** Four CPUs, of which 2 and 3 are isolated. */
  public TestRun() {
    set("machine.cpus", "4").set("machine.isolated", "2-3").set("machine.memory", "128 MiB");
  }

  /** Sets a key of the scenario. */
  public TestRun set(String key, String value) {
    overrides.add(SettingOverride.option("test", key, value));
    return this;
  }

  /** Adds a workload. */
  public TestRun with(Workload workload) {
    workloads.add(workload);
    return this;
  }

  /** Changes the machine that the settings make, after other changes. */
  public TestRun machine(UnaryOperator<MachineSpec> newChange) {
    UnaryOperator<MachineSpec> before = change;
    change = spec -> newChange.apply(before.apply(spec));
    return this;
  }

  /** Plants faults that are on no list. */
  public TestRun plant(PlantedFaultProvider... faults) {
    return machine(spec -> spec.withFaults(List.of(faults)));
  }

  /** Executes every instruction. */
  public TestRun withoutFastForward() {
    fastForward = Simulator.FastForward.OFF;
    return this;
  }

  /** What a run leaves behind. */
  public record Outcome(StrategyResult result, EmulatedMachine machine) {}

  /** Runs for a virtual time. */
  public Outcome run(long ms) {
    Injector injector = Guice.createInjector(Stage.DEVELOPMENT, new EmuModule());
    ScenarioSettings settings = settings(injector.getInstance(ScenarioLoader.class));
    ScenarioMachines machines = injector.getInstance(ScenarioMachines.class);
    MachineSpec spec = machines.spec(settings, settings.strategies().get(0));
    StrategyRun run =
        new StrategyRun(
            settings.strategies().get(0).label(),
            change.apply(withTestCalls(spec)),
            slots -> {
              var plans = new ArrayList<>(machines.workloads(settings).reserve(slots));
              workloads.forEach(workload -> plans.add(arena -> workload));
              return plans;
            },
            new SimulationPolicy(settings.seed(), fastForward, settings.machine().nmisPerSecond()));
    return new Outcome(run.run(ms * 1_000_000, ProgressSink.NONE), run.machine());
  }

  private ScenarioSettings settings(ScenarioLoader loader) {
    try {
      return loader.loadDefaults(overrides);
    } catch (BadScenarioException e) {
      throw new IllegalStateException(String.join("; ", e.lines()), e);
    }
  }

  private static MachineSpec withTestCalls(MachineSpec spec) {
    Map<Integer, String> calls = new HashMap<>(spec.systemCalls());
    calls.putAll(TestCalls.systemCalls());
    calls.putAll(new StaticKeys().systemCalls());
    return with(spec, List.of(TestCalls.kernelPart(), new StaticKeys().kernelPart()), calls);
  }

  /** {@return the machine with more kernel functions} */
  public static MachineSpec withParts(MachineSpec spec, KernelPart... more) {
    return with(spec, List.of(more), spec.systemCalls());
  }

  private static MachineSpec with(
      MachineSpec spec, List<KernelPart> more, Map<Integer, String> calls) {
    List<KernelPart> parts = new ArrayList<>(spec.parts());
    parts.addAll(more);
    return spec.with(parts, calls);
  }
}
