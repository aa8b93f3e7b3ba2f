package org.emukernel.mm.smp;

import static org.emukernel.mm.smp.CallSingleData.QUEUE;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * flush_smp_call_function_queue(), kernel/smp.c, Linux v6.18: what the idle loop runs on its way
 * out, since it may have been told of calls without an IPI. Interrupts are on outside it.
 */
final class FlushSmpCallFunctionQueueOfIdle implements Routine {

  private final PerCpuSymbol queue = new PerCpuSymbol(QUEUE);
  private final KernelSymbol flush = new KernelSymbol("__flush_smp_call_function_queue");

  @Override
  public String symbol() {
    return "flush_smp_call_function_queue";
  }

  @Override
  public List<String> labels() {
    return List.of("llist_empty", "local_irq_save", "flush", "local_irq_restore");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        if (f.load(queue.in(f), Long.BYTES) == 0) {
          f.ret();
        }
      }
      case 1 -> f.port().localIrqDisable();
      case 2 -> f.call(flush.in(f));
      default -> {
        f.port().localIrqEnable();
        f.ret();
      }
    }
  }
}
