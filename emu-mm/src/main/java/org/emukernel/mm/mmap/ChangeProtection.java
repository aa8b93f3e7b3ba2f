package org.emukernel.mm.mmap;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.page.KernelMemory;

/**
 * change_protection(), mm/mprotect.c, Linux v6.18. Third argument: 1 (PROT_READ), or 3 (PROT_READ |
 * PROT_WRITE).
 */
final class ChangeProtection extends UserRange {

  private static final long PROT_WRITE = 2;

  private final KernelMemory memory;

  ChangeProtection(KernelMemory memory) {
    super("change_protection", memory);
    this.memory = memory;
  }

  @Override
  long replace(RoutineFrame f, long entry) {
    Protection protection =
        (f.arg(2) & PROT_WRITE) != 0 ? Protection.PAGE_SHARED : Protection.PAGE_READONLY;
    return memory.format().withProtection(entry, protection);
  }

  @Override
  void flushed(RoutineFrame f) {}
}
