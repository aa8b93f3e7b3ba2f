package org.emukernel.mm.stack;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.vmalloc.Errno;

/**
 * copy_process(), kernel/fork.c, as far as the stack goes (dup_task_struct()): allocates it and
 * writes its end marker, the first access through the new mapping. Returns the stack's lowest
 * address, or -ENOMEM.
 */
final class CopyProcess extends KernelRoutine {

  private static final long STACK_END_MAGIC = 0x57AC6E9DL;

  private final KernelSymbol allocThreadStack = new KernelSymbol("alloc_thread_stack_node");

  CopyProcess() {
    super("copy_process", 0, "alloc_thread_stack_node", "set_task_stack_end_magic");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(allocThreadStack.in(f));
    } else {
      markEnd(f, f.result());
    }
  }

  private static void markEnd(RoutineFrame f, long stack) {
    if (stack == 0) {
      f.ret(-Errno.ENOMEM);
    } else {
      f.store(stack, Long.BYTES, STACK_END_MAGIC);
      f.ret(stack);
    }
  }
}
