package org.emukernel.mm.mmap;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * vms_clear_ptes(), mm/vma.c, Linux v6.18: takes the pages of a range away and frees them when
 * nobody can reach them any more. The page tables stay.
 */
final class UnmapRange extends UserRange {

  private final KernelMemory memory;

  UnmapRange(KernelMemory memory) {
    super("vms_clear_ptes", memory);
    this.memory = memory;
  }

  @Override
  long replace(RoutineFrame f, long entry) {
    long page = memory.format().physical(entry, 1) >>> PageTableFormat.PAGE_SHIFT;
    f.setLocal(OWN, memory.frames().prepend(page, f.local(OWN)));
    return PageTableFormat.NONE;
  }

  @Override
  void flushed(RoutineFrame f) {
    if (f.local(OWN) != PageFrames.NONE) {
      memory.zoneLock().pass(f);
      memory.frames().giveChain(f.local(OWN));
    }
  }
}
