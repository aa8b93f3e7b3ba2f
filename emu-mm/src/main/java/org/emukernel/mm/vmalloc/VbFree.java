package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.MemoryOption;
import org.emukernel.mm.routine.KernelLock;

/**
 * vb_free(), mm/vmalloc.c: unmaps addresses of a block and leaves their flush to the next
 * _vm_unmap_aliases() or purge; under debug_pagealloc it flushes at once. A block in which
 * everything is unmapped becomes a lazy area. Arguments: address, pages.
 */
final class VbFree extends KernelRoutine {

  private final VmapBlocks blocks;
  private final KernelLock lock;
  private final boolean flushesAtOnce;
  private final KernelSymbol vunmap = new KernelSymbol("__vunmap_range_noflush");
  private final KernelSymbol flush;
  private final KernelSymbol freeBlock = new KernelSymbol("free_vmap_block");

  VbFree(VmapBlocks blocks, KernelLock lock, VmallocPolicy policy) {
    super(
        "vb_free",
        0,
        "bitmap_clear",
        "vunmap_range_noflush",
        "flush_tlb_kernel_range",
        "dirty",
        "return");
    this.blocks = blocks;
    this.lock = lock;
    this.flushesAtOnce = policy.has(MemoryOption.DEBUG_PAGEALLOC);
    this.flush = new KernelSymbol(policy.flush());
  }

  @Override
  public void step(RoutineFrame f) {
    long address = f.arg(0);
    int pages = VbAlloc.rounded(f.arg(1));
    switch (f.label()) {
      case 0 -> {
        lock.pass(f);
        blocks.clearUsed(address, pages);
      }
      case 1 -> f.call(vunmap.in(f), address, VbAlloc.end(address, f.arg(1)));
      case 2 -> {
        if (flushesAtOnce) {
          f.call(flush.in(f), address, VbAlloc.end(address, f.arg(1)));
        }
      }
      case 3 -> {
        lock.pass(f);
        if (blocks.dirty(address, pages)) {
          f.call(freeBlock.in(f), blocks.indexOf(address));
        }
      }
      case 4 -> f.ret();
      default -> throw noLabel(f.label());
    }
  }

  /** free_vmap_block(), mm/vmalloc.c. Argument: the block's index. */
  static final class FreeVmapBlock extends KernelRoutine {

    private final VmapBlocks blocks;
    private final KernelLock lock;
    private final KernelSymbol free = new KernelSymbol("free_vmap_area_noflush");

    FreeVmapBlock(VmapBlocks blocks, KernelLock lock) {
      super("free_vmap_block", 0, "xa_erase", "free_vmap_area_noflush", "return");
      this.blocks = blocks;
      this.lock = lock;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          lock.pass(f);
          blocks.remove((int) f.arg(0));
        }
        case 1 -> f.call(free.in(f), blocks.address((int) f.arg(0)));
        case 2 -> f.ret();
        default -> throw noLabel(f.label());
      }
    }
  }
}
