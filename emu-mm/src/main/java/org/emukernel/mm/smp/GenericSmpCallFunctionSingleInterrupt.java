package org.emukernel.mm.smp;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * generic_smp_call_function_single_interrupt(), kernel/smp.c: the receiver's side of both vectors,
 * and what the events ipi_send_cpu and ipi_send_cpumask name as their callback, by its address.
 */
final class GenericSmpCallFunctionSingleInterrupt implements Routine {

  static final String SYMBOL = "generic_smp_call_function_single_interrupt";

  @Override
  public String symbol() {
    return SYMBOL;
  }

  @Override
  public List<String> labels() {
    return List.of("flush_queue", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol("__flush_smp_call_function_queue"));
    } else {
      f.ret();
    }
  }
}
