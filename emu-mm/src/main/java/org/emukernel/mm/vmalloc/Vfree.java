package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * vfree(), mm/vmalloc.c, with vm_reset_perms(): unmaps the area and gives its pages back. An area
 * that is VM_FLUSH_RESET_PERMS first loses its pages' direct mapping, then everything lazy is
 * purged at once ({@code _vm_unmap_aliases()}), then the direct mapping gets its default protection
 * back. Argument: the address. Returns 0, or -ENOENT if no area starts there, where Linux warns.
 */
final class Vfree extends KernelRoutine {

  private static final int INVALID = 2;
  private static final int ALIASES = 4;
  private static final int DEFAULT = 5;
  private static final int FREE = 7;
  private static final int HEAD = 0;
  private static final int PAGE = 1;
  private static final int RESET = 2;

  private final VmapAreas areas;
  private final KernelMemory memory;
  private final KernelSymbol removeVmArea = new KernelSymbol("remove_vm_area");
  private final KernelSymbol invalid = new KernelSymbol("set_direct_map_invalid_noflush");
  private final KernelSymbol unmapAliases = new KernelSymbol("_vm_unmap_aliases");
  private final KernelSymbol restore = new KernelSymbol("set_direct_map_default_noflush");

  Vfree(VmapAreas areas, KernelMemory memory) {
    super(
        "vfree",
        3,
        "remove_vm_area",
        "removed",
        "set_direct_map_invalid_noflush",
        "invalid_next",
        "_vm_unmap_aliases",
        "set_direct_map_default_noflush",
        "default_next",
        "__free_pages");
    this.areas = areas;
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> remove(f);
      case 1 -> f.goTo(f.local(RESET) != 0 ? INVALID : FREE);
      case INVALID -> eachPage(f, invalid, ALIASES);
      case 3 -> nextPage(f, INVALID);
      case ALIASES -> purge(f);
      case DEFAULT -> eachPage(f, restore, FREE);
      case 6 -> nextPage(f, DEFAULT);
      case FREE -> free(f);
      default -> throw noLabel(f.label());
    }
  }

  private void remove(RoutineFrame f) {
    long address = f.arg(0);
    if (!areas.exists(address)) {
      f.ret(-Errno.ENOENT);
      return;
    }
    f.setLocal(HEAD, areas.firstPage(address));
    f.setLocal(PAGE, areas.firstPage(address));
    f.setLocal(RESET, areas.flushResetPerms(address) ? 1 : 0);
    f.call(removeVmArea.in(f), address);
  }

  private void eachPage(RoutineFrame f, KernelSymbol change, int done) {
    long page = f.local(PAGE);
    if (page == PageFrames.NONE) {
      f.goTo(done);
    } else {
      f.call(change.in(f), directAddress(page));
    }
  }

  private void nextPage(RoutineFrame f, int loop) {
    f.setLocal(PAGE, memory.frames().next(f.local(PAGE)));
    f.goTo(loop);
  }

  private long directAddress(long page) {
    return memory.directMap().linear(page << PageTableFormat.PAGE_SHIFT);
  }

  private void purge(RoutineFrame f) {
    long start = -1;
    long end = 0;
    for (long page = f.local(HEAD); page != PageFrames.NONE; page = memory.frames().next(page)) {
      start = VmapAreas.unsignedMin(start, directAddress(page));
      end = VmapAreas.unsignedMax(end, directAddress(page) + PageTableFormat.PAGE_BYTES);
    }
    f.setLocal(PAGE, f.local(HEAD));
    f.call(unmapAliases.in(f), start, end, 1);
  }

  private void free(RoutineFrame f) {
    memory.zoneLock().pass(f);
    memory.frames().giveChain(f.local(HEAD));
    f.ret(0);
  }
}
