package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * pcpu_balance_free(), mm/percpu.c: destroys every wholly free chunk but one. Argument: 1 to leave
 * those alone that have populated pages, else 0. Their memory is freed without a flush, which is
 * left to the purge of the chunk's area.
 */
final class PcpuBalanceFree extends KernelRoutine {

  private static final int NEXT = 1;
  private static final int DEPOPULATE = 2;
  private static final int DESTROY = 4;

  private static final int CHUNK = 0;
  private static final int SPARED = 1;

  private final PercpuChunks chunks;
  private final KernelLock lock;
  private final KernelSymbol depopulate = new KernelSymbol("pcpu_depopulate_chunk");
  private final KernelSymbol destroy = new KernelSymbol("pcpu_destroy_chunk");

  PcpuBalanceFree(PercpuChunks chunks, KernelLock lock) {
    super(
        "pcpu_balance_free",
        2,
        "start",
        "next_chunk",
        "pcpu_depopulate_chunk",
        "depopulated",
        "pcpu_destroy_chunk",
        "destroyed");
    this.chunks = chunks;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        f.setLocal(CHUNK, PercpuChunks.NONE);
        f.setLocal(SPARED, 0);
      }
      case NEXT -> nextChunk(f);
      case DEPOPULATE -> depopulate(f, (int) f.local(CHUNK));
      case 3 -> f.goTo(DEPOPULATE);
      case DESTROY -> f.call(destroy.in(f), f.local(CHUNK));
      case 5 -> f.goTo(NEXT);
      default -> throw noLabel(f.label());
    }
  }

  private void nextChunk(RoutineFrame f) {
    lock.pass(f);
    for (int chunk = (int) f.local(CHUNK) + 1; chunk < chunks.count(); chunk++) {
      if (isWhollyFree(chunk)) {
        boolean spare = f.local(SPARED) == 0;
        f.setLocal(SPARED, 1);
        if (!spare && (f.arg(0) == 0 || chunks.populated(chunk) == 0)) {
          f.setLocal(CHUNK, chunk);
          chunks.move(chunk, PercpuChunks.Place.TO_DEPOPULATE);
          return;
        }
      }
    }
    f.ret();
  }

  private boolean isWhollyFree(int chunk) {
    return chunks.exists(chunk)
        && chunks.place(chunk) == PercpuChunks.Place.NORMAL
        && chunks.isFree(chunk);
  }

  private void depopulate(RoutineFrame f, int chunk) {
    long populated = chunks.populated(chunk);
    if (populated == 0) {
      f.goTo(DESTROY);
      return;
    }
    int start = Long.numberOfTrailingZeros(populated);
    int end = start + Long.numberOfTrailingZeros(~(populated >>> start));
    f.call(depopulate.in(f), chunk, start, Math.min(end, PercpuChunks.UNIT_PAGES));
  }
}
