package org.emukernel.mm.secretmem;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * Memory that the kernel itself cannot read (mm/secretmem.c, Linux v6.18): {@code
 * handle_mm_fault()} on a mapping of memfd_secret() takes a page out of the direct map and flushes
 * it there at once, which no strategy may defer; {@code secretmem_free_folio(address)} puts it
 * back.
 */
public final class SecretmemRoutines {

  private final List<Routine> routines = new ArrayList<>();

  /** Makes the functions. */
  public SecretmemRoutines(KernelMemory memory) {
    routines.addAll(
        CallThrough.chain(
            "secretmem_fault", "handle_mm_fault", "__handle_mm_fault", "do_fault", "__do_fault"));
    routines.add(new SecretmemFault(memory));
    routines.add(new SecretmemFreeFolio(memory));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return List.copyOf(routines);
  }

  /** secretmem_fault(). Returns the page's address in the direct map, or 0 without memory. */
  private static final class SecretmemFault extends KernelRoutine {

    private static final int PAGE = 0;

    private final KernelMemory memory;
    private final KernelSymbol invalid = new KernelSymbol("set_direct_map_invalid_noflush");
    private final KernelSymbol flush = new KernelSymbol("flush_tlb_kernel_range");

    SecretmemFault(KernelMemory memory) {
      super(
          "secretmem_fault",
          1,
          "folio_alloc",
          "set_direct_map_invalid_noflush",
          "flush_tlb_kernel_range",
          "out");
      this.memory = memory;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> allocate(f);
        case 1 -> f.call(invalid.in(f), f.local(PAGE));
        case 2 -> f.call(flush.in(f), f.local(PAGE), f.local(PAGE) + PageTableFormat.PAGE_BYTES);
        case 3 -> f.ret(f.local(PAGE));
        default -> throw noLabel(f.label());
      }
    }

    private void allocate(RoutineFrame f) {
      memory.zoneLock().pass(f);
      long page = memory.frames().takeZeroed();
      if (page == PageFrames.NONE) {
        f.ret(0);
      } else {
        f.setLocal(PAGE, memory.directMap().linear(page << PageTableFormat.PAGE_SHIFT));
      }
    }
  }

  /** secretmem_free_folio(). Argument: what secretmem_fault() returned. */
  private static final class SecretmemFreeFolio extends KernelRoutine {

    private final KernelMemory memory;
    private final KernelSymbol restore = new KernelSymbol("set_direct_map_default_noflush");

    SecretmemFreeFolio(KernelMemory memory) {
      super("secretmem_free_folio", 0, "set_direct_map_default_noflush", "__folio_put");
      this.memory = memory;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(restore.in(f), f.arg(0));
      } else {
        memory.zoneLock().pass(f);
        memory.frames().give(memory.directMap().physical(f.arg(0)) >>> PageTableFormat.PAGE_SHIFT);
        f.ret();
      }
    }
  }
}
