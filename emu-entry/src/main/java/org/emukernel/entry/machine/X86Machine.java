package org.emukernel.entry.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.KernelWatch;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.RootPair;
import org.emukernel.entry.boot.Boot;
import org.emukernel.entry.boot.BootLoader;
import org.emukernel.entry.boot.BootSpec;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.ImageSymbols;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.CpuSpec;
import org.emukernel.x86.cpu.CpuWiring;
import org.emukernel.x86.cpu.RootRegister;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.OpCache;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.image.ElfWriter;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.mem.MmuParts;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;
import org.jspecify.annotations.Nullable;

/** An x86-64 machine with its kernel in memory. */
public final class X86Machine implements LoadedMachine {

  /**
   * The kernel's processors count time in units of the base clock; the exact rate is in no result.
   */
  private static final long TSC_KHZ = 2_300_000;

  private static final int PHYSICAL_BITS = 46;

  private static final long PAGE = 4096;

  private final Arena arena;
  private final List<Cpu> cpus = new ArrayList<>();
  private final Kernel kernel;
  private final KernelSymbols symbols;
  private final KernelText text;
  private final MachineBoot boot;
  private final Places places;
  private final KernelWatch watch;
  private @Nullable StaleState stale;

  X86Machine(X86Plan plan, Arena arena, KernelComposition composition, Surroundings surroundings) {
    this.arena = arena;
    this.text = new KernelText(arena, plan.layout().text(), plan.spec().chooser());
    this.kernel = KernelFactory.build(kernelSpec(plan, composition), composition::planted);
    BootSpec bootSpec = bootSpec(plan.spec());
    this.boot = composition.planted(MachineBoot.class, Boot.of(kernel, bootSpec, "user_loop"));
    requireRoom(plan.spec(), bootSpec);
    this.symbols = new ImageSymbols(kernel, bootSpec);
    this.places = new Places(kernel, arena.memory());
    CpuModel model =
        new CpuModel(plan.features(), TSC_KHZ, PHYSICAL_BITS, CpuModel.DeliverySerialization.NO);
    connect(plan, composition.planted(CpuModel.class, model), surroundings);
    this.watch = new X86KernelWatch(cpus, kernel, symbols, arena.memory(), places);
    for (MachineBoot.TextRange range : boot.text()) {
      long linear = range.physical() + MemoryMap.START_KERNEL_MAP;
      text.declare(linear, range.physical(), range.bytes());
    }
    BootLoader.load(boot, arena.memory());
  }

  private static KernelSpec kernelSpec(X86Plan plan, KernelComposition composition) {
    return new KernelSpec(
        plan.features(),
        composition.strategy().entryHooks(EntryHooks.class).orElse(EntryHooks.NONE),
        composition.systemCalls(),
        List.of(composition.part()),
        KernelSpec.USUAL_STATIC_KEYS,
        KernelSpec.USUAL_TRACEPOINTS);
  }

  /* The CPUs' own variables follow the image. */
  private BootSpec bootSpec(HardwareSpec spec) {
    long imageEnd =
        kernel.image().sections().stream()
            .mapToLong(s -> s.loadAddress() + s.size())
            .filter(end -> end < 0)
            .max()
            .orElseThrow();
    long perCpu = MemoryMap.imagePhysical(imageEnd) + PAGE - 1 & -PAGE;
    return new BootSpec(spec.cpus(), spec.isolated(), CpuMask.range(0, spec.cpus()), perCpu);
  }

  private void requireRoom(HardwareSpec spec, BootSpec bootSpec) {
    long end = bootSpec.perCpuPhysical() + spec.cpus() * boot.perCpuBytes();
    if (end > X86Layout.firstFree(spec.cpus())) {
      throw new IllegalStateException(
          String.format("the kernel and its per-CPU memory reach 0x%x, into free memory", end));
    }
  }

  private void connect(X86Plan plan, CpuModel model, Surroundings around) {
    HardwareSpec spec = plan.spec();
    X86Layout layout = plan.layout();
    RoutineTable routines = new RoutineTable(kernel.routines());
    OpCache cache = new OpCache(arena.memory());
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      CpuClock clock = new CpuClock(arena, layout.clocks().get(cpu), spec.costs());
      RegisterFile registers = new RegisterFile(arena, layout.cpus().get(cpu).registers());
      ProcessorException fault = new ProcessorException();
      MmuParts mmuParts =
          new MmuParts(
              registers,
              fault,
              clock,
              spec.chooser(),
              text,
              around.translations(),
              around.text(),
              around.accesses());
      Mmu mmu = new Mmu(layout.mmus().get(cpu), arena, mmuParts);
      LocalApic apic =
          new LocalApic(arena, layout.cpus().get(cpu).apic(), cpu, spec.cpus(), around.bus());
      Broadcasts broadcasts =
          new Broadcasts(
              arena, layout.cpus().get(cpu).broadcasts(), cpu, spec.cpus(), around.bus());
      CoreParts parts =
          new CoreParts(
              cpu, arena, registers, mmu, clock, apic, broadcasts, fault, around.events());
      CpuSpec cpuSpec = new CpuSpec(cpu, spec.cpus(), spec.isolated(), model);
      cpus.add(
          new Cpu(cpuSpec, layout.cpus().get(cpu), new CpuWiring(parts, cache, routines, symbols)));
    }
    cpus.forEach(cpu -> cpu.connect(cpus));
  }

  @Override
  public List<Cpu> cpus() {
    return cpus;
  }

  /** {@return the kernel that runs} */
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public KernelSymbols symbols() {
    return symbols;
  }

  @Override
  public long physical(long linear) {
    return linear >= MemoryMap.START_KERNEL_MAP
        ? MemoryMap.imagePhysical(linear)
        : linear - MemoryMap.PAGE_OFFSET;
  }

  @Override
  public String place(int cpu) {
    return places.at(cpus.get(cpu).programCounter());
  }

  @Override
  public byte[] elf() {
    return ElfWriter.write(kernel.image());
  }

  @Override
  public List<Mapping> kernelMappings() {
    return boot.mappings();
  }

  @Override
  public List<Mapping> programMappings(int cpu) {
    return boot.cpus().get(cpu).mappings();
  }

  @Override
  public void kernelRootsAre(RootPair roots) {
    stale = new X86StaleState(cpus, text, arena.memory(), roots);
  }

  @Override
  public void start(int cpu, RootPair roots, int asid) {
    Cpu started = cpus.get(cpu);
    CpuBoot registers = boot.cpus().get(cpu);
    started.reset();
    BootLoader.load(registers, RootRegister.user(roots, asid), started.registers());
    started.mmu().modeChanged();
  }

  @Override
  public KernelWatch watch() {
    return watch;
  }

  @Override
  public StaleState stale() {
    return Objects.requireNonNull(stale, "the kernel has no page tables yet");
  }
}
