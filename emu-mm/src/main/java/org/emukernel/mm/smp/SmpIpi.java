package org.emukernel.mm.smp;

import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.kernel.RoutineFrame;

/** Sends a call-function message, with its event. */
final class SmpIpi {

  private SmpIpi() {}

  static void send(RoutineFrame f, int target, IpiMessage message) {
    f.port()
        .events()
        .ipiSent(
            f.port(),
            target,
            message,
            f.port().symbol(GenericSmpCallFunctionSingleInterrupt.SYMBOL));
    f.port().sendIpi(target, message);
  }
}
