package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.Errno;

/**
 * pcpu_balance_populated(), mm/percpu.c: populates pages until four are empty
 * (PCPU_EMPTY_POP_PAGES_HIGH), in the lowest chunk that has room for them, else in a new one.
 */
final class PcpuBalancePopulated extends KernelRoutine {

  private static final int RETRY = 0;
  private static final int CREATE = 2;
  private static final int CREATED = 3;

  private final PercpuChunks chunks;
  private final KernelLock lock;
  private final KernelSymbol populate = new KernelSymbol("pcpu_populate_chunk");
  private final KernelSymbol create = new KernelSymbol("pcpu_create_chunk");

  PcpuBalancePopulated(PercpuChunks chunks, KernelLock lock) {
    super("pcpu_balance_populated", 0, "retry_pop", "populated", "pcpu_create_chunk", "created");
    this.chunks = chunks;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case RETRY -> retry(f);
      case 1 -> endOnError(f);
      case CREATE -> f.call(create.in(f));
      case CREATED -> endOnError(f);
      default -> throw noLabel(f.label());
    }
  }

  private static void endOnError(RoutineFrame f) {
    if (Errno.isError(f.result())) {
      f.ret();
    } else {
      f.goTo(RETRY);
    }
  }

  private void retry(RoutineFrame f) {
    lock.pass(f);
    int wanted = PercpuChunks.EMPTY_POP_PAGES_HIGH - chunks.emptyPopulated();
    if (wanted <= 0) {
      f.ret();
      return;
    }
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      int page = room(chunk);
      if (page != PercpuChunks.NONE) {
        int end = page + 1;
        while (end < PercpuChunks.UNIT_PAGES
            && end - page < wanted
            && (chunks.populated(chunk) >>> end & 1) == 0) {
          end++;
        }
        f.call(populate.in(f), chunk, page, end);
        return;
      }
    }
    f.goTo(CREATE);
  }

  private int room(int chunk) {
    return chunks.exists(chunk) && chunks.place(chunk) == PercpuChunks.Place.NORMAL
        ? chunks.unpopulated(chunk, 0, PercpuChunks.UNIT_PAGES)
        : PercpuChunks.NONE;
  }
}
