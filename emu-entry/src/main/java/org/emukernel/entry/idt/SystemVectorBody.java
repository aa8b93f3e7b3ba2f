package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** The body of a system vector's function that acknowledges it, traces it and does nothing more. */
record SystemVectorBody(String symbol, int vector) implements Routine {

  @Override
  public List<String> labels() {
    return List.of("apic_eoi", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.port().endOfInterrupt();
    } else {
      f.port().events().irqVectorEntry(f.port(), vector);
      f.port().events().irqVectorExit(f.port(), vector);
      f.ret();
    }
  }
}
