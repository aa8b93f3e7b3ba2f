package org.example.riscv;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.strategy.DeferralStrategy;

/** A RISC-V machine whose slots are reserved. */
final class RiscvPlan implements MachinePlan {

  private final HardwareSpec spec;
  private final List<HartSlots> harts = new ArrayList<>();

  /** Where one hart's state lies. */
  record HartSlots(
      int registers,
      Tlb.Slots tlb,
      TextView.Slots text,
      int routines,
      int clock,
      int instructions) {}

  RiscvPlan(ArenaBuilder slots, HardwareSpec spec) {
    this.spec = spec;
    for (int i = 0; i < spec.cpus(); i++) {
      String name = "hart" + i;
      harts.add(
          new HartSlots(
              Registers.reserve(slots, name),
              Tlb.reserve(slots, name),
              TextView.reserve(slots, name),
              RoutineStack.reserve(slots, name),
              slots.observer(name + ".clock"),
              slots.observer(name + ".instructions")));
    }
  }

  HardwareSpec spec() {
    return spec;
  }

  HartSlots hart(int number) {
    return harts.get(number);
  }

  @Override
  public Geometry geometry() {
    return new Geometry(
        spec.cpus(), MemoryMap.firstFree(spec.cpus()), spec.memoryBytes(), MemoryMap.LAYOUT);
  }

  @Override
  public PageTableFormat pageTables() {
    return new Sv39();
  }

  /* The U bit keeps user mode out of the kernel's half: there is no second root. */
  @Override
  public Isolation isolation() {
    return Isolation.NONE;
  }

  @Override
  public KernelPart kernelPart(DeferralStrategy strategy, CallConditions conditions) {
    KernelPart traps = TrapRoutines.create();
    KernelPart flushes = FlushRoutines.create();
    return new KernelPart(
        Stream.concat(traps.routines().stream(), flushes.routines().stream()).toList(),
        Stream.concat(KernelImage.variables().stream(), flushes.variables().stream()).toList());
  }

  @Override
  public List<PendingWork> works() {
    return List.of();
  }

  @Override
  public LoadedMachine build(Arena arena, KernelComposition kernel, Surroundings surroundings) {
    return new RiscvMachine(this, arena, kernel, surroundings);
  }
}
