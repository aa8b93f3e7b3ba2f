package org.emukernel.mm.stack;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * alloc_thread_stack_node(), kernel/fork.c: one of this CPU's cached stacks, else a new one.
 * Returns its lowest address, or 0.
 */
final class AllocThreadStackNode extends KernelRoutine {

  private static final int VMALLOC = ThreadStacks.NR_CACHED_STACKS;

  private final PerCpuSymbol cached;
  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");

  AllocThreadStackNode() {
    super("alloc_thread_stack_node", 0, "cached_0", "cached_1", "__vmalloc_node_range", "return");
    this.cached = new PerCpuSymbol(ThreadStacks.CACHED_STACKS);
  }

  @Override
  public void step(RoutineFrame f) {
    int label = f.label();
    if (label < VMALLOC) {
      long stack = f.exchange(cached.in(f) + (long) label * Long.BYTES, Long.BYTES, 0);
      if (stack != 0) {
        f.ret(stack);
      }
    } else if (label == VMALLOC) {
      f.call(
          vmalloc.in(f),
          ThreadStacks.THREAD_SIZE,
          ThreadStacks.THREAD_ALIGN,
          VmapAreas.VMALLOC,
          Protection.PAGE_KERNEL.bits());
    } else {
      f.ret(f.result());
    }
  }
}
