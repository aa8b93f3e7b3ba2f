package org.emukernel.x86.smp;

import org.emukernel.api.kernel.RoutineFrame;

/** Sends a call-function vector, with its event. */
final class SmpIpi {

  /** What ipi_send_cpu and ipi_send_cpumask name as their callback. */
  private static final String CALLBACK = "generic_smp_call_function_single_interrupt";

  private SmpIpi() {}

  static void send(RoutineFrame f, int target, int vector) {
    f.port().events().ipiSent(f.port(), target, vector, f.port().symbol(CALLBACK));
    f.port().sendIpi(target, vector);
  }
}
