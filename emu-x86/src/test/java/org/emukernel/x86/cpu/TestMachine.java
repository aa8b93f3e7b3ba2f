package org.emukernel.x86.cpu;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.x86.apic.LocalApic;
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
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;

/**
 * A bare machine for tests: all memory is mapped for the supervisor at {@link #DIRECT}, GDT, TSS
 * and IDT are set up, and the handler of vector v lies at {@link #handler}, one HLT each.
 * Everything costs 1000 ps.
 */
final class TestMachine {

  static final long DIRECT = 0xffff888000000000L;
  static final long MEMORY_BYTES = 8 << 20;
  static final long GDT = 0x3000;
  static final long TSS = 0x4000;
  static final long IDT = 0x5000;
  static final long HANDLERS = 0x6000;
  static final long KERNEL_CODE = 0x10000;
  static final long KERNEL_DATA = 0x20000;
  static final long RSP0 = 0x30000;
  static final long IST1 = 0x38000;
  static final long KERNEL_STACK = 0x40000;
  static final long USER_CODE = 0x400000;
  static final long USER_DATA = 0x600000;
  static final int KERNEL_CS = 0x10;
  static final int KERNEL_DS = 0x18;
  static final int USER_DS = 0x2b;
  static final int USER_CS = 0x33;
  static final long ROOT = 0x80000;
  private static final long PRESENT_WRITABLE = 3;
  private static final long USER = 4;

  private static final int NEVER = -1;

  final Arena arena;
  final KernelText text;
  final List<Cpu> cpus = new ArrayList<>();
  final List<String> sent = new ArrayList<>();
  private long nextTable = ROOT + 0x1000;

  TestMachine() {
    this(1, CpuModel.SKYLAKE, List.of());
  }

  TestMachine(int count, CpuModel model, List<Routine> routines) {
    this(count, model, routines, new Eager());
  }

  TestMachine(int count, CpuModel model, List<Routine> routines, Chooser chooser) {
    this(count, model, routines, chooser, new NoSymbols(), NEVER);
  }

  TestMachine(int count, List<Routine> routines, KernelSymbols symbols) {
    this(count, CpuModel.SKYLAKE, routines, new Eager(), symbols, NEVER);
  }

  /** {@return a machine whose rows of instructions get code of their own after so many runs} */
  static TestMachine withRowsAfter(int coldRuns) {
    return new TestMachine(1, CpuModel.SKYLAKE, List.of(), new Eager(), new NoSymbols(), coldRuns);
  }

  private TestMachine(
      int count,
      CpuModel model,
      List<Routine> routines,
      Chooser chooser,
      KernelSymbols symbols,
      int coldRuns) {
    ArenaBuilder builder = Arena.builder().memoryBytes(MEMORY_BYTES);
    List<CpuLayout> layouts = new ArrayList<>();
    List<MmuLayout> mmuLayouts = new ArrayList<>();
    int[] clocks = new int[count];
    KernelTextLayout textLayout = KernelText.reserve(builder);
    for (int i = 0; i < count; i++) {
      layouts.add(CpuLayout.reserve(builder, i));
      mmuLayouts.add(MmuLayout.reserve(builder, i, MmuSpec.SKYLAKE));
      clocks[i] = builder.observer("cpu" + i + ".clock");
    }
    arena = builder.build();
    text = new KernelText(arena, textLayout, chooser);
    OpCache cache =
        coldRuns == NEVER ? new OpCache(arena.memory()) : new OpCache(arena.memory(), coldRuns);
    RoutineTable table = new RoutineTable(routines);
    for (int i = 0; i < count; i++) {
      CpuLayout layout = layouts.get(i);
      RegisterFile registers = new RegisterFile(arena, layout.registers());
      ProcessorException fault = new ProcessorException();
      CpuClock clock = new CpuClock(arena, clocks[i], cost -> 1000);
      MmuParts mmuParts =
          new MmuParts(registers, fault, clock, chooser, text, TlbMonitor.NONE, TextMonitor.NONE);
      Mmu mmu = new Mmu(mmuLayouts.get(i), arena, mmuParts);
      LocalApic apic = new LocalApic(arena, layout.apic(), i, count, new RecordingBus());
      CoreParts parts =
          new CoreParts(
              i,
              arena,
              registers,
              mmu,
              clock,
              apic,
              new Broadcasts(arena, layout.broadcasts(), i, count, new RecordingBus()),
              fault,
              new MachineEvents() {});
      CpuSpec spec = new CpuSpec(i, count, CpuMask.none(), model);
      cpus.add(new Cpu(spec, layout, new CpuWiring(parts, cache, table, symbols)));
    }
    buildMemory();
    cpus.forEach(this::boot);
  }

  private void boot(Cpu cpu) {
    cpu.reset();
    RegisterFile r = cpu.registers();
    r.set(Reg.CR3, ROOT);
    r.set(Reg.GDT_BASE, DIRECT + GDT);
    r.set(Reg.GDT_LIMIT, 0x7f);
    r.set(Reg.IDT_BASE, DIRECT + IDT);
    r.set(Reg.IDT_LIMIT, 0xfff);
    r.set(Reg.TR, 0x40);
    r.set(Reg.TSS_BASE, DIRECT + TSS);
    r.set(Reg.TSS_LIMIT, 0x67);
    r.set(Reg.CS, KERNEL_CS);
    r.set(Reg.SS, KERNEL_DS);
    r.set(Reg.RSP, DIRECT + KERNEL_STACK);
    r.set(Reg.RIP, DIRECT + KERNEL_CODE);
    cpu.mmu().modeChanged();
  }

  private void buildMemory() {
    for (long at = 0; at < MEMORY_BYTES; at += 4096) {
      map(DIRECT + at, at, PRESENT_WRITABLE);
    }
    long[] gdt = {
      0,
      0,
      0x00af9b000000ffffL,
      0x00cf93000000ffffL,
      0x00cffb000000ffffL,
      0x00cff3000000ffffL,
      0x00affb000000ffffL,
      0,
      0x0000890040000067L,
      0xffff8880L
    };
    for (int i = 0; i < gdt.length; i++) {
      arena.memory().writeLong(GDT + i * 8L, gdt[i]);
    }
    arena.memory().writeLong(TSS + 4, DIRECT + RSP0);
    arena.memory().writeLong(TSS + 0x24, DIRECT + IST1);
    for (int vector = 0; vector < 256; vector++) {
      gate(vector, 0x8e00, 0);
      arena.memory().writeByte(HANDLERS + vector * 16L, 0xf4);
    }
    gate(3, 0xee00, 0);
  }

  /** Writes the gate of a vector: type, DPL and P as bits 47:32 have them, and its IST index. */
  void gate(int vector, int attributes, int ist) {
    long offset = handler(vector);
    long low =
        offset & 0xffff
            | (long) KERNEL_CS << 16
            | (long) (attributes | ist) << 32
            | (offset & 0xffff_0000L) << 32;
    arena.memory().writeLong(IDT + vector * 16L, low);
    arena.memory().writeLong(IDT + vector * 16L + 8, offset >>> 32);
  }

  static long handler(int vector) {
    return DIRECT + HANDLERS + vector * 16L;
  }

  void mapUser(long linear, long physical) {
    map(linear, physical, PRESENT_WRITABLE | USER);
  }

  void map(long linear, long physical, long bits) {
    long table = ROOT;
    for (int shift = 39; shift > 12; shift -= 9) {
      long entry = table + (linear >>> shift & 511) * 8;
      long value = arena.memory().readLong(entry);
      if (value == 0) {
        value = nextTable | PRESENT_WRITABLE | USER;
        nextTable += 4096;
        arena.memory().writeLong(entry, value);
      }
      table = value & 0x000f_ffff_ffff_f000L;
    }
    arena.memory().writeLong(table + (linear >>> 12 & 511) * 8, physical | bits);
  }

  /** CPU 0. */
  Cpu cpu() {
    return cpus.get(0);
  }

  long reg(int register) {
    return cpu().registers().get(register);
  }

  void set(int register, long value) {
    cpu().registers().set(register, value);
  }

  /** Writes code for CPL 0 where RIP is. */
  void kernelCode(int... bytes) {
    code(KERNEL_CODE, bytes);
  }

  /** Writes code for CPL 3 and puts CPU 0 in front of it, with interrupts on. */
  void userCode(int... bytes) {
    code(0x200000, bytes);
    mapUser(USER_CODE, 0x200000);
    mapUser(USER_DATA, 0x210000);
    set(Reg.CS, USER_CS);
    set(Reg.SS, USER_DS);
    set(Reg.RIP, USER_CODE);
    set(Reg.RSP, USER_DATA + 0x1000);
    set(Reg.RFLAGS, Flags.FIXED | Flags.IF);
    cpu().mmu().modeChanged();
  }

  private void code(long physical, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      arena.memory().writeByte(physical + i, bytes[i]);
    }
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      cpu().step();
    }
  }

  /** {@return a quadword of physical memory} */
  long memory(long physical) {
    return arena.memory().readLong(physical);
  }

  /* Stores and text are visible at once; nothing happens out of turn. */
  private record Eager() implements Chooser {
    @Override
    public int choose(Choice choice, int cpu, int alternatives) {
      return constant(choice);
    }

    @Override
    public int constant(Choice choice) {
      return choice == Choice.STORE_BUFFER_DRAIN || choice == Choice.TEXT_REFETCH ? 1 : 0;
    }
  }

  private final class RecordingBus implements IpiBus {
    @Override
    public void fixed(int sender, int target, int vector) {
      sent.add(String.format("%d->%d vector 0x%x", sender, target, vector));
    }

    @Override
    public void nmi(int sender, int target) {
      sent.add(String.format("%d->%d NMI", sender, target));
    }

    @Override
    public void invalidate(int sender) {
      sent.add(sender + " INVLPGB");
    }
  }

  private record NoSymbols() implements KernelSymbols {
    @Override
    public long symbol(String name) {
      throw new IllegalArgumentException("no symbol " + name);
    }

    @Override
    public long perCpu(String name, int cpu) {
      throw new IllegalArgumentException("no symbol " + name);
    }

    @Override
    public String symbolize(long linear) {
      return String.format("0x%x", linear);
    }
  }
}
