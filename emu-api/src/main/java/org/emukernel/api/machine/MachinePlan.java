package org.emukernel.api.machine;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.strategy.DeferralStrategy;

/** A machine whose slots are reserved. */
public interface MachinePlan {

  /** {@return what memory the kernel's memory management may hand out, and where it is mapped} */
  Geometry geometry();

  /** {@return how page tables are written} */
  PageTableFormat pageTables();

  /** {@return which page tables user mode runs on} */
  Isolation isolation();

  /**
   * {@return what the architecture adds to the kernel: what is in arch/ in Linux} A function takes
   * the place of one of the same symbol elsewhere in the kernel.
   *
   * @param conditions where conditions of cross-CPU calls go
   */
  KernelPart kernelPart(DeferralStrategy strategy, CallConditions conditions);

  /** {@return what these functions leave to kworkers} */
  List<PendingWork> works();

  /**
   * Builds the machine and loads the kernel.
   *
   * @param arena built from the builder that the slots were reserved in
   */
  LoadedMachine build(Arena arena, KernelComposition kernel, Surroundings surroundings);
}
