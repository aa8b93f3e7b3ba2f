package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** An interrupt's body that acknowledges it and finds nothing to do. */
record AckOnly(String symbol) implements Routine {

  @Override
  public List<String> labels() {
    return List.of("apic_eoi", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.port().endOfInterrupt();
    } else {
      f.ret();
    }
  }
}
