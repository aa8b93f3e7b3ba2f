package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.idt.KernelOopsException;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.workload.Kworkers;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.KernelSymbols;
import org.emukernel.x86.routine.KernelBug;

/** One strategy's run of a scenario: machine, workloads and simulator, from power-on to result. */
final class StrategyRun {

  /** How often progress is told. */
  private static final int PARTS = 1000;

  private final String strategy;
  private final EmulatedMachine machine;
  private final Interference interference;
  private final Simulator simulator;

  /**
   * Lays the run out and boots the machine.
   *
   * @param strategy its name in the report
   * @param spec the machine
   * @param plans lays out the workloads
   * @param policy how it is run
   */
  StrategyRun(String strategy, MachineSpec spec, WorkloadPlans plans, Policy policy) {
    this.strategy = strategy;
    ArenaBuilder slots = Arena.builder();
    EmulatedMachine.Plan machinePlan = EmulatedMachine.reserve(slots, spec);
    IpiFlights.Slots flightSlots = IpiFlights.reserve(slots, spec.cpus());
    int callers = UserPrograms.reserve(slots, spec.cpus());
    List<WorkloadHost.Plan> workloadPlans = plans.reserve(slots);
    Arena arena = slots.build();
    interference = new Interference(spec.cpus(), spec.isolated());
    LateBus bus = new LateBus();
    machine = machinePlan.build(arena, bus, interference);
    List<Workload> workloads = new ArrayList<>();
    workloadPlans.forEach(plan -> workloads.add(plan.start(arena)));
    workloads.add(kworkers(spec, arena.memory()));
    simulator =
        new Simulator(
            new Simulator.Parts(
                machine,
                new IpiFlights(arena, flightSlots),
                new UserPrograms(arena, callers, workloads, machine.symbols()),
                interference,
                new TextRefetch(policy.seed()),
                policy.fastForward()));
    bus.connect(simulator);
  }

  /**
   * How a scenario is run.
   *
   * @param seed what the machine's open questions are answered from
   * @param fastForward whether repetitions may be jumped over
   */
  record Policy(long seed, Simulator.FastForward fastForward) {}

  /** Reserves the slots of a scenario's workloads. */
  interface WorkloadPlans {

    /** {@return the workloads in order} */
    List<WorkloadHost.Plan> reserve(ArenaBuilder slots);
  }

  private Kworkers kworkers(MachineSpec spec, PhysicalMemory memory) {
    List<PendingWork> works = machine.memoryManager().works();
    KernelSymbols symbols = machine.symbols();
    return new Kworkers(
        cpu ->
            !spec.isolated().contains(cpu)
                && works.stream()
                    .anyMatch(work -> (memory.readLong(physical(work, cpu, symbols)) & 1) != 0));
  }

  private static long physical(PendingWork work, int cpu, KernelSymbols symbols) {
    return work.storage() == Storage.PER_CPU
        ? symbols.perCpu(work.variable(), cpu) - MemoryMap.PAGE_OFFSET
        : MemoryMap.imagePhysical(symbols.symbol(work.variable()));
  }

  /**
   * Runs for a virtual time and says what came of it. A kernel that dies of what the monitors saw
   * before ends the run there, and its death is one of the violations; one that dies without is a
   * mistake in the emulator.
   */
  StrategyResult run(long durationNs, ProgressSink progress) {
    progress.started(strategy, PARTS);
    try {
      for (int part = 1; part <= PARTS; part++) {
        simulator.runUntil(durationNs / PARTS * part + durationNs % PARTS * part / PARTS);
        progress.reached(part);
      }
    } catch (KernelBug | KernelOopsException death) {
      if (machine.monitors().violations().isEmpty()) {
        throw death;
      }
      machine.monitors().kernelDied(simulator.running(), String.valueOf(death.getMessage()));
      progress.reached(PARTS);
    }
    return result();
  }

  private StrategyResult result() {
    return new StrategyResult(
        strategy,
        interference.hitsPerIsolatedCpu(),
        interference.hitsByCallback(),
        interference.hitsByChain(),
        interference.deferredCount(),
        interference.caughtUpCount(),
        interference.kernelEntryCount(),
        machine.monitors().violations(),
        machine.cpus().stream().mapToLong(Cpu::instructions).sum(),
        interference.eventCount());
  }

  EmulatedMachine machine() {
    return machine;
  }
}
