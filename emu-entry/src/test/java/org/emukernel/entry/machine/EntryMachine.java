package org.emukernel.entry.machine;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.entry.boot.Boot;
import org.emukernel.entry.boot.BootLoader;
import org.emukernel.entry.boot.BootSpec;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.ImageSymbols;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.image.Kernel;
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
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;

/** One CPU, isolated, that has booted a kernel and is in user mode at {@code user_loop}. */
final class EntryMachine implements MachineEvents {

  private static final long MEMORY = 64L << 20;
  private static final long PER_CPU = 48L << 20;
  private static final long TABLES = 56L << 20;
  private static final long KERNEL_PCID = 1;
  private static final long USER_PCID = 0x801;

  private static final Chooser CHOOSER =
      new Chooser() {
        @Override
        public int choose(Choice choice, int cpu, int alternatives) {
          return 0;
        }

        @Override
        public int constant(Choice choice) {
          return choice == Choice.STORE_BUFFER_DRAIN || choice == Choice.TEXT_REFETCH ? 1 : 0;
        }
      };

  final Kernel kernel;
  final Cpu cpu;
  final Arena arena;
  final ImageSymbols symbols;
  final List<String> events = new ArrayList<>();
  private final TestPageTables tables;

  EntryMachine(Kernel kernel) {
    this.kernel = kernel;
    ArenaBuilder builder = Arena.builder().memoryBytes(MEMORY);
    MmuLayout mmuLayout = MmuLayout.reserve(builder, 0, MmuSpec.SMALL);
    CpuLayout cpuLayout = CpuLayout.reserve(builder, 0);
    int clockSlot = builder.observer("cpu0.clock");
    KernelTextLayout textLayout = KernelText.reserve(builder);
    arena = builder.build();
    BootSpec spec = new BootSpec(1, CpuMask.of(0), CpuMask.of(0), PER_CPU);
    symbols = new ImageSymbols(kernel, spec);
    MachineBoot boot = Boot.of(kernel, spec, "user_loop");
    BootLoader.load(boot, arena.memory());
    CpuBoot cpuBoot = boot.cpus().get(0);
    tables = new TestPageTables(arena.memory(), TABLES);
    tables.mapDirect(MemoryMap.PAGE_OFFSET, MEMORY);
    boot.mappings().forEach(tables::map);
    cpuBoot.mappings().forEach(tables::map);
    cpu = cpu(mmuLayout, cpuLayout, clockSlot, new KernelText(arena, textLayout, CHOOSER));
    cpu.reset();
    BootLoader.load(cpuBoot, userCr3(), cpu.registers());
    cpu.mmu().modeChanged();
  }

  private Cpu cpu(MmuLayout mmuLayout, CpuLayout cpuLayout, int clockSlot, KernelText text) {
    RegisterFile registers = new RegisterFile(arena, cpuLayout.registers());
    CpuClock clock = new CpuClock(arena, clockSlot, cost -> 1);
    ProcessorException fault = new ProcessorException();
    MmuParts parts =
        new MmuParts(registers, fault, clock, CHOOSER, text, TlbMonitor.NONE, TextMonitor.NONE);
    Mmu mmu = new Mmu(mmuLayout, arena, parts);
    LocalApic apic = new LocalApic(arena, cpuLayout.apic(), 0, 1, new NoBus());
    Broadcasts broadcasts = new Broadcasts(arena, cpuLayout.broadcasts(), 0, 1, new NoBus());
    CoreParts core = new CoreParts(0, arena, registers, mmu, clock, apic, broadcasts, fault, this);
    CpuWiring wiring =
        new CpuWiring(
            core, new OpCache(arena.memory()), new RoutineTable(kernel.routines()), symbols);
    return new Cpu(new CpuSpec(0, 1, CpuMask.of(0), CpuModel.SKYLAKE), cpuLayout, wiring);
  }

  long userCr3() {
    return hasPti() ? tables.userRoot() | (hasPcid() ? USER_PCID : 0) : kernelCr3();
  }

  long kernelCr3() {
    return tables.kernelRoot() | (hasPcid() ? KERNEL_PCID : 0);
  }

  private boolean hasPti() {
    return kernel.spec().features().contains(X86Feature.PTI);
  }

  private boolean hasPcid() {
    return kernel.spec().features().contains(X86Feature.PCID);
  }

  long get(int register) {
    return cpu.registers().get(register);
  }

  void set(int register, long value) {
    cpu.registers().set(register, value);
  }

  /** Steps until RIP is at a symbol; returns how many steps that took. */
  int runTo(String symbol) {
    return runTo(symbols.symbol(symbol));
  }

  int runTo(long rip) {
    for (int steps = 0; steps < 10_000; steps++) {
      if (get(Reg.RIP) == rip) {
        return steps;
      }
      cpu.step();
    }
    throw new AssertionError(
        "never came to "
            + symbols.symbolize(rip)
            + "; is at "
            + symbols.symbolize(get(Reg.RIP))
            + ", last #UD: "
            + cpu.lastUndefined());
  }

  /** Steps until CR3 is another one; returns how many steps that took. */
  int runToCr3Write() {
    long before = get(Reg.CR3);
    for (int steps = 1; steps < 10_000; steps++) {
      cpu.step();
      if (get(Reg.CR3) != before) {
        return steps;
      }
    }
    throw new AssertionError("CR3 was never written");
  }

  /** What {@code user_program} is from now on: machine code, at most 2 KiB. */
  void program(int... code) {
    long text = kernel.image().section(".user.text").orElseThrow().loadAddress();
    long at = MemoryMap.imagePhysical(text) + symbols.symbol("user_program") - 0x400000;
    for (int i = 0; i < code.length; i++) {
      arena.memory().writeByte(at + i, code[i]);
    }
    set(Reg.RIP, symbols.symbol("user_program"));
  }

  long perCpu(String symbol, int offset, int size) {
    long physical = symbols.perCpu(symbol, 0) - MemoryMap.PAGE_OFFSET + offset;
    return arena.memory().read(physical, size);
  }

  @Override
  public void kernelEntry(int cpuNumber, int vector) {
    events.add("entry " + vector);
  }

  @Override
  public void kernelExit(int cpuNumber) {
    events.add("exit");
  }

  private static final class NoBus implements IpiBus {
    @Override
    public void fixed(int sender, int target, int vector) {}

    @Override
    public void nmi(int sender, int target) {}

    @Override
    public void invalidate(int sender) {}
  }
}
