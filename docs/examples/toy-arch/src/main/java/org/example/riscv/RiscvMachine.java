package org.example.riscv;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.paging.RootPair;

/** A RISC-V machine with its kernel in memory. */
final class RiscvMachine implements LoadedMachine {

  private final Arena arena;
  private final KernelImage image;
  private final KernelText text;
  private final List<Hart> harts = new ArrayList<>();
  private StaleState stale;

  RiscvMachine(RiscvPlan plan, Arena arena, KernelComposition kernel, Surroundings around) {
    this.arena = arena;
    RoutineTable routines = new RoutineTable(kernel.part().routines());
    image = new KernelImage(routines, kernel.part().variables(), kernel.systemCalls());
    long end = MemoryMap.PER_CPU_PHYSICAL + plan.spec().cpus() * image.perCpuBytes();
    if (end > MemoryMap.firstFree(plan.spec().cpus())) {
      throw new IllegalStateException(
          String.format("the per-CPU areas reach 0x%x, into free memory", end));
    }
    image.load(arena.memory());
    text = new KernelText(arena.memory());
    text.declare(MemoryMap.TEXT_PHYSICAL, image.text().length);
    List<Registers> all = new ArrayList<>();
    for (int i = 0; i < plan.spec().cpus(); i++) {
      all.add(new Registers(arena, plan.hart(i).registers()));
    }
    for (int i = 0; i < plan.spec().cpus(); i++) {
      harts.add(hart(plan, i, all, routines, around));
    }
    harts.forEach(hart -> hart.connect(harts));
  }

  private Hart hart(
      RiscvPlan plan, int number, List<Registers> all, RoutineTable routines, Surroundings around) {
    RiscvPlan.HartSlots slots = plan.hart(number);
    Trap trap = new Trap();
    Tlb tlb = new Tlb(arena, slots.tlb());
    TextView view = new TextView(arena, slots.text());
    text.attach(view);
    CpuClock clock = new CpuClock(arena, slots.clock(), plan.spec().costs());
    HartMemory memory =
        new HartMemory(
            new HartMemory.Parts(
                number,
                arena.memory(),
                all.get(number),
                tlb,
                view,
                text,
                clock,
                trap,
                around.translations(),
                around.text(),
                all));
    return new Hart(
        new Hart.Wiring(
            number,
            plan.spec().cpus(),
            plan.spec().isolated(),
            arena,
            all.get(number),
            tlb,
            view,
            memory,
            clock,
            trap,
            slots.instructions(),
            routines,
            new RoutineStack(arena, slots.routines()),
            image,
            around.bus(),
            around.events()));
  }

  @Override
  public List<Hart> cpus() {
    return harts;
  }

  @Override
  public KernelSymbols symbols() {
    return image;
  }

  @Override
  public long physical(long linear) {
    return MemoryMap.physical(linear);
  }

  @Override
  public String place(int cpu) {
    long pc = harts.get(cpu).programCounter();
    String place = image.symbolize(pc);
    for (Routine routine : image.routines()) {
      if (place.startsWith(routine.symbol() + "+")) {
        int slot = (int) (pc - image.symbol(routine.symbol())) / RoutineTable.SLOT_BYTES;
        return place + ": " + (slot == 0 ? "prologue" : routine.labels().get(slot - 1));
      }
    }
    return String.format("%s: %08x", place, harts.get(cpu).memory().peek(pc));
  }

  @Override
  public byte[] elf() {
    return image.elf();
  }

  @Override
  public List<Mapping> kernelMappings() {
    return List.of(
        kernel(MemoryMap.TEXT_PHYSICAL, image.text().length, Protection.PAGE_KERNEL_ROX),
        kernel(MemoryMap.DATA_PHYSICAL, image.dataBytes(), Protection.PAGE_KERNEL));
  }

  private static Mapping kernel(long physical, long bytes, Protection protection) {
    return new Mapping(
        MemoryMap.KERNEL + physical,
        physical,
        MemoryMap.pageAlign(bytes),
        protection,
        Mapping.Role.KERNEL);
  }

  @Override
  public List<Mapping> programMappings(int cpu) {
    return List.of(
        new Mapping(
            MemoryMap.USER_TEXT,
            MemoryMap.USER_TEXT_PHYSICAL,
            MemoryMap.PAGE,
            Protection.PAGE_READONLY_EXEC,
            Mapping.Role.USER),
        new Mapping(
            MemoryMap.USER_STACK_TOP - MemoryMap.PAGE,
            physical(image.perCpu("user_stack", cpu)),
            MemoryMap.PAGE,
            Protection.PAGE_SHARED,
            Mapping.Role.USER));
  }

  @Override
  public void kernelRootsAre(RootPair roots) {
    stale = new RiscvStaleState(harts, text, arena.memory(), roots.kernel());
  }

  /* What setup_vm_final(), trap_init() and start_thread() leave behind. */
  @Override
  public void start(int cpu, RootPair roots, int asid) {
    Registers registers = harts.get(cpu).registers();
    long thread = image.perCpu("thread_info", cpu);
    long stack = image.perCpu("kernel_stack", cpu) + 4L * MemoryMap.PAGE;
    arena.memory().writeLong(physical(thread) + EntryCode.TI_KERNEL_SP, stack);
    registers.set(Registers.STVEC, image.symbol("handle_exception"));
    registers.set(Registers.SSCRATCH, thread);
    registers.set(Registers.SATP, HartMemory.satp(roots.kernel(), asid));
    registers.set(Registers.SIE, Registers.SSIP);
    registers.set(Registers.SP, MemoryMap.USER_STACK_TOP);
    registers.set(Registers.PC, image.symbol("user_loop"));
  }

  @Override
  public StaleState stale() {
    if (stale == null) {
      throw new IllegalStateException("the kernel has no page tables yet");
    }
    return stale;
  }
}
