package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * bpf_prog_pack_alloc(), kernel/bpf/core.c: room for a program in a pack; a program that no pack
 * has room for gets a new one, 2 MiB in module space, which set_memory_rox() makes read-only and
 * executable. Argument: bytes, at most 2 MiB. Returns the address or 0.
 *
 * <p>The pack is mapped by 4 KiB pages: the recorded 6.18 kernel allocates it with size=2101248
 * align=4096.
 */
final class BpfProgPackAlloc extends KernelRoutine {

  private static final int LOCK = 0;
  private static final int UNLOCK = 4;
  private static final int PROGRAM = 0;

  private final ProgPacks packs;
  private final VmapAreas areas;
  private final KernelLock mutex;
  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");
  private final KernelSymbol setMemoryRox = new KernelSymbol("set_memory_rox");

  BpfProgPackAlloc(ProgPacks packs, VmapAreas areas, KernelLock mutex) {
    super(
        "bpf_prog_pack_alloc",
        1,
        "mutex_lock",
        "find_next_zero_area",
        "alloc_new_pack",
        "set_memory_rox",
        "mutex_unlock");
    this.packs = packs;
    this.areas = areas;
    this.mutex = mutex;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!mutex.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> find(f);
      case 2 -> protect(f);
      case 3 -> f.setLocal(PROGRAM, packs.take(f.arg(0)));
      case UNLOCK -> {
        mutex.release(f);
        f.ret(f.local(PROGRAM));
      }
      default -> throw noLabel(f.label());
    }
  }

  private void find(RoutineFrame f) {
    long bytes = f.arg(0);
    boolean fits = bytes > 0 && bytes <= ProgPacks.PACK_BYTES;
    long program = fits ? packs.take(bytes) : 0;
    f.setLocal(PROGRAM, program);
    if (program != 0 || !fits || !packs.hasRoom()) {
      f.goTo(UNLOCK);
    } else {
      f.call(
          vmalloc.in(f),
          ProgPacks.PACK_BYTES,
          PageTableFormat.PAGE_BYTES,
          VmapAreas.MODULES,
          Protection.PAGE_KERNEL.bits());
    }
  }

  private void protect(RoutineFrame f) {
    long pack = f.result();
    if (pack == 0) {
      f.goTo(UNLOCK);
      return;
    }
    areas.setFlushResetPerms(pack);
    packs.add(pack);
    f.call(setMemoryRox.in(f), pack, ProgPacks.PACK_BYTES / PageTableFormat.PAGE_BYTES);
  }
}
