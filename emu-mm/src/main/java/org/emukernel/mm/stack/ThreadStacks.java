package org.emukernel.mm.stack;

import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;

/**
 * Task stacks with CONFIG_VMAP_STACK (kernel/fork.c, Linux v6.18): 16 KiB and a guard page of
 * vmalloc space, two kept by each CPU. {@code __do_sys_clone()} makes one and returns it, {@code
 * finish_task_switch(stack)} releases that of a task that has died.
 */
public final class ThreadStacks {

  /** THREAD_SIZE on x86-64: 16 KiB. */
  public static final long THREAD_SIZE = 16384;

  /** THREAD_ALIGN. */
  public static final long THREAD_ALIGN = THREAD_SIZE;

  /** How many stacks a CPU keeps. */
  public static final int NR_CACHED_STACKS = 2;

  static final String CACHED_STACKS = "cached_stacks";

  private final List<Routine> routines;

  /** Makes the functions. */
  public ThreadStacks() {
    routines =
        List.of(
            new CallThrough("__do_sys_clone", "kernel_clone"),
            new CallThrough("kernel_clone", "copy_process"),
            new CopyProcess(),
            new AllocThreadStackNode(),
            new CallThrough("finish_task_switch", "put_task_stack"),
            new CallThrough("put_task_stack", "free_thread_stack"),
            new FreeThreadStack());
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return routines;
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(CACHED_STACKS, NR_CACHED_STACKS * Long.BYTES, Storage.PER_CPU));
  }
}
