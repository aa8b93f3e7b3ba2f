package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * free_percpu(), mm/percpu.c: gives memory back, and has pcpu_balance_work run if a second chunk is
 * wholly free now or the chunk has many empty pages. Argument: what pcpu_alloc() returned. An
 * address at which nothing begins is left alone.
 */
final class FreePercpu extends KernelRoutine {

  private final PercpuChunks chunks;
  private final KernelLock lock;
  private final KernelSymbol balanceWork = new KernelSymbol(PercpuRoutines.BALANCE_WORK);

  FreePercpu(PercpuChunks chunks, KernelLock lock) {
    super("free_percpu", 0, "pcpu_free_area", "pcpu_schedule_balance_work");
    this.chunks = chunks;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.fetchOr(balanceWork.in(f), Long.BYTES, 1);
      f.ret();
      return;
    }
    lock.pass(f);
    int chunk = chunks.give(f.arg(0));
    if (chunk == PercpuChunks.NONE || !needsBalance(chunk)) {
      f.ret();
    }
  }

  private boolean needsBalance(int chunk) {
    if (chunks.place(chunk) == PercpuChunks.Place.NORMAL && chunks.isFree(chunk)) {
      return chunks.freeChunks() > 1;
    }
    if (!chunks.shouldReclaim(chunk)) {
      return false;
    }
    chunks.move(chunk, PercpuChunks.Place.TO_DEPOPULATE);
    return true;
  }
}
