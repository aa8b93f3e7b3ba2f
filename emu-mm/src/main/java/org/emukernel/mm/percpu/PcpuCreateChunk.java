package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.vmalloc.Errno;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * pcpu_create_chunk(), mm/percpu-vm.c, with pcpu_get_vm_areas(): a unit of addresses for every CPU,
 * nothing behind them. Returns the chunk's number, or -ENOMEM if there are no addresses or as many
 * chunks as can be kept. Linux looks for the addresses from the end of vmalloc space down; here
 * they are the lowest that fit.
 */
final class PcpuCreateChunk extends KernelRoutine {

  /* The atom size of the embedding first chunk: PMD_SIZE. */
  private static final long ALIGN = 2L << 20;
  private static final int RETRY = 1;

  private final PercpuChunks chunks;
  private final VmapAreas areas;
  private final KernelSymbol purge = new KernelSymbol("reclaim_and_purge_vmap_areas");

  PcpuCreateChunk(PercpuChunks chunks, VmapAreas areas) {
    super("pcpu_create_chunk", 0, "pcpu_get_vm_areas", "retry");
    this.chunks = chunks;
    this.areas = areas;
  }

  @Override
  public void step(RoutineFrame f) {
    if (chunks.unusedNumber() == PercpuChunks.NONE) {
      f.ret(-Errno.ENOMEM);
      return;
    }
    long pages = (long) f.port().cpus() * PercpuChunks.UNIT_PAGES;
    long base = areas.take(VmapAreas.VMALLOC, pages, ALIGN);
    if (base != 0) {
      f.ret(chunks.add(base));
    } else if (f.label() == RETRY) {
      f.ret(-Errno.ENOMEM);
    } else {
      f.call(purge.in(f));
    }
  }

  /**
   * pcpu_destroy_chunk(), mm/percpu-vm.c: the chunk's area becomes lazy. Argument: a chunk in which
   * nothing is populated.
   */
  static final class Destroy extends KernelRoutine {

    private final PercpuChunks chunks;
    private final KernelSymbol removeVmArea = new KernelSymbol("remove_vm_area");

    Destroy(PercpuChunks chunks) {
      super("pcpu_destroy_chunk", 0, "pcpu_free_vm_areas", "return");
      this.chunks = chunks;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 1) {
        f.ret();
        return;
      }
      long base = chunks.base((int) f.arg(0));
      chunks.remove((int) f.arg(0));
      f.call(removeVmArea.in(f), base);
    }
  }
}
