package org.emukernel.scenarios.sim;

import java.util.Optional;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.monitor.LostCpuException;
import org.emukernel.scenarios.report.MeasuredMean;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;

/** One strategy's run of a scenario: machine, workloads and simulator, from power-on to result. */
public final class StrategyRun {

  /** How often progress is told. */
  private static final int PARTS = 200;

  private final String strategy;
  private final SimulatedMachine simulated;
  private final RunListener listener;
  private final boolean hasNmis;
  private boolean dead;
  private long reachedNs;

  /**
   * Lays the run out and boots the machine.
   *
   * @param strategy its name in the report
   * @param spec the machine
   * @param plans lays out the workloads
   * @param policy how it is run
   */
  StrategyRun(
      String strategy,
      MachineSpec spec,
      SimulatedMachine.WorkloadPlans plans,
      SimulationPolicy policy) {
    this(strategy, spec, plans, policy, RunListener.NONE);
  }

  private StrategyRun(
      String strategy,
      MachineSpec spec,
      SimulatedMachine.WorkloadPlans plans,
      SimulationPolicy policy,
      RunListener listener) {
    this.strategy = strategy;
    this.listener = listener;
    this.hasNmis = policy.nmisPerSecond() > 0;
    simulated = new SimulatedMachine(spec, plans, listener, policy);
    listener.booted(simulated.machine());
  }

  /**
   * Lays out and boots what a scenario says of one of its strategies.
   *
   * @param machines makes the machine
   * @param settings the scenario
   * @param strategy one of its strategies
   * @param listener hears what happens
   */
  public static StrategyRun of(
      ScenarioMachines machines,
      ScenarioSettings settings,
      StrategySettings strategy,
      RunListener listener) {
    return new StrategyRun(
        strategy.label(),
        machines.spec(settings, strategy),
        machines.workloads(settings),
        new SimulationPolicy(
            settings.seed(), Simulator.FastForward.ON, settings.machine().nmisPerSecond()),
        listener);
  }

  /** Runs for a virtual time and says what came of it. */
  StrategyResult run(long durationNs, ProgressSink progress) {
    progress.started(strategy, PARTS);
    for (int part = 1; part <= PARTS; part++) {
      passUntil(durationNs / PARTS * part + durationNs % PARTS * part / PARTS);
      progress.reached(part);
    }
    simulated.settleAt(reachedNs);
    listener.ended(reachedNs);
    return result();
  }

  /**
   * Runs until every CPU has reached a time. A CPU that is lost ends the run. A kernel that dies of
   * what the monitors saw before, or under NMIs, ends the run there, and its death is one of the
   * violations; one that dies without is a mistake in the emulator, or in a strategy's entry code.
   *
   * @param ns virtual time since power-on, ns
   * @throws KernelBug if the kernel dies for no reason that a monitor has seen
   * @throws KernelOopsException likewise
   */
  public void runUntil(long ns) {
    passUntil(ns);
    simulated.settleAt(reachedNs);
  }

  private void passUntil(long ns) {
    if (dead) {
      return;
    }
    try {
      simulated.passUntil(ns);
      reachedNs = ns;
    } catch (LostCpuException lost) {
      dead = true;
    } catch (KernelBug | KernelOopsException death) {
      if (!hasNmis && simulated.machine().monitors().violations().isEmpty()) {
        throw death;
      }
      dead = true;
      simulated
          .machine()
          .monitors()
          .kernelDied(simulated.running(), String.valueOf(death.getMessage()));
    }
  }

  /** {@return what has come of it so far} */
  public StrategyResult result() {
    EmulatedMachine machine = simulated.machine();
    Interference interference = simulated.interference();
    return new StrategyResult(
        "",
        strategy,
        interference.hitsPerIsolatedCpu(),
        interference.hitsByCallback(),
        interference.hitsByChain(),
        interference.deferredCount(),
        interference.caughtUpCount(),
        interference.kernelEntryCount(),
        simulated.machine().monitors().violations(),
        interference.kernelWarnings(),
        simulated.means().stream().map(mean -> new MeasuredMean(mean, Optional.empty())).toList(),
        simulated.ipiPlaces(),
        machine.cpus().stream().mapToLong(EmulatedCpu::instructions).sum(),
        interference.eventCount());
  }

  /** {@return the machine} */
  public EmulatedMachine machine() {
    return simulated.machine();
  }
}
