package org.emukernel.scenarios.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.KernelWatch;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.mm.MemoryManagement;
import org.emukernel.mm.MemoryManagementPlan;
import org.emukernel.mm.MemorySpec;
import org.emukernel.mm.smp.SmpCallRoutines;
import org.emukernel.scenarios.monitor.MonitorPlan;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.scenarios.monitor.WatchedMachine;
import org.emukernel.scenarios.workload.Kworkers;

/**
 * A machine with its kernel, booted: every CPU is in user mode in {@code user_loop}. Whoever runs
 * it decides which CPU steps next and when interrupts arrive.
 */
public final class EmulatedMachine implements WatchedMachine {

  private final Arena arena;
  private final LoadedMachine loaded;
  private final MemoryManager memoryManager;
  private final List<PendingWork> works;
  private final SafetyMonitors monitors;

  /** Slots reserved for a machine in an arena that others reserve slots in, too. */
  public static final class Plan {

    private final MachineSpec spec;
    private final MachinePlan machine;
    private final MemoryManagementPlan memory;
    private final MonitorPlan monitors;

    private Plan(ArenaBuilder slots, MachineSpec spec) {
      this.spec = spec;
      this.machine = spec.architecture().reserve(slots, spec.hardware());
      this.memory =
          new MemoryManagementPlan(
              slots, MemorySpec.of(machine.geometry(), spec.kernel().memory()));
      this.monitors = new MonitorPlan(slots, spec.cpus());
    }

    /**
     * Builds and boots the machine.
     *
     * @param arena built from the builder that the slots were reserved in
     * @param bus takes the interrupts that CPUs send
     * @param listener told of events, before the monitors are
     */
    public EmulatedMachine build(Arena arena, IpiBus bus, MachineEvents listener) {
      return new EmulatedMachine(this, arena, bus, listener);
    }
  }

  /** Reserves the slots of a machine. */
  public static Plan reserve(ArenaBuilder slots, MachineSpec spec) {
    slots.memoryBytes(spec.hardware().memoryBytes());
    return new Plan(slots, spec);
  }

  private EmulatedMachine(Plan plan, Arena arena, IpiBus bus, MachineEvents listener) {
    this.arena = arena;
    this.monitors = plan.monitors.create(arena, this);
    MachineSpec spec = plan.spec;
    CallConditions conditions = new CallConditions();
    MemoryManagement memory =
        plan.memory.create(arena, plan.machine.pageTables(), spec.strategy(), conditions);
    this.memoryManager = memory;
    this.works = new ArrayList<>(memory.works());
    works.addAll(plan.machine.works());
    Map<Integer, String> systemCalls = new TreeMap<>(spec.systemCalls());
    systemCalls.putAll(Kworkers.systemCalls());
    KernelComposition kernel =
        new KernelComposition(
            spec.strategy(),
            systemCalls,
            merge(parts(plan, memory, conditions), spec.faults()),
            spec.faults());
    this.loaded = plan.machine.build(arena, kernel, surroundings(bus, listener));
    new AddressSpaceLoader(memory, plan.machine.isolation(), loaded).load();
  }

  private Surroundings surroundings(IpiBus bus, MachineEvents listener) {
    return new Surroundings(bus, new BothEvents(listener, monitors), monitors, monitors, monitors);
  }

  private static List<KernelPart> parts(
      Plan plan, MemoryManager memory, CallConditions conditions) {
    MachineSpec spec = plan.spec;
    KernelPart arch = plan.machine.kernelPart(spec.strategy(), conditions);
    List<KernelPart> parts = new ArrayList<>();
    parts.add(
        without(arch, new KernelPart(memory.routines(plan.machine.works()), memory.variables())));
    parts.add(without(arch, SmpCallRoutines.create(spec.cpus(), conditions)));
    parts.add(arch);
    parts.add(Kworkers.kernelPart());
    parts.addAll(spec.parts());
    return parts;
  }

  /* As Linux's weak functions: what the architecture has takes the place of what is there for all. */
  private static KernelPart without(KernelPart arch, KernelPart part) {
    Set<String> taken = arch.routines().stream().map(Routine::symbol).collect(Collectors.toSet());
    return new KernelPart(
        part.routines().stream().filter(r -> !taken.contains(r.symbol())).toList(),
        part.variables());
  }

  /* Workloads may bring the same function; different ones of one name are a mistake. */
  private static KernelPart merge(List<KernelPart> parts, List<PlantedFaultProvider> faults) {
    Map<String, Routine> routines = new LinkedHashMap<>();
    for (KernelPart part : parts) {
      for (Routine routine : part.routines()) {
        Routine other = routines.putIfAbsent(routine.symbol(), plant(routine, faults));
        if (other != null && !other.equals(routine)) {
          throw new IllegalArgumentException("two kernel functions are named " + routine.symbol());
        }
      }
    }
    return new KernelPart(
        List.copyOf(routines.values()),
        parts.stream().flatMap(part -> part.variables().stream()).distinct().toList());
  }

  private static Routine plant(Routine routine, List<PlantedFaultProvider> faults) {
    Routine planted = routine;
    for (PlantedFaultProvider fault : faults) {
      planted = fault.plantIn(planted);
    }
    return planted;
  }

  /** {@return the state} */
  public Arena arena() {
    return arena;
  }

  /** {@return the CPUs in order} */
  public List<? extends EmulatedCpu> cpus() {
    return loaded.cpus();
  }

  /** {@return the machine as its architecture made it} */
  public LoadedMachine loaded() {
    return loaded;
  }

  /** {@return the kernel's memory management} */
  public MemoryManager memoryManager() {
    return memoryManager;
  }

  /** {@return the works that kworkers do} */
  public List<PendingWork> works() {
    return works;
  }

  /** {@return the monitors} */
  public SafetyMonitors monitors() {
    return monitors;
  }

  /** {@return where the kernel's symbols are} */
  public KernelSymbols symbols() {
    return loaded.symbols();
  }

  @Override
  public StaleState stale() {
    return loaded.stale();
  }

  @Override
  public KernelWatch watch() {
    return loaded.watch();
  }

  @Override
  public CpuMode mode(int cpu) {
    return loaded.cpus().get(cpu).mode();
  }

  @Override
  public long nowNs(int cpu) {
    return loaded.cpus().get(cpu).nowNs();
  }

  @Override
  public String place(int cpu) {
    return loaded.place(cpu);
  }

  @Override
  public String symbolize(long linear) {
    return loaded.symbols().symbolize(linear);
  }
}
