package org.emukernel.mm.stack;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * free_thread_stack(), kernel/fork.c: keeps the stack in this CPU's cache if there is room, else
 * has it freed later: Linux calls vfree() after a grace period, in softirq context, which hands it
 * to this CPU's delayed_vfree_work. The grace period itself is left to who runs that work.
 * Argument: the stack's lowest address.
 */
final class FreeThreadStack extends KernelRoutine {

  private static final int DELAYED_FREE = ThreadStacks.NR_CACHED_STACKS;

  private final PerCpuSymbol cached;
  private final KernelSymbol vfreeAtomic = new KernelSymbol("vfree_atomic");

  FreeThreadStack() {
    super("free_thread_stack", 0, "cached_0", "cached_1", "thread_stack_delayed_free", "return");
    this.cached = new PerCpuSymbol(ThreadStacks.CACHED_STACKS);
  }

  @Override
  public void step(RoutineFrame f) {
    int label = f.label();
    if (label < DELAYED_FREE) {
      long slot = cached.in(f) + (long) label * Long.BYTES;
      if (f.compareExchange(slot, Long.BYTES, 0, f.arg(0)) == 0) {
        f.ret();
      }
    } else if (label == DELAYED_FREE) {
      f.call(vfreeAtomic.in(f), f.arg(0));
    } else {
      f.ret();
    }
  }
}
