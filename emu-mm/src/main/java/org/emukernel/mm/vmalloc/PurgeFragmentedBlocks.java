package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * purge_fragmented_blocks_allcpus(), mm/vmalloc.c: makes lazy areas of the blocks in which nothing
 * is mapped and of which less than a quarter is left.
 */
final class PurgeFragmentedBlocks extends KernelRoutine {

  private static final int BLOCK = 0;
  private static final int NEXT = 1;

  private final VmapBlocks blocks;
  private final KernelLock lock;
  private final KernelSymbol freeBlock = new KernelSymbol("free_vmap_block");

  PurgeFragmentedBlocks(VmapBlocks blocks, KernelLock lock) {
    super("purge_fragmented_blocks_allcpus", 1, "start", "purge_fragmented_block", "loop");
    this.blocks = blocks;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(BLOCK, 0);
      case NEXT -> purge(f);
      case 2 -> f.goTo(NEXT);
      default -> throw noLabel(f.label());
    }
  }

  private void purge(RoutineFrame f) {
    lock.pass(f);
    int block = blocks.from((int) f.local(BLOCK));
    if (block == VmapBlocks.NONE) {
      f.ret();
      return;
    }
    f.setLocal(BLOCK, block + 1L);
    if (blocks.purgeFragmented(block, VmapBlocks.Purge.IF_LITTLE_IS_LEFT)) {
      f.call(freeBlock.in(f), block);
    } else {
      f.goTo(NEXT);
    }
  }
}
