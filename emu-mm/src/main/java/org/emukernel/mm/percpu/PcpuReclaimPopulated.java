package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * pcpu_reclaim_populated(), mm/percpu.c, with pcpu_post_unmap_tlb_flush(): frees the memory of
 * empty pages of the chunks that wait for it, from the chunk's end down, as long as enough empty
 * pages are left elsewhere; then one flush of the span of all units of that chunk, which may not be
 * deferred.
 */
final class PcpuReclaimPopulated extends KernelRoutine {

  private static final int NEXT = 0;
  private static final int SCAN = 1;
  private static final int FLUSH = 3;
  private static final int DONE = 4;

  private static final int CHUNK = 0;
  private static final int PAGE = 1;
  private static final int FREED_START = 2;
  private static final int FREED_END = 3;
  private static final int REINTEGRATE = 4;

  private final PercpuChunks chunks;
  private final KernelLock lock;
  private final KernelSymbol depopulate = new KernelSymbol("pcpu_depopulate_chunk");
  private final KernelSymbol flush = new KernelSymbol("flush_tlb_kernel_range");

  PcpuReclaimPopulated(PercpuChunks chunks, KernelLock lock) {
    super(
        "pcpu_reclaim_populated",
        5,
        "next_chunk",
        "pcpu_depopulate_chunk",
        "depopulated",
        "pcpu_post_unmap_tlb_flush",
        "pcpu_reintegrate_chunk");
    this.chunks = chunks;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case NEXT -> nextChunk(f);
      case SCAN -> scan(f, (int) f.local(CHUNK));
      case 2 -> f.goTo(SCAN);
      case FLUSH -> flush(f, (int) f.local(CHUNK));
      case DONE -> {
        done(f, (int) f.local(CHUNK));
        f.goTo(NEXT);
      }
      default -> throw noLabel(f.label());
    }
  }

  private void nextChunk(RoutineFrame f) {
    lock.pass(f);
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.exists(chunk) && chunks.place(chunk) == PercpuChunks.Place.TO_DEPOPULATE) {
        f.setLocal(CHUNK, chunk);
        f.setLocal(PAGE, PercpuChunks.UNIT_PAGES);
        f.setLocal(FREED_START, PercpuChunks.UNIT_PAGES);
        f.setLocal(FREED_END, 0);
        f.setLocal(REINTEGRATE, 0);
        return;
      }
    }
    f.ret();
  }

  /* PAGE is the page after those that are still to be looked at. */
  private void scan(RoutineFrame f, int chunk) {
    lock.pass(f);
    int end = (int) f.local(PAGE);
    while (end > 0 && !isReclaimable(chunk, end - 1)) {
      end--;
    }
    boolean scarce = chunks.emptyPopulated() < PercpuChunks.EMPTY_POP_PAGES_HIGH;
    if (end == 0 || scarce) {
      f.setLocal(REINTEGRATE, end > 0 ? 1 : 0);
      f.goTo(FLUSH);
      return;
    }
    int start = end - 1;
    while (start > 0 && isReclaimable(chunk, start - 1)) {
      start--;
    }
    f.setLocal(PAGE, start);
    f.setLocal(FREED_START, Math.min(f.local(FREED_START), start));
    f.setLocal(FREED_END, Math.max(f.local(FREED_END), end));
    f.call(depopulate.in(f), chunk, start, end);
  }

  private boolean isReclaimable(int chunk, int page) {
    return (chunks.populated(chunk) >>> page & 1) != 0 && chunks.isEmpty(chunk, page);
  }

  private void flush(RoutineFrame f, int chunk) {
    if (f.local(FREED_START) < f.local(FREED_END)) {
      f.call(
          flush.in(f),
          chunks.address(chunk, 0, (int) f.local(FREED_START)),
          chunks.address(chunk, f.port().cpus() - 1, (int) f.local(FREED_END)));
    }
  }

  private void done(RoutineFrame f, int chunk) {
    lock.pass(f);
    boolean normal = f.local(REINTEGRATE) != 0 || chunks.isFree(chunk);
    chunks.move(chunk, normal ? PercpuChunks.Place.NORMAL : PercpuChunks.Place.SIDELINED);
  }
}
