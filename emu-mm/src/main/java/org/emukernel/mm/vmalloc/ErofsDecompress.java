package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * z_erofs_lz4_decompress(), fs/erofs/decompressor.c (v6.18), as far as its mapping goes: pages,
 * vm_map_ram(), a store to each page through it, vm_unmap_ram(). Argument: pages. Returns 0 or
 * -ENOMEM.
 */
final class ErofsDecompress extends KernelRoutine {

  private static final int WRITE = 2;
  private static final int FREE = 4;

  private static final int CHAIN = 0;
  private static final int ADDRESS = 1;
  private static final int DONE = 2;

  private final KernelMemory memory;
  private final KernelSymbol map = new KernelSymbol("vm_map_ram");
  private final KernelSymbol unmap = new KernelSymbol("vm_unmap_ram");

  ErofsDecompress(KernelMemory memory) {
    super(
        "z_erofs_lz4_decompress",
        3,
        "alloc_pages",
        "erofs_vm_map_ram",
        "LZ4_decompress_safe_partial",
        "vm_unmap_ram",
        "free_pages");
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> allocate(f);
      case 1 -> {
        f.setLocal(DONE, 0);
        f.call(map.in(f), f.local(CHAIN), f.arg(0));
      }
      case WRITE -> write(f);
      case 3 -> f.call(unmap.in(f), f.local(ADDRESS), f.arg(0));
      case FREE -> {
        memory.zoneLock().pass(f);
        memory.frames().giveChain(f.local(CHAIN));
        f.ret(f.local(ADDRESS) == 0 ? -Errno.ENOMEM : 0);
      }
      default -> throw noLabel(f.label());
    }
  }

  private void allocate(RoutineFrame f) {
    memory.zoneLock().pass(f);
    long chain = memory.frames().takeChain((int) f.arg(0));
    f.setLocal(CHAIN, chain);
    if (chain == PageFrames.NONE) {
      f.ret(-Errno.ENOMEM);
    }
  }

  private void write(RoutineFrame f) {
    long done = f.local(DONE);
    if (done == 0) {
      f.setLocal(ADDRESS, f.result());
    }
    if (f.local(ADDRESS) == 0) {
      f.goTo(FREE);
      return;
    }
    f.store(VbAlloc.end(f.local(ADDRESS), done), Long.BYTES, done);
    f.setLocal(DONE, done + 1);
    if (done + 1 < f.arg(0)) {
      f.goTo(WRITE);
    }
  }
}
