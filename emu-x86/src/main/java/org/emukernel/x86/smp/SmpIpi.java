package org.emukernel.x86.smp;

import org.emukernel.api.kernel.RoutineFrame;

/** Sends a call-function vector, with its event. */
final class SmpIpi {

  private SmpIpi() {}

  static void send(RoutineFrame f, int target, int vector) {
    f.port()
        .events()
        .ipiSent(
            f.port(),
            target,
            vector,
            f.port().symbol(GenericSmpCallFunctionSingleInterrupt.SYMBOL));
    f.port().sendIpi(target, vector);
  }
}
