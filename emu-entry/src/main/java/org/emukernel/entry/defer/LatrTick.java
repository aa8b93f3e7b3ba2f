package org.emukernel.entry.defer;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.x86.apic.Vectors;

/**
 * The timer interrupt's body under LATR: the sweep of the paper's scheduler tick, for a CPU that is
 * in the kernel for long. Where the tick interrupts user mode its entry has swept already.
 */
final class LatrTick implements Routine {

  private final KernelSymbol sweep = new KernelSymbol(LatrSweep.SYMBOL);

  @Override
  public String symbol() {
    return "sysvec_apic_timer_interrupt";
  }

  @Override
  public List<String> labels() {
    return List.of("apic_eoi", "update_process_times", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.port().endOfInterrupt();
      case 1 -> {
        f.port().events().irqVectorEntry(f.port(), Vectors.LOCAL_TIMER);
        f.call(sweep.in(f));
      }
      default -> {
        f.port().events().irqVectorExit(f.port(), Vectors.LOCAL_TIMER);
        f.ret();
      }
    }
  }
}
