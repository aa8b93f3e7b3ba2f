package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.routine.KernelLock;

/**
 * vb_alloc(), mm/vmalloc.c: addresses from a block of this CPU's queue, or from a new one.
 * Argument: pages, at most 64. Returns the address or a negative error.
 */
final class VbAlloc extends KernelRoutine {

  private final VmapBlocks blocks;
  private final KernelLock lock;
  private final KernelSymbol newBlock = new KernelSymbol("new_vmap_block");

  VbAlloc(VmapBlocks blocks, KernelLock lock) {
    super("vb_alloc", 0, "list_for_each_entry_rcu", "return");
    this.blocks = blocks;
    this.lock = lock;
  }

  /** {@return the pages that a request takes up: the next power of two (get_order())} */
  static int rounded(long pages) {
    int highest = Integer.highestOneBit((int) pages);
    return highest == pages ? highest : highest << 1;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.ret(f.result());
      return;
    }
    lock.pass(f);
    int pages = rounded(f.arg(0));
    long address = blocks.take(f.cpu(), pages);
    if (address != 0) {
      f.ret(address);
    } else {
      f.call(newBlock.in(f), pages);
    }
  }

  /**
   * new_vmap_block(), mm/vmalloc.c. Argument: how many of its pages are taken at once. Returns its
   * address or a negative error.
   */
  static final class NewVmapBlock extends KernelRoutine {

    private final VmapBlocks blocks;
    private final KernelLock lock;
    private final KernelSymbol allocVmapArea = new KernelSymbol("alloc_vmap_area");

    NewVmapBlock(VmapBlocks blocks, KernelLock lock) {
      super("new_vmap_block", 0, "alloc_vmap_area", "list_add_tail_rcu");
      this.blocks = blocks;
      this.lock = lock;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(allocVmapArea.in(f), VmapBlocks.BYTES, VmapBlocks.BYTES, VmapAreas.VMALLOC);
        return;
      }
      long address = f.result();
      if (!Errno.isError(address)) {
        lock.pass(f);
        blocks.add(f.cpu(), blocks.indexOf(address), (int) f.arg(0));
      }
      f.ret(address);
    }
  }

  /** The addresses after a range of pages that begins here. */
  static long end(long address, long pages) {
    return address + pages * PageTableFormat.PAGE_BYTES;
  }
}
