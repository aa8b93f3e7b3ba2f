package org.emukernel.scenarios.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.entry.boot.Boot;
import org.emukernel.entry.boot.BootLoader;
import org.emukernel.entry.boot.BootSpec;
import org.emukernel.entry.boot.ImageSymbols;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.entry.rcu.RcuRoutines;
import org.emukernel.mm.MemoryManagement;
import org.emukernel.mm.pti.Isolation;
import org.emukernel.mm.pti.RootPair;
import org.emukernel.mm.smp.SmpCallRoutines;
import org.emukernel.scenarios.monitor.CurrentMapping;
import org.emukernel.scenarios.monitor.KernelCode;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.scenarios.monitor.WatchedMachine;
import org.emukernel.scenarios.workload.Kworkers;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.CpuSpec;
import org.emukernel.x86.cpu.CpuWiring;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.OpCache;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.mem.MmuParts;
import org.emukernel.x86.paging.X86PageTableFormat;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.smp.SysvecRoutines;
import org.emukernel.x86.text.TextPatchingRoutines;
import org.emukernel.x86.tlb.Broadcasts;

/**
 * A machine with its kernel, booted: every CPU is in user mode in {@code user_loop}. Whoever runs
 * it decides which CPU steps next and when interrupts arrive.
 */
public final class EmulatedMachine implements WatchedMachine {

  /**
   * The kernel's processors count time in units of the base clock; the exact rate is in no result.
   */
  private static final long TSC_KHZ = 2_300_000;

  private static final int PHYSICAL_BITS = 46;

  private static final long PAGE = 4096;

  private final Arena arena;
  private final List<Cpu> cpus = new ArrayList<>();
  private final List<Mmu> mmus = new ArrayList<>();
  private final Kernel kernel;
  private final KernelSymbols symbols;
  private final KernelText text;
  private final MemoryManager memoryManager;
  private final SafetyMonitors monitors;
  private final CurrentMapping currentMapping;
  private final Places places;
  private final KernelCode code;
  private final boolean hasPairs;
  private final long[] contextTracking;

  /** Slots reserved for a machine in an arena that others reserve slots in, too. */
  public static final class Plan {

    private final MachineSpec spec;
    private final MachineLayout layout;

    private Plan(MachineSpec spec, MachineLayout layout) {
      this.spec = spec;
      this.layout = layout;
    }

    /**
     * Builds and boots the machine.
     *
     * @param arena built from the builder that the slots were reserved in
     * @param bus takes the interrupts that CPUs send
     * @param listener told of events, before the monitors are
     */
    public EmulatedMachine build(Arena arena, IpiBus bus, MachineEvents listener) {
      return new EmulatedMachine(spec, layout, arena, bus, listener);
    }
  }

  /** Reserves the slots of a machine. */
  public static Plan reserve(ArenaBuilder slots, MachineSpec spec) {
    slots.memoryBytes(spec.memoryBytes());
    return new Plan(spec, MachineLayout.reserve(slots, spec));
  }

  private EmulatedMachine(
      MachineSpec spec, MachineLayout layout, Arena arena, IpiBus bus, MachineEvents listener) {
    this.arena = arena;
    this.monitors = new SafetyMonitors(spec.cpus(), this);
    this.text = new KernelText(arena, layout.text(), spec.chooser());
    CallConditions conditions = new CallConditions();
    MemoryManagement memory =
        layout.memory().create(arena, new X86PageTableFormat(), spec.strategy(), conditions);
    this.memoryManager = memory;
    this.kernel = KernelFactory.build(kernelSpec(spec, memory, conditions));
    BootSpec bootSpec = bootSpec(spec);
    MachineBoot boot = Boot.of(kernel, bootSpec, "user_loop");
    requireRoom(spec, bootSpec, boot);
    this.symbols = new ImageSymbols(kernel, bootSpec);
    this.places = new Places(kernel, arena.memory());
    this.code = new KernelCode(kernel.image().sections());
    this.hasPairs = spec.features().contains(X86Feature.PTI);
    this.contextTracking =
        IntStream.range(0, spec.cpus()).mapToLong(this::contextTrackingOf).toArray();
    connect(spec, layout, bus, new BothEvents(listener, monitors));
    declareText(boot);
    BootLoader.load(boot, arena.memory());
    RootPair roots = new AddressSpaceLoader(memory, isolation(spec), symbols).load(boot, cpus);
    this.currentMapping = new CurrentMapping(arena.memory(), roots.kernel(), roots.user());
  }

  private static KernelSpec kernelSpec(
      MachineSpec spec, MemoryManager memory, CallConditions conditions) {
    List<KernelPart> parts = new ArrayList<>();
    parts.add(new KernelPart(memory.routines(TextPatchingRoutines.works()), memory.variables()));
    parts.add(SmpCallRoutines.create(spec.cpus(), conditions));
    parts.add(RcuRoutines.create(spec.kernel().rcuWatchingBits()));
    parts.add(SysvecRoutines.create());
    parts.add(TextPatchingRoutines.create(spec.strategy(), conditions));
    parts.add(Kworkers.kernelPart());
    parts.addAll(spec.parts());
    Map<Integer, String> systemCalls = new TreeMap<>(spec.systemCalls());
    systemCalls.putAll(Kworkers.systemCalls());
    return new KernelSpec(
        spec.features(),
        spec.strategy().entryHooks(EntryHooks.class).orElse(EntryHooks.NONE),
        systemCalls,
        List.of(merge(parts, spec.faults())),
        KernelSpec.USUAL_STATIC_KEYS,
        KernelSpec.USUAL_TRACEPOINTS);
  }

  private static List<PendingWork> works(MemoryManager memory) {
    List<PendingWork> works = new ArrayList<>(memory.works());
    works.addAll(TextPatchingRoutines.works());
    return works;
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

  /* The CPUs' own variables follow the image. */
  private BootSpec bootSpec(MachineSpec spec) {
    long imageEnd =
        kernel.image().sections().stream()
            .mapToLong(s -> s.loadAddress() + s.size())
            .filter(end -> end < 0)
            .max()
            .orElseThrow();
    long perCpu = MemoryMap.imagePhysical(imageEnd) + PAGE - 1 & -PAGE;
    return new BootSpec(spec.cpus(), spec.isolated(), CpuMask.range(0, spec.cpus()), perCpu);
  }

  private static void requireRoom(MachineSpec spec, BootSpec bootSpec, MachineBoot boot) {
    long end = bootSpec.perCpuPhysical() + spec.cpus() * boot.perCpuBytes();
    if (end > MachineLayout.firstFree(spec.cpus())) {
      throw new IllegalStateException(
          String.format("the kernel and its per-CPU memory reach 0x%x, into free memory", end));
    }
  }

  private static Isolation isolation(MachineSpec spec) {
    if (!spec.features().contains(X86Feature.PTI)) {
      return Isolation.NONE;
    }
    return spec.features().contains(X86Feature.PCID) ? Isolation.PTI_PCID : Isolation.PTI_AUTO;
  }

  private void connect(MachineSpec spec, MachineLayout layout, IpiBus bus, MachineEvents events) {
    RoutineTable routines = new RoutineTable(kernel.routines());
    OpCache cache = new OpCache(arena.memory());
    CpuModel model =
        new CpuModel(spec.features(), TSC_KHZ, PHYSICAL_BITS, CpuModel.DeliverySerialization.NO);
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      CpuClock clock = new CpuClock(arena, layout.clocks().get(cpu), spec.costs());
      RegisterFile registers = new RegisterFile(arena, layout.cpus().get(cpu).registers());
      ProcessorException fault = new ProcessorException();
      MmuParts mmuParts =
          new MmuParts(registers, fault, clock, spec.chooser(), text, monitors, monitors, monitors);
      Mmu mmu = new Mmu(layout.mmus().get(cpu), arena, mmuParts);
      LocalApic apic = new LocalApic(arena, layout.cpus().get(cpu).apic(), cpu, spec.cpus(), bus);
      Broadcasts broadcasts =
          new Broadcasts(arena, layout.cpus().get(cpu).broadcasts(), cpu, spec.cpus(), bus);
      CoreParts parts =
          new CoreParts(cpu, arena, registers, mmu, clock, apic, broadcasts, fault, events);
      CpuSpec cpuSpec = new CpuSpec(cpu, spec.cpus(), spec.isolated(), model);
      mmus.add(mmu);
      cpus.add(
          new Cpu(cpuSpec, layout.cpus().get(cpu), new CpuWiring(parts, cache, routines, symbols)));
    }
    cpus.forEach(cpu -> cpu.connect(cpus));
  }

  private long contextTrackingOf(int cpu) {
    long linear = symbols.perCpu(ContextTracking.SYMBOL, cpu) + ContextTracking.STATE;
    return linear - MemoryMap.PAGE_OFFSET;
  }

  private void declareText(MachineBoot boot) {
    for (MachineBoot.TextRange range : boot.text()) {
      long linear = range.physical() + MemoryMap.START_KERNEL_MAP;
      text.declare(linear, range.physical(), range.bytes());
    }
  }

  /** {@return the state} */
  public Arena arena() {
    return arena;
  }

  /** {@return the CPUs in order} */
  public List<Cpu> cpus() {
    return cpus;
  }

  /** {@return the kernel that runs} */
  public Kernel kernel() {
    return kernel;
  }

  /** {@return the kernel's memory management} */
  public MemoryManager memoryManager() {
    return memoryManager;
  }

  /** {@return the works that kworkers do} */
  public List<PendingWork> works() {
    return works(memoryManager);
  }

  /** {@return the monitors} */
  public SafetyMonitors monitors() {
    return monitors;
  }

  /** {@return where the kernel's symbols are} */
  public KernelSymbols symbols() {
    return symbols;
  }

  @Override
  public List<Mmu> mmus() {
    return mmus;
  }

  @Override
  public KernelText kernelText() {
    return text;
  }

  @Override
  public CurrentMapping currentMapping() {
    return currentMapping;
  }

  @Override
  public long nowNs(int cpu) {
    return cpus.get(cpu).nowNs();
  }

  @Override
  public String place(int cpu) {
    return places.at(cpus.get(cpu).registers().get(Reg.RIP));
  }

  @Override
  public String placeAt(long linear) {
    return places.at(linear);
  }

  @Override
  public KernelCode kernelCode() {
    return code;
  }

  @Override
  public boolean isInKernel(int cpu) {
    return cpus.get(cpu).registers().cpl() == 0;
  }

  @Override
  public Root loadedRoot(int cpu) {
    if (!hasPairs) {
      return Root.ONLY;
    }
    long cr3 = cpus.get(cpu).registers().get(Reg.CR3);
    return (cr3 >>> AsmOffsets.PTI_USER_PGTABLE_BIT & 1) != 0 ? Root.USER : Root.KERNEL;
  }

  @Override
  public long rcuCounter(int cpu) {
    long word = arena.memory().read(contextTracking[cpu], Integer.BYTES);
    return word / ContextTracking.RCU_WATCHING;
  }

  @Override
  public boolean isFault(int vector) {
    return Vector.isFault(vector);
  }

  @Override
  public String vectorName(int vector) {
    return Vector.of(vector)
        .map(Vector::mnemonic)
        .orElse("interrupt 0x" + Integer.toHexString(vector));
  }

  @Override
  public long faultAddress(int cpu) {
    return cpus.get(cpu).registers().get(Reg.CR2);
  }

  @Override
  public String symbolize(long linear) {
    return symbols.symbolize(linear);
  }
}
