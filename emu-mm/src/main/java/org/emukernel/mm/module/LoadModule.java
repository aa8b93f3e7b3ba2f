package org.emukernel.mm.module;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.vmalloc.Errno;

/**
 * load_module(), kernel/module/main.c, with layout_and_allocate(), apply_relocations(),
 * complete_formation() and do_init_module(): memory for its seven kinds of sections, relocations by
 * plain stores while it is still unformed (apply_relocate_add(), arch/x86/kernel/module.c), then
 * its protection; the sections for initialisation are left to a kworker. Arguments: bytes of text,
 * data and read-only data; the four other kinds take a page each. Returns the address of struct
 * module, or -ENOMEM.
 */
final class LoadModule extends KernelRoutine {

  private static final int ALLOCATE = 1;
  private static final int FAIL = 12;

  private static final int MODULE = 0;
  private static final int TYPE = 1;
  private static final int BASE = 2;
  private static final int OFFSET = 3;

  private final KernelMemory memory;
  private final KernelSymbol alloc = new KernelSymbol("execmem_alloc_rw");
  private final KernelSymbol rodata = new KernelSymbol("module_enable_rodata_ro");
  private final KernelSymbol data = new KernelSymbol("module_enable_data_nx");
  private final KernelSymbol text = new KernelSymbol("module_enable_text_rox");
  private final KernelSymbol roAfterInit = new KernelSymbol("module_enable_rodata_ro_after_init");
  private final KernelSymbol queueFreeInit = new KernelSymbol(ModuleRoutines.QUEUE_FREE_INIT);
  private final KernelSymbol freeModule = new KernelSymbol("free_module");

  LoadModule(KernelMemory memory) {
    super(
        "load_module",
        4,
        "setup_load_info",
        "module_memory_alloc",
        "mem_base",
        "mem_size",
        "apply_relocations",
        "relocated",
        "module_enable_rodata_ro",
        "module_enable_data_nx",
        "module_enable_text_rox",
        "module_enable_rodata_ro_after_init",
        "schedule_work",
        "return",
        "free_copy",
        "fail");
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case ALLOCATE -> f.call(alloc.in(f), bytes(f, (int) f.local(TYPE)));
      case 2 -> storeBase(f);
      case 3 -> storeSize(f);
      case 4 -> f.setLocal(BASE, f.load(f.local(MODULE) + ModuleMemory.base(0), Long.BYTES));
      case 5 -> relocate(f);
      case 6 -> f.call(rodata.in(f), f.local(MODULE));
      case 7 -> f.call(data.in(f), f.local(MODULE));
      case 8 -> f.call(text.in(f), f.local(MODULE));
      case 9 -> f.call(roAfterInit.in(f), f.local(MODULE));
      case 10 -> f.call(queueFreeInit.in(f), f.local(MODULE));
      case 11 -> f.ret(f.local(MODULE));
      case FAIL -> fail(f);
      case 13 -> f.ret(-Errno.ENOMEM);
      default -> throw noLabel(f.label());
    }
  }

  private void begin(RoutineFrame f) {
    memory.zoneLock().pass(f);
    long page = memory.frames().takeZeroed();
    if (page == PageFrames.NONE) {
      f.ret(-Errno.ENOMEM);
      return;
    }
    f.setLocal(MODULE, memory.directMap().linear(page << PageTableFormat.PAGE_SHIFT));
    f.setLocal(TYPE, 0);
    f.setLocal(OFFSET, 0);
  }

  private static long bytes(RoutineFrame f, int type) {
    long bytes = type <= ModuleMemory.RODATA ? f.arg(type) : PageTableFormat.PAGE_BYTES;
    return Math.max(bytes, PageTableFormat.PAGE_BYTES) + PageTableFormat.PAGE_BYTES - 1
        & -PageTableFormat.PAGE_BYTES;
  }

  private void storeBase(RoutineFrame f) {
    if (f.result() == 0) {
      f.goTo(FAIL);
    } else {
      int type = (int) f.local(TYPE);
      f.store(f.local(MODULE) + ModuleMemory.base(type), Long.BYTES, f.result());
    }
  }

  private void storeSize(RoutineFrame f) {
    int type = (int) f.local(TYPE);
    f.store(f.local(MODULE) + ModuleMemory.size(type), Long.BYTES, bytes(f, type));
    f.setLocal(TYPE, type + 1L);
    if (type + 1 < ModuleMemory.TYPES) {
      f.goTo(ALLOCATE);
    }
  }

  /* One store for each page of text. */
  private void relocate(RoutineFrame f) {
    long offset = f.local(OFFSET);
    f.store(f.local(BASE) + offset, Long.BYTES, f.local(BASE));
    f.setLocal(OFFSET, offset + PageTableFormat.PAGE_BYTES);
    if (f.local(OFFSET) < bytes(f, ModuleMemory.TEXT)) {
      f.goTo(f.label());
    }
  }

  /* Nothing waits for the init sections: free_module() gives them back with the rest. */
  private void fail(RoutineFrame f) {
    f.call(freeModule.in(f), f.local(MODULE), 0);
  }
}
