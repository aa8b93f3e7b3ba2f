package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.vmalloc.Errno;

/**
 * pcpu_populate_chunk(), mm/percpu-vm.c, with pcpu_alloc_pages() and pcpu_map_pages(): a page of
 * memory for every CPU for each page of the range, page by page. Arguments: chunk, first page, the
 * page after the last; none of them populated. Returns 0 or -ENOMEM; then the pages before the one
 * that failed stay populated, where Linux gives them back.
 */
final class PcpuPopulateChunk extends KernelRoutine {

  private static final int ALLOCATE = 1;
  private static final int MAP = 2;
  private static final int UNDO = 4;

  private static final int PAGE = 0;
  private static final int CPU = 1;
  private static final int FRAME = 2;

  private final PercpuChunks chunks;
  private final KernelMemory memory;
  private final KernelSymbol mapPages = new KernelSymbol("vmap_pages_range_noflush");
  private final KernelSymbol depopulate = new KernelSymbol("pcpu_depopulate_chunk");
  private final KernelSymbol flush = new KernelSymbol("flush_tlb_kernel_range");

  PcpuPopulateChunk(PercpuChunks chunks, KernelMemory memory) {
    super(
        "pcpu_populate_chunk",
        3,
        "start",
        "pcpu_alloc_pages",
        "__pcpu_map_pages",
        "mapped",
        "err",
        "pcpu_post_unmap_tlb_flush",
        "return_err");
    this.chunks = chunks;
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(PAGE, f.arg(1));
      case ALLOCATE -> allocate(f);
      case MAP -> map(f);
      case 3 -> mapped(f);
      case UNDO -> f.call(depopulate.in(f), f.arg(0), f.local(PAGE), f.local(PAGE) + 1);
      case 5 ->
          f.call(
              flush.in(f),
              address(f, 0, f.local(PAGE)),
              address(f, f.port().cpus() - 1, f.local(PAGE) + 1));
      case 6 -> f.ret(-Errno.ENOMEM);
      default -> throw noLabel(f.label());
    }
  }

  private long address(RoutineFrame f, int cpu, long page) {
    return chunks.address((int) f.arg(0), cpu, (int) page);
  }

  private void allocate(RoutineFrame f) {
    if (f.local(PAGE) == f.arg(2)) {
      f.ret(0);
      return;
    }
    memory.zoneLock().pass(f);
    long chain = memory.frames().takeChain(f.port().cpus());
    if (chain == PageFrames.NONE) {
      f.ret(-Errno.ENOMEM);
      return;
    }
    chunks.populate((int) f.arg(0), (int) f.local(PAGE), chain);
    f.setLocal(CPU, 0);
    f.setLocal(FRAME, chain);
  }

  private void map(RoutineFrame f) {
    f.call(
        mapPages.in(f),
        address(f, (int) f.local(CPU), f.local(PAGE)),
        1,
        f.local(FRAME),
        Protection.PAGE_KERNEL.bits());
  }

  private void mapped(RoutineFrame f) {
    if (f.result() != 0) {
      f.goTo(UNDO);
      return;
    }
    f.setLocal(FRAME, memory.frames().next(f.local(FRAME)));
    f.setLocal(CPU, f.local(CPU) + 1);
    if (f.local(FRAME) == PageFrames.NONE) {
      f.setLocal(PAGE, f.local(PAGE) + 1);
      f.goTo(ALLOCATE);
    } else {
      f.goTo(MAP);
    }
  }
}
