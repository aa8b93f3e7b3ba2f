package org.emukernel.mm.sched;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * context_switch(), kernel/sched/core.c, Linux v6.18, as far as address spaces go: a kernel thread
 * goes on with the last task's in lazy mode, a user task loads its own. mm_count is not kept: no
 * address space that a CPU may still run is freed. Arguments: the last task, the next.
 */
final class ContextSwitch extends KernelRoutine {

  static final String SYMBOL = "context_switch";

  private static final int TO_KERNEL = 5;
  private static final int SET_CURR = 8;

  /* Locals. */
  private static final int NEXT_MM = 0;
  private static final int ACTIVE_MM = 1;

  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);
  private final KernelSymbol switchMm = new KernelSymbol("switch_mm_irqs_off");
  private final KernelSymbol enterLazyTlb = new KernelSymbol("enter_lazy_tlb");

  ContextSwitch() {
    super(
        SYMBOL,
        2,
        "next_mm",
        "prev_active_mm",
        "switch_mm_irqs_off",
        "prev_mm",
        "clear_active_mm",
        "kernel_prev_active_mm",
        "enter_lazy_tlb",
        "next_active_mm",
        "rq_curr");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1, TO_KERNEL ->
          f.setLocal(ACTIVE_MM, f.load(f.arg(0) + TaskStruct.ACTIVE_MM, Long.BYTES));
      case 2 -> f.call(switchMm.in(f), f.local(ACTIVE_MM), f.local(NEXT_MM), f.arg(1));
      case 3 -> fromUser(f);
      case 4 -> {
        f.store(f.arg(0) + TaskStruct.ACTIVE_MM, Long.BYTES, 0);
        f.goTo(SET_CURR);
      }
      case 6 -> f.call(enterLazyTlb.in(f), f.local(ACTIVE_MM), f.arg(1));
      case 7 -> f.store(f.arg(1) + TaskStruct.ACTIVE_MM, Long.BYTES, f.local(ACTIVE_MM));
      default -> {
        f.store(runQueue.in(f) + RunQueue.CURR, Long.BYTES, f.arg(1));
        f.port().localIrqEnable();
        f.ret();
      }
    }
  }

  private static void begin(RoutineFrame f) {
    f.port().localIrqDisable();
    f.setLocal(NEXT_MM, f.load(f.arg(1) + TaskStruct.MM, Long.BYTES));
    if (f.local(NEXT_MM) == 0) {
      f.goTo(TO_KERNEL);
    }
  }

  private static void fromUser(RoutineFrame f) {
    if (f.load(f.arg(0) + TaskStruct.MM, Long.BYTES) != 0) {
      f.goTo(SET_CURR);
    }
  }
}
