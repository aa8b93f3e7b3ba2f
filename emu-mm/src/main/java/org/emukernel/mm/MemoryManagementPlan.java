package org.emukernel.mm;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManagerProvider.Plan;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.mm.bpf.BpfRoutines;
import org.emukernel.mm.page.KernelRoot;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.percpu.PercpuRoutines;
import org.emukernel.mm.vmalloc.VmallocRoutines;

/** The slots of a {@link MemoryManagement}. */
public final class MemoryManagementPlan implements Plan {

  private final MemorySpec spec;
  private final PageFrames.Slots frames;
  private final VmallocRoutines.Slots vmalloc;
  private final BpfRoutines.Slots packs;
  private final PercpuRoutines.Slots percpu;
  private final int root;

  /** Reserves them. */
  public MemoryManagementPlan(ArenaBuilder slots, MemorySpec spec) {
    this.spec = spec;
    this.frames =
        PageFrames.Slots.reserve(slots, spec.geometry().firstFree(), spec.geometry().end());
    this.vmalloc =
        VmallocRoutines.Slots.reserve(
            slots, spec.vmalloc(), spec.modules(), spec.geometry().cpus());
    this.packs = BpfRoutines.Slots.reserve(slots, spec.programPacks());
    this.percpu = PercpuRoutines.Slots.reserve(slots, spec.percpuChunks());
    this.root = KernelRoot.reserve(slots);
  }

  @Override
  public MemoryManagement create(
      Arena arena, PageTableFormat format, DeferralStrategy strategy, CallConditions conditions) {
    return new MemoryManagement(this, arena, format, strategy, conditions);
  }

  MemorySpec spec() {
    return spec;
  }

  PageFrames.Slots frames() {
    return frames;
  }

  VmallocRoutines.Slots vmalloc() {
    return vmalloc;
  }

  BpfRoutines.Slots packs() {
    return packs;
  }

  PercpuRoutines.Slots percpu() {
    return percpu;
  }

  int root() {
    return root;
  }
}
