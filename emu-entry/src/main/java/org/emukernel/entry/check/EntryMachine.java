package org.emukernel.entry.check;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.entry.boot.Descriptors;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.EntryTables.Roots;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.idt.IstVector;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.CpuLayout;
import org.emukernel.x86.cpu.CpuSpec;
import org.emukernel.x86.cpu.CpuWiring;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.OpCache;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.KernelTextLayout;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.mem.MmuLayout;
import org.emukernel.x86.mem.MmuParts;
import org.emukernel.x86.mem.MmuSpec;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;

/**
 * One CPU that is about to enter a kernel of somebody else. The user's root maps what PTI maps
 * there (pti_clone_user_shared(), pti_clone_entry_text(), arch/x86/mm/pti.c, v6.1) and nothing
 * else: entry text, cpu_entry_area, the page of the TSS among the per-CPU variables, and those of
 * the words that a deferral strategy shares. The IDT is empty: what faults, shuts the CPU down.
 */
final class EntryMachine {

  private static final long MEMORY = 1L << 30;
  private static final long PER_CPU = 0x3000_0000L;
  private static final long ENTRY_AREA = 0x3400_0000L;
  private static final long TASK = 0x3500_0000L;
  private static final long TABLES = 0x3800_0000L;
  private static final long NOTHING = 0x3600_0000L;
  private static final long UNDEFINED = 0x3700_0000L;
  private static final int UNDEFINED_BYTES = 0x10_0000;
  private static final int TASK_BYTES = 0x20000;

  /** What pointers lead to that the task of zeros does not have: zeros. */
  private static final int NOTHING_BYTES = 0x4000;

  private static final int STACK_BYTES = 0x4000;
  private static final long STACK_TOP = TASK + TASK_BYTES + STACK_BYTES;
  private static final int ENTRY_AREA_BYTES = 0x10000;
  private static final long IMAGE_END = 0x2f00_0000L;
  private static final long KERNEL_PCID = 1;
  private static final long USER_PCID = 0x801;
  private static final long USER_RIP = 0x401000;
  private static final long USER_RSP = 0x7fff_ffff_0000L;
  private static final long USER_GS = 0x7000_0000L;
  private static final long USER_GS_BYTES = 0x1000_0000L;
  private static final String PER_CPU_SECTION = ".data..percpu";

  /** Per-CPU words that a strategy has the user's page tables map. */
  private static final List<String> USER_MAPPED = List.of("cpu_tss_rw", "kernel_cr3_loaded");

  private final BinaryImage image;
  private final Set<X86Feature> features;
  private final long perCpuStart;
  private final Arena arena;
  private final EntryTables tables;
  private final RoutineTable routines;
  private final Cpu cpu;
  private final int start;

  EntryMachine(BinaryImage image, Set<X86Feature> features) {
    this.image = image;
    this.features = features;
    this.perCpuStart = image.symbols().address("__per_cpu_start").orElse(0);
    ArenaBuilder builder = Arena.builder().memoryBytes(MEMORY);
    MmuLayout mmuLayout = MmuLayout.reserve(builder, 0, MmuSpec.SMALL);
    CpuLayout cpuLayout = CpuLayout.reserve(builder, 0);
    int clock = builder.observer("cpu0.clock");
    KernelTextLayout textLayout = KernelText.reserve(builder);
    this.arena = builder.build();
    this.tables = new EntryTables(arena.memory(), TABLES);
    this.routines = OwnRoutines.of(image);
    loadImage();
    loadPerCpu();
    mapEntryArea();
    this.cpu = cpu(mmuLayout, cpuLayout, clock, new KernelText(arena, textLayout, new Settled()));
    arena.openJournal();
    this.start = arena.mark();
  }

  Cpu cpu() {
    return cpu;
  }

  /** {@return whether the user's page tables are loaded} */
  boolean hasUserTables() {
    long root = cpu.registers().get(Reg.CR3) & 0x000f_ffff_ffff_f000L;
    return root == tables.userRoot();
  }

  /** {@return the label of a kernel routine that a slot stands for, if it is one that is known} */
  Optional<String> routineLabel(int word) {
    int number = word >>> 8;
    int slot = word & 0xff;
    if (number >= routines.size() || !OwnRoutines.isKnown(routines.get(number))) {
      return Optional.empty();
    }
    Routine routine = routines.get(number);
    return Optional.of(
        slot == 0 || slot > routine.labels().size()
            ? routine.symbol()
            : routine.symbol() + ": " + routine.labels().get(slot - 1));
  }

  /** {@return the state word of context tracking, 0 if the image has none} */
  int contextState() {
    long linear = perCpu(ContextTracking.SYMBOL).orElse(0);
    long physical = linear - MemoryMap.PAGE_OFFSET + ContextTracking.STATE;
    return physical >= PER_CPU && physical < ENTRY_AREA
        ? (int) arena.memory().readLong(physical)
        : 0;
  }

  boolean hasPti() {
    return features.contains(X86Feature.PTI);
  }

  /** {@return the linear address of a per-CPU variable on this CPU} */
  OptionalLong perCpu(String name) {
    OptionalLong symbol = image.symbols().address(name);
    return symbol.isPresent()
        ? OptionalLong.of(perCpuBase() + symbol.getAsLong())
        : OptionalLong.empty();
  }

  /** {@return the per-CPU variable that an address is in, by its name, or the address in words} */
  String describe(long linear) {
    if (Long.compareUnsigned(linear - USER_GS, USER_GS_BYTES) < 0) {
      return "0x%x above the user's GS base".formatted(linear - USER_GS);
    }
    long offset = linear - perCpuBase();
    long size = image.section(PER_CPU_SECTION).map(BinarySection::size).orElse(0L);
    return Long.compareUnsigned(offset - perCpuStart, size) < 0
        ? "per-CPU " + image.symbolize(offset)
        : image.symbolize(linear);
  }

  private long perCpuBase() {
    return MemoryMap.directMap(PER_CPU) - perCpuStart;
  }

  private void loadImage() {
    for (BinarySection section : image.sections()) {
      long physical = MemoryMap.imagePhysical(section.address());
      if (physical < 0 || physical >= IMAGE_END || section.size() > IMAGE_END - physical) {
        continue;
      }
      if (!section.is(Flag.NO_BITS)) {
        copy(physical, section);
      }
      tables.map(section.address(), physical, section.size(), Roots.KERNEL);
    }
    mapEntryText();
  }

  private void copy(long physical, BinarySection section) {
    arena.memory().writeBytes(physical, image.content(), section.offset(), (int) section.size());
  }

  private void mapEntryText() {
    OptionalLong from = image.symbols().address("__entry_text_start");
    OptionalLong to = image.symbols().address("__entry_text_end");
    if (from.isPresent() && to.isPresent()) {
      mapEntryText(from.getAsLong(), to.getAsLong());
    } else {
      image.section(".entry.text").ifPresent(s -> mapEntryText(s.address(), s.end()));
    }
  }

  private void mapEntryText(long from, long to) {
    long physical = MemoryMap.imagePhysical(from);
    if (physical >= 0
        && physical < IMAGE_END
        && to - from > 0
        && to - from < IMAGE_END - physical) {
      tables.map(from, physical, to - from, Roots.BOTH);
    }
  }

  private void loadPerCpu() {
    image
        .section(PER_CPU_SECTION)
        .filter(s -> s.size() < ENTRY_AREA - PER_CPU)
        .ifPresent(
            section -> {
              if (!section.is(Flag.NO_BITS)) {
                copy(PER_CPU, section);
              }
              tables.map(MemoryMap.directMap(PER_CPU), PER_CPU, section.size(), Roots.KERNEL);
            });
    tables.map(MemoryMap.directMap(TASK), TASK, TASK_BYTES + STACK_BYTES, Roots.KERNEL);
    tables.map(0, NOTHING, NOTHING_BYTES, Roots.KERNEL);
    USER_MAPPED.forEach(this::mapForUser);
    image.sections().stream().filter(s -> s.is(Flag.EXTERNAL)).forEach(this::mapUndefined);
    write("current_task", 0, MemoryMap.directMap(TASK));
    write("cpu_current_top_of_stack", 0, MemoryMap.directMap(STACK_TOP));
    write("pcpu_hot", AsmOffsets.PCPU_HOT_CURRENT_TASK, MemoryMap.directMap(TASK));
    write("pcpu_hot", AsmOffsets.PCPU_HOT_TOP_OF_STACK, MemoryMap.directMap(STACK_TOP));
    write("this_cpu_off", 0, perCpuBase());
    loadContext();
    image.symbols().address("__per_cpu_offset").ifPresent(at -> writeImage(at, perCpuBase()));
    image.symbols().address("__cpu_online_mask").ifPresent(at -> writeImage(at, 1));
  }

  /* struct context_tracking, include/linux/context_tracking_state.h, v6.1: in user mode, RCU not watching. */
  private void loadContext() {
    write(ContextTracking.SYMBOL, ContextTracking.NESTING, 0);
    write(ContextTracking.SYMBOL, ContextTracking.NMI_NESTING, 0);
    write(ContextTracking.SYMBOL, ContextTracking.ACTIVE, 1);
    write(ContextTracking.SYMBOL, ContextTracking.STATE, ContextTracking.initialUserState());
  }

  /* Per-CPU variables of other files, in an object: where they are mapped is not known, so they may be touched. */
  private void mapUndefined(BinarySection section) {
    if (section.size() <= UNDEFINED_BYTES) {
      long linear = perCpuBase() + section.address();
      tables.map(linear, UNDEFINED + (linear & EntryTables.PAGE - 1), section.size(), Roots.BOTH);
    }
  }

  private void mapForUser(String name) {
    long linear = perCpu(name).orElse(0);
    long physical = linear - MemoryMap.PAGE_OFFSET;
    if (physical >= PER_CPU && physical < ENTRY_AREA - EntryTables.PAGE) {
      tables.map(linear, physical, AsmOffsets.SIZEOF_TSS, Roots.BOTH);
    }
  }

  private void write(String symbol, int offset, long value) {
    OptionalLong linear = perCpu(symbol);
    long physical = linear.orElse(0) - MemoryMap.PAGE_OFFSET + offset;
    if (linear.isPresent() && physical >= PER_CPU && physical < ENTRY_AREA) {
      arena.memory().writeLong(physical, value);
    }
  }

  private void writeImage(long linear, long value) {
    long physical = MemoryMap.imagePhysical(linear);
    if (physical >= 0 && physical < IMAGE_END) {
      arena.memory().writeLong(physical, value);
    }
  }

  private void mapEntryArea() {
    tables.map(MemoryMap.gdt(0), ENTRY_AREA, ENTRY_AREA_BYTES, Roots.BOTH);
    byte[] gdt = Descriptors.gdt(0);
    arena.memory().writeBytes(ENTRY_AREA, gdt, 0, gdt.length);
    byte[] tss = Descriptors.tss(0);
    arena.memory().writeBytes(ENTRY_AREA + MemoryMap.tss(0) - MemoryMap.gdt(0), tss, 0, tss.length);
    write("cpu_tss_rw", AsmOffsets.TSS_SP0, MemoryMap.entryStack(0) + EntryTables.PAGE);
  }

  private Cpu cpu(MmuLayout mmuLayout, CpuLayout layout, int clockSlot, KernelText text) {
    RegisterFile registers = new RegisterFile(arena, layout.registers());
    CpuClock clock = new CpuClock(arena, clockSlot, cost -> 1);
    ProcessorException fault = new ProcessorException();
    Chooser chooser = new Settled();
    Mmu mmu =
        new Mmu(
            mmuLayout,
            arena,
            new MmuParts(
                registers, fault, clock, chooser, text, TlbMonitor.NONE, TextMonitor.NONE));
    LocalApic apic = new LocalApic(arena, layout.apic(), 0, 1, new Nobody());
    Broadcasts broadcasts = new Broadcasts(arena, layout.broadcasts(), 0, 1, new Nobody());
    CoreParts core =
        new CoreParts(
            0, arena, registers, mmu, clock, apic, broadcasts, fault, new MachineEvents() {});
    CpuWiring wiring = new CpuWiring(core, new OpCache(arena.memory()), routines, new Names());
    return new Cpu(new CpuSpec(0, 1, CpuMask.none(), model()), layout, wiring);
  }

  private CpuModel model() {
    CpuModel like = CpuModel.SKYLAKE;
    return new CpuModel(features, like.tscKhz(), like.physicalBits(), like.delivery());
  }

  /** Puts the CPU behind the processor's own part of a way in, everything else as it was. */
  void enter(WayIn way) {
    arena.undoTo(start);
    cpu.reset();
    RegisterFile registers = cpu.registers();
    if (features.contains(X86Feature.PCID)) {
      registers.set(Reg.CR4, registers.get(Reg.CR4) | Control.CR4_PCIDE);
    }
    boolean pcid = features.contains(X86Feature.PCID);
    registers.set(
        Reg.CR3,
        hasPti()
            ? tables.userRoot() | (pcid ? USER_PCID : 0)
            : tables.kernelRoot() | (pcid ? KERNEL_PCID : 0));
    registers.set(Reg.GS_BASE, USER_GS);
    registers.set(Reg.KERNEL_GS_BASE, perCpuBase());
    registers.set(Reg.GDT_BASE, MemoryMap.gdt(0));
    registers.set(Reg.GDT_LIMIT, Descriptors.GDT_LIMIT);
    registers.set(Reg.TR, Descriptors.TSS_SELECTOR);
    registers.set(Reg.TSS_BASE, MemoryMap.tss(0));
    registers.set(Reg.TSS_LIMIT, Descriptors.tssLimit());
    registers.set(Reg.CS, AsmOffsets.KERNEL_CS);
    registers.set(Reg.SS, AsmOffsets.KERNEL_DS);
    registers.set(Reg.RIP, way.address());
    if (way.stack() == IstVector.NMI) {
      registers.set(Reg.ACTIVITY, Activity.NMI_BLOCKED);
    }
    setStack(way, registers);
    cpu.mmu().modeChanged();
  }

  private void setStack(WayIn way, RegisterFile registers) {
    IstVector ist = way.stack();
    long top =
        ist == null
            ? MemoryMap.entryStack(0) + EntryTables.PAGE
            : MemoryMap.exceptionStack(0, ist) + AsmOffsets.EXCEPTION_STKSZ;
    switch (way.frame()) {
      case SYSCALL -> {
        registers.set(Reg.RSP, USER_RSP);
        registers.set(Reg.RCX, USER_RIP);
        registers.set(Reg.R11, Flags.FIXED | Flags.IF);
      }
      case SYSENTER -> registers.set(Reg.RSP, top);
      case INTERRUPT -> registers.set(Reg.RSP, push(top, frame(way)));
      case ERROR_CODE -> registers.set(Reg.RSP, push(push(top, frame(way)), 0));
    }
  }

  private static long[] frame(WayIn way) {
    boolean user = way.from() == WayIn.From.USER;
    return new long[] {
      user ? AsmOffsets.USER_DS : AsmOffsets.KERNEL_DS,
      USER_RSP,
      Flags.FIXED | (user ? Flags.IF : 0),
      user ? AsmOffsets.USER_CS : AsmOffsets.KERNEL_CS,
      user ? USER_RIP : way.interrupted()
    };
  }

  private long push(long top, long... words) {
    long at = top;
    for (long word : words) {
      at -= Long.BYTES;
      arena.memory().writeLong(ENTRY_AREA + at - MemoryMap.gdt(0), word);
    }
    return at;
  }

  /* Stores are visible and text fetched at once; nothing happens out of turn. */
  private record Settled() implements Chooser {
    @Override
    public int choose(Choice choice, int cpu, int alternatives) {
      return constant(choice);
    }

    @Override
    public int constant(Choice choice) {
      return choice == Choice.STORE_BUFFER_DRAIN || choice == Choice.TEXT_REFETCH ? 1 : 0;
    }
  }

  private record Nobody() implements IpiBus {
    @Override
    public void fixed(int sender, int target, int vector) {}

    @Override
    public void nmi(int sender, int target) {}

    @Override
    public void invalidate(int sender) {}
  }

  private final class Names implements KernelSymbols {
    @Override
    public long symbol(String name) {
      return image.symbols().address(name).orElseThrow(() -> new MissingSymbolException(name));
    }

    @Override
    public long perCpu(String name, int cpu) {
      return EntryMachine.this.perCpu(name).orElseThrow(() -> new MissingSymbolException(name));
    }

    @Override
    public String symbolize(long linear) {
      return image.symbolize(linear);
    }
  }
}
