package org.emukernel.x86.smp;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * sysvec_call_function() and sysvec_call_function_single(), arch/x86/kernel/smp.c: acknowledges the
 * interrupt, then runs the queue (generic_smp_call_function_single_interrupt(), inlined).
 */
final class SysvecCallFunction implements Routine {

  private final String symbol;
  private final int vector;

  SysvecCallFunction(String symbol, int vector) {
    this.symbol = symbol;
    this.vector = vector;
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("apic_eoi", "flush_queue", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.port().endOfInterrupt();
      case 1 -> {
        f.port().events().irqVectorEntry(f.port(), vector);
        f.call(f.port().symbol("__flush_smp_call_function_queue"));
      }
      default -> {
        f.port().events().irqVectorExit(f.port(), vector);
        f.ret();
      }
    }
  }
}
