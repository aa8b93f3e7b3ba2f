package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.page.KernelMemory;

/**
 * pcpu_depopulate_chunk(), mm/percpu-vm.c, with pcpu_unmap_pages() and pcpu_free_pages(): unmaps a
 * range of pages of every CPU and frees their memory. Flushes nothing: the caller does, or leaves
 * it to the purge of the chunk's area. Arguments: chunk, first page, the page after the last.
 */
final class PcpuDepopulateChunk extends KernelRoutine {

  private static final int UNMAP = 1;
  private static final int FREE = 3;

  private static final int CPU = 0;
  private static final int PAGE = 1;

  private final PercpuChunks chunks;
  private final KernelMemory memory;
  private final KernelSymbol vunmap = new KernelSymbol("__vunmap_range_noflush");

  PcpuDepopulateChunk(PercpuChunks chunks, KernelMemory memory) {
    super("pcpu_depopulate_chunk", 2, "start", "__pcpu_unmap_pages", "next_cpu", "pcpu_free_pages");
    this.chunks = chunks;
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        f.setLocal(CPU, 0);
        f.setLocal(PAGE, f.arg(1));
      }
      case UNMAP -> unmap(f, (int) f.local(CPU));
      case 2 -> {
        f.setLocal(CPU, f.local(CPU) + 1);
        f.goTo(f.local(CPU) < f.port().cpus() ? UNMAP : FREE);
      }
      case FREE -> freePage(f);
      default -> throw noLabel(f.label());
    }
  }

  private void unmap(RoutineFrame f, int cpu) {
    int chunk = (int) f.arg(0);
    long start = chunks.address(chunk, cpu, (int) f.arg(1));
    f.call(vunmap.in(f), start, chunks.address(chunk, cpu, (int) f.arg(2)));
  }

  private void freePage(RoutineFrame f) {
    int page = (int) f.local(PAGE);
    memory.zoneLock().pass(f);
    memory.frames().giveChain(chunks.depopulate((int) f.arg(0), page));
    f.setLocal(PAGE, page + 1L);
    if (page + 1 == f.arg(2)) {
      f.ret();
    } else {
      f.goTo(FREE);
    }
  }
}
