package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.spi.Mean;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.scenarios.machine.BothEvents;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.report.IpiPlaces;
import org.emukernel.scenarios.workload.Kworkers;

/** A booted machine, what its user tasks do, and the simulator that runs it in virtual time. */
public final class SimulatedMachine {

  private final EmulatedMachine machine;
  private final Interference interference;
  private final Simulator simulator;
  private final TargetPlaces places;
  private final PlaceCounts placeCounts;
  private final List<Workload> workloads = new ArrayList<>();

  /**
   * Lays the machine out with all that runs on it, and boots it.
   *
   * @param spec the machine
   * @param plans lays out the workloads
   * @param listener told of events beside the counters
   * @param seed what the machine's open questions are answered from
   */
  public SimulatedMachine(
      MachineSpec spec, WorkloadPlans plans, MachineEvents listener, long seed) {
    this(
        spec,
        plans,
        listener,
        RunListener.NONE,
        SimulationPolicy.withoutNmis(seed, Simulator.FastForward.ON));
  }

  SimulatedMachine(
      MachineSpec spec, WorkloadPlans plans, RunListener listener, SimulationPolicy policy) {
    this(spec, plans, listener.events(), listener, policy);
  }

  private SimulatedMachine(
      MachineSpec spec,
      WorkloadPlans plans,
      MachineEvents events,
      RunListener listener,
      SimulationPolicy policy) {
    ArenaBuilder slots = Arena.builder();
    placeCounts = new PlaceCounts(spec.cpus(), spec.isolated(), this::placeOf);
    EmulatedMachine.Plan machinePlan =
        EmulatedMachine.reserve(
            slots, spec.withStrategy(new WatchedStrategy(spec.strategy(), placeCounts)));
    IpiFlights.Slots flightSlots = IpiFlights.reserve(slots, spec.cpus());
    NmiSource.Slots nmiSlots = NmiSource.reserve(slots, spec.cpus());
    int callers = UserPrograms.reserve(slots, spec.cpus());
    List<WorkloadHost.Plan> workloadPlans = plans.reserve(slots);
    Arena arena = slots.build();
    interference = new Interference(spec.cpus(), spec.isolated());
    LateBus bus = new LateBus();
    machine =
        machinePlan.build(
            arena,
            bus,
            new BothEvents(
                new BothEvents(interference, events), new BothEvents(placeCounts, borders())));
    places = new TargetPlaces(machine);
    workloadPlans.forEach(plan -> workloads.add(plan.start(arena)));
    workloads.add(kworkers(spec, arena.memory()));
    simulator =
        new Simulator(
            new Simulator.Parts(
                machine,
                new IpiFlights(arena, flightSlots),
                new NmiSource(arena, nmiSlots, spec.cpus(), policy),
                new UserPrograms(arena, callers, workloads, machine.symbols()),
                interference,
                listener,
                placeCounts,
                new TextRefetch(policy.seed()),
                policy.fastForward()));
    bus.connect(simulator);
  }

  /*
   * A CPU that comes back to user mode stops there: the simulator looks whether it is at the head of its loop, where calls begin. If it
   * went on, its next call would begin a round of the loop sooner or later, as the end of its run happens to lie.
   */
  private MachineEvents borders() {
    return new MachineEvents() {
      @Override
      public void kernelEntry(int cpu, int vector) {
        SimulatedMachine.this.places.entered(cpu);
      }

      @Override
      public void kernelExit(int cpu) {
        SimulatedMachine.this.machine.cpus().get(cpu).requestStop();
      }
    };
  }

  /** Reserves the slots of a machine's workloads. */
  @FunctionalInterface
  public interface WorkloadPlans {

    /** {@return the workloads in order} */
    List<WorkloadHost.Plan> reserve(ArenaBuilder slots);
  }

  /*
   * Asked at every return to user mode, so where the pending bits lie is worked out once. Isolated CPUs do the works that are bound to them
   * only.
   */
  private Kworkers kworkers(MachineSpec spec, PhysicalMemory memory) {
    List<PendingWork> works = new ArrayList<>(machine.works());
    works.add(machine.memoryManager().waitingTasks());
    long[][] words = new long[spec.cpus()][];
    for (int cpu = 0; cpu < words.length; cpu++) {
      int number = cpu;
      boolean isolated = spec.isolated().contains(cpu);
      words[cpu] =
          works.stream()
              .filter(work -> !isolated || work.storage() == Storage.PER_CPU)
              .mapToLong(work -> physical(work, number))
              .toArray();
    }
    return new Kworkers(cpu -> firstDueNs(memory, words[cpu]));
  }

  private static long firstDueNs(PhysicalMemory memory, long[] words) {
    long due = Workload.NEVER;
    for (long word : words) {
      long pending = memory.readLong(word);
      if ((pending & 1) != 0) {
        due = Math.min(due, pending >>> 1);
      }
    }
    return due;
  }

  private long physical(PendingWork work, int cpu) {
    KernelSymbols symbols = machine.symbols();
    return machine
        .loaded()
        .physical(
            work.storage() == Storage.PER_CPU
                ? symbols.perCpu(work.variable(), cpu)
                : symbols.symbol(work.variable()));
  }

  /**
   * Runs until every CPU has reached a time.
   *
   * @param ns virtual time since power-on, ns
   */
  public void runUntil(long ns) {
    simulator.runUntil(ns);
  }

  /** As {@link Simulator#passUntil}. */
  void passUntil(long ns) {
    simulator.passUntil(ns);
  }

  /** As {@link Simulator#settleAt}. */
  void settleAt(long ns) {
    simulator.settleAt(ns);
  }

  /**
   * Runs until a time, and says whether the machine came to rest before: every CPU is in its loop
   * in user mode, and nothing is under way or due. Then all of them stand at the loop's head at
   * exactly that time, and what comes next depends on nothing but the arena's state.
   *
   * @param ns virtual time since power-on, ns
   * @return since when the machine rests, ps; -1 if it does not
   */
  public long restAt(long ns) {
    return simulator.restAt(ns);
  }

  /**
   * A machine at rest stays so for a while; every CPU is at the head of its loop then.
   *
   * @param ns until when, ns of virtual time since power-on
   */
  public void standUntil(long ns) {
    simulator.standUntil(ns);
  }

  /** {@return the CPU that made the last step} */
  int running() {
    return simulator.running();
  }

  /** {@return the machine} */
  public EmulatedMachine machine() {
    return machine;
  }

  /** {@return what the user tasks have measured so far} */
  List<Mean> means() {
    return workloads.stream().flatMap(workload -> workload.means().stream()).toList();
  }

  private IpiPlaces.Place placeOf(int cpu) {
    return places.of(cpu);
  }

  /** {@return where the targets of IPIs were} */
  List<IpiPlaces> ipiPlaces() {
    return placeCounts.counts();
  }

  Interference interference() {
    return interference;
  }
}
