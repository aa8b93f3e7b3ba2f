package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.Errno;

/**
 * pcpu_alloc(), mm/percpu.c, for a caller that may sleep: memory for each CPU at the same offset of
 * its unit, its pages populated, cleared. Arguments: bytes, alignment (a power of two). Returns the
 * first CPU's address, which stands for the pointer (__per_cpu), or 0. Of the memory the first word
 * is cleared, one store for each CPU.
 */
final class PcpuAlloc extends KernelRoutine {

  private static final int LOCK = 0;
  private static final int AREA = 1;
  private static final int POPULATE = 3;
  private static final int UNLOCK = 5;
  private static final int CLEAR = 7;
  private static final int FAIL = 8;

  private static final int ADDRESS = 0;
  private static final int CHUNK = 1;
  private static final int CPU = 2;

  private final PercpuChunks chunks;
  private final KernelLock mutex;
  private final KernelLock lock;
  private final KernelSymbol createChunk = new KernelSymbol("pcpu_create_chunk");
  private final KernelSymbol populateChunk = new KernelSymbol("pcpu_populate_chunk");
  private final KernelSymbol balanceWork = new KernelSymbol(PercpuRoutines.BALANCE_WORK);

  PcpuAlloc(PercpuChunks chunks, KernelLock mutex, KernelLock lock) {
    super(
        "pcpu_alloc_noprof",
        3,
        "mutex_lock",
        "pcpu_alloc_area",
        "created",
        "area_found",
        "populated",
        "mutex_unlock",
        "pcpu_schedule_balance_work",
        "memset",
        "fail_unlock");
    this.chunks = chunks;
    this.mutex = mutex;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!mutex.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case AREA -> take(f);
      case 2 -> f.goTo(Errno.isError(f.result()) ? FAIL : AREA);
      case POPULATE -> populate(f);
      case 4 -> populated(f);
      case UNLOCK -> {
        mutex.release(f);
        f.setLocal(CPU, 0);
        if (chunks.emptyPopulated() >= PercpuChunks.EMPTY_POP_PAGES_LOW) {
          f.goTo(CLEAR);
        }
      }
      case 6 -> f.fetchOr(balanceWork.in(f), Long.BYTES, 1);
      case CLEAR -> clear(f);
      case FAIL -> {
        mutex.release(f);
        f.ret(0);
      }
      default -> throw noLabel(f.label());
    }
  }

  private static long bytes(RoutineFrame f) {
    return f.arg(0) + PercpuChunks.GRAIN - 1 & -PercpuChunks.GRAIN;
  }

  private void take(RoutineFrame f) {
    lock.pass(f);
    boolean fits = f.arg(0) > 0 && bytes(f) <= PercpuChunks.UNIT_BYTES;
    long align = Math.max(f.arg(1), PercpuChunks.GRAIN);
    long address = fits ? chunks.take(bytes(f), align) : 0;
    if (address != 0) {
      f.setLocal(ADDRESS, address);
      f.setLocal(CHUNK, chunks.chunkOf(address));
      f.goTo(POPULATE);
    } else if (fits) {
      f.call(createChunk.in(f));
    } else {
      f.goTo(FAIL);
    }
  }

  /* Only the pages of the area: they stay populated when it is freed. */
  private void populate(RoutineFrame f) {
    int chunk = (int) f.local(CHUNK);
    long offset = f.local(ADDRESS) - chunks.base(chunk);
    int start = (int) (offset / PageTableFormat.PAGE_BYTES);
    int end = (int) ((offset + bytes(f) - 1) / PageTableFormat.PAGE_BYTES) + 1;
    int page = chunks.unpopulated(chunk, start, end);
    if (page == PercpuChunks.NONE) {
      f.goTo(UNLOCK);
      return;
    }
    int last = page + 1;
    while (last < end && (chunks.populated(chunk) >>> last & 1) == 0) {
      last++;
    }
    f.call(populateChunk.in(f), chunk, page, last);
  }

  private void populated(RoutineFrame f) {
    if (f.result() == 0) {
      f.goTo(POPULATE);
    } else {
      lock.pass(f);
      chunks.give(f.local(ADDRESS));
      f.goTo(FAIL);
    }
  }

  private static void clear(RoutineFrame f) {
    long cpu = f.local(CPU);
    f.store(f.local(ADDRESS) + cpu * PercpuChunks.UNIT_BYTES, Long.BYTES, 0);
    f.setLocal(CPU, cpu + 1);
    if (cpu + 1 == f.port().cpus()) {
      f.ret(f.local(ADDRESS));
    } else {
      f.goTo(CLEAR);
    }
  }
}
