package org.emukernel.mm.module;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.vmalloc.Errno;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.emukernel.mm.work.QueueForWork;

/**
 * Loading and unloading modules (Linux v6.18) without ROX caches: {@code
 * __do_sys_finit_module(text, data, rodata)} loads one of so many bytes and returns it, {@code
 * __do_sys_delete_module(module)} unloads it.
 */
public final class ModuleRoutines {

  static final String FREE_LIST = "init_free_list";
  static final String FREE_WORK = "init_free_wq";
  static final String QUEUE_FREE_INIT = "module_queue_free_init";
  static final String FREE_INIT = "module_free_init";

  private final List<Routine> routines = new ArrayList<>();

  /** Makes the functions. */
  public ModuleRoutines(VmapAreas areas, KernelMemory memory) {
    routines.addAll(
        CallThrough.chain(
            "load_module",
            "__do_sys_finit_module",
            "idempotent_init_module",
            "init_module_from_file"));
    routines.add(new LoadModule(memory));
    routines.add(new ExecmemAlloc());
    routines.add(
        new EnableModuleMemory(
            "module_enable_rodata_ro",
            "set_memory_ro",
            areas,
            List.of(ModuleMemory.RODATA, ModuleMemory.INIT_RODATA)));
    routines.add(
        new EnableModuleMemory(
            "module_enable_data_nx",
            "set_memory_nx",
            areas,
            List.of(
                ModuleMemory.DATA,
                ModuleMemory.RODATA,
                ModuleMemory.RO_AFTER_INIT,
                ModuleMemory.INIT_DATA,
                ModuleMemory.INIT_RODATA)));
    routines.add(
        new EnableModuleMemory(
            "module_enable_text_rox",
            "set_memory_rox",
            areas,
            List.of(ModuleMemory.TEXT, ModuleMemory.INIT_TEXT)));
    routines.add(
        new EnableModuleMemory(
            "module_enable_rodata_ro_after_init",
            "set_memory_ro",
            areas,
            List.of(ModuleMemory.RO_AFTER_INIT)));
    routines.add(new QueueForWork(QUEUE_FREE_INIT, FREE_LIST, FREE_WORK, ModuleMemory.FREE_LINK));
    routines.add(new DoFreeInit());
    routines.add(new FreeModuleMemory(FREE_INIT, memory, ModuleMemory.INIT_FREED));
    routines.add(new FreeModuleMemory("free_module", memory, ModuleMemory.CORE_FREED));
    routines.add(new CallThrough("execmem_free", "vfree"));
    routines.add(new DeleteModule());
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return List.copyOf(routines);
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(FREE_LIST, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(FREE_WORK, Long.BYTES, Storage.PER_CPU));
  }

  /** {@return the work for kworkers} */
  public List<PendingWork> works() {
    return List.of(new PendingWork(FREE_WORK, Storage.PER_CPU, "do_free_init"));
  }

  /** __do_sys_delete_module(), kernel/module/main.c. Argument: the module, as it was loaded. */
  private static final class DeleteModule extends KernelRoutine {

    private final KernelSymbol freeModule = new KernelSymbol("free_module");

    DeleteModule() {
      super("__do_sys_delete_module", 0, "free_module", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 1) {
        f.ret(0);
      } else if (f.arg(0) == 0 || Errno.isError(f.arg(0))) {
        f.ret(-Errno.ENOENT);
      } else {
        f.call(freeModule.in(f), f.arg(0), 1);
      }
    }
  }
}
