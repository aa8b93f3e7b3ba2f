package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * _vm_unmap_aliases(), mm/vmalloc.c: purges everything lazy now, and flushes with it a range of the
 * caller's and what vmap blocks have unmapped and not flushed. Blocks in which nothing is mapped
 * become lazy first. Arguments: start, end (-1 and 0 for none), whether the range must be flushed
 * even if nothing was lazy.
 *
 * <p>Linux goes through the blocks CPU by CPU, here they are gone through by their addresses; each
 * is looked at once.
 */
final class VmUnmapAliases extends KernelRoutine {

  private static final int LOCK = 0;
  private static final int BLOCKS = 1;
  private static final int PURGE = 3;
  private static final int UNLOCK = 5;

  private static final int START = 0;
  private static final int END = 1;
  private static final int MUST_FLUSH = 2;
  private static final int BLOCK = 3;

  private final VmapBlocks blocks;
  private final KernelLock lock;
  private final KernelLock blockLock;
  private final KernelSymbol freeBlock = new KernelSymbol("free_vmap_block");
  private final KernelSymbol purge = new KernelSymbol("__purge_vmap_area_lazy");
  private final KernelSymbol flush;

  VmUnmapAliases(VmapBlocks blocks, KernelLock lock, KernelLock blockLock, VmallocPolicy policy) {
    super(
        "_vm_unmap_aliases",
        4,
        "mutex_lock",
        "xa_for_each",
        "free_purged_blocks",
        "__purge_vmap_area_lazy",
        "flush_tlb_kernel_range",
        "mutex_unlock");
    this.blocks = blocks;
    this.lock = lock;
    this.blockLock = blockLock;
    this.flush = new KernelSymbol(policy.flush());
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> begin(f);
      case BLOCKS -> nextBlock(f);
      case 2 -> f.goTo(BLOCKS);
      case PURGE -> f.call(purge.in(f), f.local(START), f.local(END));
      case 4 -> {
        if (f.result() == 0 && f.local(MUST_FLUSH) != 0) {
          f.call(flush.in(f), f.local(START), f.local(END));
        }
      }
      case UNLOCK -> {
        lock.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }

  private void begin(RoutineFrame f) {
    if (!lock.tryTake(f)) {
      f.goTo(LOCK);
      return;
    }
    f.setLocal(START, f.arg(0));
    f.setLocal(END, f.arg(1));
    f.setLocal(MUST_FLUSH, f.arg(2));
    f.setLocal(BLOCK, 0);
    if (blocks.from(0) == VmapBlocks.NONE) {
      f.goTo(PURGE);
    }
  }

  private void nextBlock(RoutineFrame f) {
    blockLock.pass(f);
    int block = blocks.from((int) f.local(BLOCK));
    if (block == VmapBlocks.NONE) {
      f.goTo(PURGE);
      return;
    }
    f.setLocal(BLOCK, block + 1L);
    if (blocks.purgeFragmented(block, VmapBlocks.Purge.FORCED)) {
      f.call(freeBlock.in(f), block);
      return;
    }
    if (blocks.needsFlush(block)) {
      f.setLocal(START, VmapAreas.unsignedMin(f.local(START), blocks.dirtyStart(block)));
      f.setLocal(END, VmapAreas.unsignedMax(f.local(END), blocks.dirtyEnd(block)));
      f.setLocal(MUST_FLUSH, 1);
      blocks.flushed(block);
    }
    f.goTo(BLOCKS);
  }
}
