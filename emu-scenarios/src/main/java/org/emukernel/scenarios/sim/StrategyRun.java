package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.MachineEvents;
import org.emukernel.entry.idt.KernelOopsException;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.monitor.LostCpuException;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.routine.KernelBug;

/** One strategy's run of a scenario: machine, workloads and simulator, from power-on to result. */
final class StrategyRun {

  /** How often progress is told. */
  private static final int PARTS = 200;

  private final String strategy;
  private final SimulatedMachine simulated;
  private final boolean hasNmis;

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
    this.strategy = strategy;
    this.hasNmis = policy.nmisPerSecond() > 0;
    simulated = new SimulatedMachine(spec, plans, new MachineEvents() {}, policy);
  }

  /**
   * Runs for a virtual time and says what came of it. A CPU that is lost ends the run. A kernel
   * that dies of what the monitors saw before, or under NMIs, ends the run there, and its death is
   * one of the violations; one that dies without is a mistake in the emulator.
   */
  StrategyResult run(long durationNs, ProgressSink progress) {
    progress.started(strategy, PARTS);
    try {
      for (int part = 1; part <= PARTS; part++) {
        simulated.runUntil(durationNs / PARTS * part + durationNs % PARTS * part / PARTS);
        progress.reached(part);
      }
    } catch (LostCpuException lost) {
      progress.reached(PARTS);
    } catch (KernelBug | KernelOopsException death) {
      if (!hasNmis && simulated.machine().monitors().violations().isEmpty()) {
        throw death;
      }
      simulated
          .machine()
          .monitors()
          .kernelDied(simulated.running(), String.valueOf(death.getMessage()));
      progress.reached(PARTS);
    }
    return result();
  }

  private StrategyResult result() {
    EmulatedMachine machine = simulated.machine();
    Interference interference = simulated.interference();
    return new StrategyResult(
        strategy,
        interference.hitsPerIsolatedCpu(),
        interference.hitsByCallback(),
        interference.hitsByChain(),
        interference.deferredCount(),
        interference.caughtUpCount(),
        interference.kernelEntryCount(),
        simulated.machine().monitors().violations(),
        interference.kernelWarnings(),
        machine.cpus().stream().mapToLong(Cpu::instructions).sum(),
        interference.eventCount());
  }

  EmulatedMachine machine() {
    return simulated.machine();
  }
}
